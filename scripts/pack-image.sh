#!/bin/sh
# Pack programs of this host into a container image, without a registry and without a builder.
#
# usage: pack-image.sh NAME FILE[=PATH]... > image.tar
#
# NAME is the image's full name with its tag, for instance slipway.local/test:1. Each FILE is put at PATH (its own path
# if none is given), with the shared libraries it needs. busybox brings links for all its commands in /bin. The first FILE
# is what the image runs. The output is a docker archive, as "ctr images import" and "docker load" take it.
set -eu

[ $# -ge 2 ] || {
    sed -n 's/^# \(usage:.*\)/\1/p' "$0" >&2
    exit 2
}

name=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
root=$work/root
mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$work/image"
chmod 1777 "$root/tmp"
printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

add() {
    mkdir -p "$root$(dirname "$2")"
    cp -L "$1" "$root$2"
}

command=
for item in "$@"; do
    file=${item%%=*}
    path=${item#*=}
    command=${command:-$path}
    add "$file" "$path"
    # Nothing for a program that is linked statically.
    for library in $(ldd "$file" 2>/dev/null | grep -o '/[^ ]*'); do
        [ -e "$root$library" ] || add "$library" "$library"
    done
    case $(basename "$file") in
    busybox*)
        for applet in $("$file" --list); do
            [ -e "$root/bin/$applet" ] || ln -s "$path" "$root/bin/$applet"
        done
        ;;
    esac
done

archive() {
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar "$@"
}

case $(uname -m) in
aarch64) architecture=arm64 ;;
*) architecture=amd64 ;;
esac

archive --directory "$root" --file "$work/image/layer.tar" .
layer=$(sha256sum "$work/image/layer.tar" | cut -d' ' -f1)
cat >"$work/configuration" <<END
{"architecture":"$architecture","os":"linux","config":{"Cmd":["$command"],"Env":["PATH=/bin:/usr/bin:/sbin:/usr/sbin"]},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]}}
END
configuration=$(sha256sum "$work/configuration" | cut -d' ' -f1).json
mv "$work/configuration" "$work/image/$configuration"
printf '[{"Config":"%s","RepoTags":["%s"],"Layers":["layer.tar"]}]\n' "$configuration" "$name" >"$work/image/manifest.json"
archive --directory "$work/image" .
