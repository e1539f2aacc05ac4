#!/bin/sh
# After the files are gone; a purge takes the data, too.
set -e

if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
if [ "$1" = purge ]; then
    rm -rf /var/lib/slipway /var/cache/slipway /run/slipway /etc/slipway
    rm -f /etc/default/slipwayd
fi
