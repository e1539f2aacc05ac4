#!/bin/sh
# Start slipwayd in the background and wait until it is ready; fine if it runs already.
#
# A running daemon of another build is replaced: its clusters go on meanwhile.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

pid_file="$SLIPWAY_DATA_DIRECTORY/slipwayd.pid"
program=$(readlink -f bin/slipwayd)

# The program of the process in the pid file; a path with " (deleted)" behind it is an older build of the same.
running_program() { [ -s "$pid_file" ] && readlink "/proc/$(cat "$pid_file")/exe" 2>/dev/null; }
running() { case $(running_program) in "$program" | "$program (deleted)") ;; *) return 1 ;; esac }

if [ "$(running_program)" = "$program (deleted)" ]; then
    say "replacing the running slipwayd by the new build"
    kill "$(cat "$pid_file")"
    for _ in $(seq 300); do running || break; sleep 0.1; done
fi
if ! running; then
    say "starting slipwayd (log: $SLIPWAY_DATA_DIRECTORY/slipwayd.log)"
    umask 077
    mkdir -p "$SLIPWAY_DATA_DIRECTORY"
    log="$SLIPWAY_DATA_DIRECTORY/slipwayd.log"
    [ -z "$(find "$log" -size +10M 2>/dev/null)" ] || mv "$log" "$log.1"
    setsid "$program" >>"$log" 2>&1 </dev/null &
    echo $! >"$pid_file"
fi
for _ in $(seq 300); do
    running || fail "slipwayd ended: $(tail -n 3 "$SLIPWAY_DATA_DIRECTORY/slipwayd.log")"
    if status=$("$program" status 2>&1); then exit 0; fi
    sleep 0.1
done
fail "slipwayd is not ready after 30 s: $status"
