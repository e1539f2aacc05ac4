#!/bin/sh
# Start slipwayd in the background and wait until it is ready; fine if it runs already.
#
# A running daemon of another build is replaced: its clusters go on meanwhile.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

program=$(readlink -f bin/slipwayd)

if [ "$(running_program)" = "$program (deleted)" ]; then
    say "replacing the running slipwayd by the new build"
    kill "$(cat "$pid_file")"
    for _ in $(seq 300); do running "$program" || break; sleep 0.1; done
fi
if ! running "$program"; then
    say "starting slipwayd (log: $SLIPWAY_DATA_DIRECTORY/slipwayd.log)"
    umask 077
    mkdir -p "$SLIPWAY_DATA_DIRECTORY"
    log="$SLIPWAY_DATA_DIRECTORY/slipwayd.log"
    [ -z "$(find "$log" -size +10M 2>/dev/null)" ] || mv "$log" "$log.1"
    setsid "$program" >>"$log" 2>&1 </dev/null &
    echo $! >"$pid_file"
fi
for _ in $(seq 300); do
    running "$program" || fail "slipwayd ended: $(tail -n 3 "$SLIPWAY_DATA_DIRECTORY/slipwayd.log")"
    if status=$("$program" status 2>&1); then exit 0; fi
    sleep 0.1
done
fail "slipwayd is not ready after 30 s: $status"
