#!/bin/sh
# Try dist/ in a bare Debian system, made for it and removed again: the programs alone, then the packages.
#
# usage: check-release.sh [SUITE]      SUITE is bookworm unless given; needs root
#
# All of it runs in process and mount namespaces of its own, and what starts or stops a service in a network of its own, so that
# an installation on this machine is neither seen nor touched.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

[ "$(id -u)" = 0 ] || fail "a bare system can be made by root alone"
[ -f dist/SHA256SUMS ] || fail "there is nothing to try; run scripts/release.sh first"
(cd dist && sha256sum --check --quiet SHA256SUMS)
suite=${1:-bookworm}
platform=linux64
[ "$(uname -m)" = x86_64 ] || platform=linux-arm64
root=$(mktemp -d)
chmod 755 "$root"
trap 'rm -rf --one-file-system "$root"' EXIT

# shellcheck disable=SC2016 # the words are for the shell in the namespace
inside() { # inside [--net] COMMAND...: runs in the bare system
    network=
    if [ "$1" = --net ]; then network=--net; shift; fi
    unshare --mount --pid --fork --kill-child $network sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" \
        /usr/bin/env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}

say "making a bare system ($suite)"
debootstrap --variant=minbase "$suite" "$root/new" >"$root/log" 2>&1 || { tail "$root/log"; fail "debootstrap failed"; }
root=$root/new
trap 'rm -rf --one-file-system "${root%/new}"' EXIT
# Nothing that is installed may start.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf"

say "the programs alone"
mkdir "$root/opt/alone" "$root/opt/packages"
install -m 755 "dist/release/$platform"/* "$root/opt/alone/"
install -m 755 packaging/try-programs.sh packaging/try-packages.sh "$root/opt/"
inside --net /opt/try-programs.sh

say "the packages"
cp dist/*.deb "$root/opt/packages/"
inside sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    curl ca-certificates /opt/packages/*.deb' >"$root/opt/apt.log" 2>&1 ||
    { tail -n 20 "$root/opt/apt.log"; fail "the packages cannot be installed"; }
inside --net /opt/try-packages.sh
say "all well in a bare $suite"
