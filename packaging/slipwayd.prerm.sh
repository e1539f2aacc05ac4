#!/bin/sh
# Before the files go: end the service and all clusters. An upgrade leaves both running.
set -e

[ "$1" = remove ] || exit 0
if [ -d /run/systemd/system ]; then
    systemctl disable --now slipwayd.service || true
fi
if [ -d /var/lib/slipway ]; then
    slipwayd halt || echo "some processes of clusters may still run; their data is in /var/lib/slipway" >&2
fi
