#!/bin/sh
# Make the Debian package of bx or of slipwayd from built programs.
#
# usage: make-package.sh bx|slipwayd PROGRAMS OUTPUT
#
# PROGRAMS is the folder with the release programs; slipwayd also takes in dist/release, which it offers for download.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

[ $# = 3 ] || { sed -n 's/^# \(usage:.*\)/\1/p' "$0" >&2; exit 2; }
name=$1 programs=$2 output=$3
version=$(sed -n 's/.*let text = "\(.*\)"/\1/p' Sources/SlipwayServer/Commands/ServerVersion.swift)
architecture=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
umask 022
chmod 755 "$root"

# The packages of the shared libraries that a program is linked with; the C library with the version it asks for.
dependencies() {
    libc=$(objdump -T "$1" | sed -n 's/.*(\{0,1\}GLIBC_\([0-9.]*\).*/\1/p' | sort -uV | tail -n 1)
    printf 'libc6 (>= %s)' "$libc"
    for library in $(ldd "$1" | sed -n 's/^[[:space:]]*\([^ ]*\) => .*/\1/p'); do
        dpkg -S "*/$library" | sed -n 's/^\([^:,]*\)[:,].*/\1/p' | head -n 1
    done | grep -vx 'libc6' | sort -u | while read -r package; do printf ', %s' "$package"; done
    # Loaded when the first request is made.
    printf ', libcurl4'
}

mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/doc/$name"
install -m 755 "$programs/$name" "$root/usr/bin/$name"
cp LICENSE "$root/usr/share/doc/$name/copyright"
gzip -9n <CHANGELOG.md >"$root/usr/share/doc/$name/changelog.gz"
case $name in
bx)
    ln -s bx "$root/usr/bin/bluemix"
    # By this name docker asks for credentials.
    ln -s bx "$root/usr/bin/docker-credential-bx"
    ;;
slipwayd)
    mkdir -p "$root/usr/lib/slipway" "$root/usr/lib/systemd/system"
    cp -r dist/release "$root/usr/lib/slipway/release"
    install -m 644 packaging/slipwayd.service "$root/usr/lib/systemd/system/slipwayd.service"
    ;;
*) fail "there is no package '$name'" ;;
esac
for script in postinst prerm postrm; do
    [ ! -f "packaging/$name.$script.sh" ] || install -m 755 "packaging/$name.$script.sh" "$root/DEBIAN/$script"
done
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@DEPENDS@/$(dependencies "$programs/$name")/" \
    -e "s/@SIZE@/$(du -ks --exclude=DEBIAN "$root" | cut -f 1)/" "packaging/$name.control" >"$root/DEBIAN/control"
mkdir -p "$output"
dpkg-deb --root-owner-group -Zxz --build "$root" "$output/${name}_${version}_$architecture.deb" >/dev/null
say "$output/${name}_${version}_$architecture.deb"
