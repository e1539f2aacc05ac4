#!/bin/sh
# Stop and remove all that `make up` started: the daemon, clusters with their processes, mounts, networks.
#
# The data stays, so that `make up` brings the same clusters back; PURGE=1 deletes it too.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

pid_file="$SLIPWAY_DATA_DIRECTORY/slipwayd.pid"
[ -x bin/slipwayd ] || { say "nothing to stop: 'make up' was not run here"; exit 0; }
program=$(readlink -f bin/slipwayd)
running_program() { [ -s "$pid_file" ] && readlink "/proc/$(cat "$pid_file")/exe" 2>/dev/null; }
running() { case $(running_program) in "$program" | "$program (deleted)") ;; *) return 1 ;; esac }

if running; then
    say "stopping slipwayd"
    kill "$(cat "$pid_file")"
    for _ in $(seq 600); do running || break; sleep 0.1; done
    if running; then fail "slipwayd ($(cat "$pid_file")) does not end; look into $SLIPWAY_DATA_DIRECTORY/slipwayd.log"; fi
fi
rm -f "$pid_file"
say "stopping the clusters"
"$program" halt
if [ "${PURGE:-}" = 1 ]; then
    say "deleting $SLIPWAY_DATA_DIRECTORY"
    rm -rf "$SLIPWAY_DATA_DIRECTORY"
fi
