#!/bin/sh
# In a bare system with a network of its own: the packages are installed; the service runs, a user gets bx from it and
# works with it, and a purge leaves nothing.
set -eu

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
expect() { # expect TEXT COMMAND...: the output has TEXT
    text=$1
    shift
    output=$("$@" 2>&1) || true
    case $output in *"$text"*) ;; *) fail "'$*' printed no '$text' but: $output" ;; esac
}

ip link set lo up
expect "bx version " bx --version
expect "bluemix version " bluemix --version
expect "slipwayd version " slipwayd --version
grep -q '^ExecStart=/usr/bin/slipwayd$' /usr/lib/systemd/system/slipwayd.service

slipwayd >/opt/slipwayd.log 2>&1 &
daemon=$!
for _ in $(seq 300); do
    ! slipwayd status >/dev/null 2>&1 || break
    kill -0 "$daemon" || { cat /opt/slipwayd.log; fail "slipwayd ended"; }
    sleep 0.1
done
url=https://127.0.0.1:6780
authority=/var/lib/slipway/tls/ca.pem
script() { curl -fsSL --cacert "$authority" "$url/install.sh" | sh -s -- "$@"; }
user_works() {
    "$1" api "$url" --ca-file "$authority" >/dev/null
    "$1" login --apikey "@/var/lib/slipway/initial-admin.json" >/dev/null
    expect "was successfully installed" "$1" plugin install container-service -r Bluemix -f
    expect "OK" "$1" cs clusters
}

user_works bx
dpkg --purge bx >/dev/null
[ ! -e /usr/bin/bx ] || fail "bx is still there after the purge"
# The shell remembers where it was.
hash -r
expect "is in /usr/local/bin" script
user_works bluemix
expect "is in /usr/local/bin" script
expect "OK" bx cs clusters
expect "was removed from /usr/local/bin" script --uninstall
[ ! -e /usr/local/bin/bx ] || fail "bx is still there"
[ -d /root/.bluemix ] || fail "the settings are gone"

# What an upgrade does to the files, while the service runs.
dpkg --install /opt/packages/slipwayd_*.deb >/dev/null
kill -0 "$daemon" || fail "the service ended during an upgrade"
kill "$daemon"
wait "$daemon" || fail "slipwayd did not end cleanly: $(tail -n 3 /opt/slipwayd.log)"
dpkg --remove slipwayd >/dev/null
[ -f /var/lib/slipway/slipway.db ] || fail "the data is gone before the purge"
dpkg --purge slipwayd >/dev/null 2>&1
for path in /usr/bin/slipwayd /var/lib/slipway /usr/lib/slipway /usr/lib/systemd/system/slipwayd.service; do
    [ ! -e "$path" ] || fail "$path is still there after the purge"
done
