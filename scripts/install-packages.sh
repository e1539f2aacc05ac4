#!/bin/sh
# Install the Debian packages that are missing, and only those; nothing that is there is changed or removed.
#
# usage: install-packages.sh build|run|test|bench|release ...
#   build: headers and tools that compiling Slipway needs    run: programs that clusters run on
#   test:  what the tests need on top                        bench: what measuring needs on top of that
#   release: what trying a release in a bare system needs
set -eu

missing=""
want() { # want PACKAGE CHECK...: PACKAGE is wanted if the check fails
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1"; }
installed() { dpkg-query -W -f='${Status}' "$1" | grep -q 'ok installed'; }
cni_plugin() { [ -x "/usr/lib/cni/$1" ] || [ -x "/opt/cni/bin/$1" ]; }

for purpose in "$@"; do
    case $purpose in
    build)
        want git program git
        want make program make
        want pkg-config program pkg-config
        want g++ program g++
        for library in libc6-dev libmicrohttpd-dev libsodium-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev; do
            want $library installed $library
        done
        ;;
    run)
        want etcd-server program etcd
        want containerd program containerd
        want runc program runc
        want containernetworking-plugins cni_plugin bridge
        want iptables program iptables
        want iproute2 program ip
        want dnsmasq-base program dnsmasq
        want conntrack program conntrack
        want openssl program openssl
        want docker-registry program docker-registry
        want buildah program buildah
        want slirp4netns program slirp4netns
        want e2fsprogs program mkfs.ext4
        want ca-certificates installed ca-certificates
        want libcurl4 installed libcurl4
        ;;
    test)
        want busybox-static installed busybox-static
        want shellcheck program shellcheck
        want curl program curl
        want strace program strace
        want skopeo program skopeo
        want wget program wget
        want procps program ps
        want chromium program chromium
        want fish program fish
        want zsh program zsh
        want groff-base program groff
        want python3 program python3
        want python3-venv python3 -c 'import ensurepip, venv'
        ;;
    bench)
        want wrk program wrk
        want util-linux program taskset
        ;;
    release)
        want debootstrap program debootstrap
        want curl program curl
        ;;
    *)
        echo "install-packages: unknown purpose '$purpose'; choose build, run, test, bench or release" >&2
        exit 2
        ;;
    esac
done

[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "install-packages: missing:$missing" >&2
    echo "install-packages: install them as root: apt-get install --no-remove$missing" >&2
    exit 1
fi
echo "==> installing$missing"
apt-get -qq update
# shellcheck disable=SC2086 # a list of words on purpose
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends --no-remove $missing >/dev/null
