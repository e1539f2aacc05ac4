#!/bin/sh
# Stop and remove all that `make up` started: the daemon, clusters with their processes, mounts, networks.
#
# The data stays, so that `make up` brings the same clusters back; PURGE=1 deletes it too.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

[ -x bin/slipwayd ] || { say "nothing to stop: 'make up' was not run here"; exit 0; }
program=$(readlink -f bin/slipwayd)

if running "$program"; then
    say "stopping slipwayd"
    kill "$(cat "$pid_file")"
    for _ in $(seq 600); do running "$program" || break; sleep 0.1; done
    if running "$program"; then fail "slipwayd ($(cat "$pid_file")) does not end; look into $SLIPWAY_DATA_DIRECTORY/slipwayd.log"; fi
fi
rm -f "$pid_file"
say "stopping the clusters"
"$program" halt
if [ "${PURGE:-}" = 1 ]; then
    say "deleting $SLIPWAY_DATA_DIRECTORY"
    rm -rf "$SLIPWAY_DATA_DIRECTORY"
fi
