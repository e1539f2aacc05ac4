#!/bin/sh
# After the files are there: start the service, or replace the running one; clusters go on meanwhile.
set -e

[ "$1" = configure ] || exit 0
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # Only at the first installation; whoever disabled it wants it so.
    [ -n "${2:-}" ] || systemctl enable slipwayd.service
    if [ -z "${2:-}" ] || systemctl is-active --quiet slipwayd.service; then
        systemctl restart slipwayd.service || echo "slipwayd does not start; see: journalctl -u slipwayd" >&2
    fi
fi
if [ -z "${2:-}" ]; then
    echo "How to log in is in /var/lib/slipway/initial-admin.json once slipwayd runs; 'slipwayd check' tells what is missing."
    echo "Clusters need Kubernetes: 'slipwayd kubernetes add VERSION DIR' or 'slipwayd kubernetes install'."
fi
