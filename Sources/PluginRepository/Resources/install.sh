#!/bin/sh
# Install bx, the command line of Slipway, or remove it again.
#
# usage: install.sh [--to FOLDER] [--force]
#        install.sh --uninstall [--to FOLDER] [--force]
#
# The server that sends this file fills in its address, its authority and the checksums. Nothing runs before the last line is
# there, and what is installed changes in one step. ~/.bluemix stays as it is.
set -eu

url='@URL@'
version='@VERSION@'
checksums='@CHECKSUMS@'
authority='@AUTHORITY@'

say() { printf '%s\n' "$*"; }
fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

platform() {
    case "$(uname -s) $(uname -m)" in
    "Linux x86_64" | "Linux amd64") say linux64 ;;
    "Linux aarch64" | "Linux arm64") say linux-arm64 ;;
    *) fail "there is no bx for $(uname -s) on $(uname -m)" ;;
    esac
}

# Fetches $1 into the file $2. The checksum decides, so a server behind a certificate that others vouch for will do as well.
fetch() {
    printf '%s\n' "$authority" >"$work/ca.pem"
    if command -v curl >/dev/null 2>&1; then
        curl -fsSL --cacert "$work/ca.pem" -o "$2" "$1" 2>"$work/reason" || curl -fsSL -o "$2" "$1" 2>>"$work/reason"
    elif command -v wget >/dev/null 2>&1; then
        wget -q --ca-certificate="$work/ca.pem" -O "$2" "$1" 2>"$work/reason" || wget -q -O "$2" "$1" 2>>"$work/reason"
    else
        fail "neither curl nor wget is here; install one of them and try again"
    fi
}

# Whether the program $1 is a bx of this kind, which may be replaced and removed.
ours() { "$1" --version 2>/dev/null | grep -q '^[a-z]* version .*slipway'; }

check_present() {
    if [ -e "$folder/bx" ] && [ "$force" = no ] && ! ours "$folder/bx"; then
        fail "$folder/bx is another program; choose another folder with --to, or use --force to lose it"
    fi
}

remove() {
    [ -e "$folder/bx" ] || [ -L "$folder/bluemix" ] || {
        say "bx is not installed in $folder."
        return
    }
    check_present
    rm -f "$folder/bx" || fail "cannot remove $folder/bx; try it with sudo"
    for link in bluemix docker-credential-bx; do
        if [ "$(readlink "$folder/$link" 2>/dev/null)" = bx ]; then rm -f "$folder/$link"; fi
    done
    say "bx was removed from $folder. Settings and plug-ins stay in ~/.bluemix; delete that folder if you want to."
}

install() {
    name=$(platform)
    expected=$(say "$checksums" | sed -n "s/^$name //p")
    [ -n "$expected" ] || fail "the server has no bx for $name"
    mkdir -p "$folder" 2>/dev/null || fail "cannot make the folder $folder; try it with sudo, or --to another one"
    check_present
    new=$(mktemp "$folder/.bx.XXXXXX" 2>/dev/null) ||
        fail "cannot write into $folder; try it with sudo, or --to a folder of yours such as ~/.local/bin"
    work=$(mktemp -d)
    trap 'rm -rf "$new" "$work"' EXIT
    trap 'exit 2' INT TERM HUP
    say "Downloading bx $version for $name from $url ..."
    fetch "$url/downloads/bx/$name" "$new" || fail "the download failed: $(cat "$work/reason")"
    actual=$(sha256sum "$new" | cut -d' ' -f1)
    [ "$actual" = "$expected" ] ||
        fail "the checksum is wrong: expected $expected, got $actual. Nothing was installed."
    chmod 755 "$new"
    "$new" --version >/dev/null 2>"$work/reason" || fail "bx does not run here: $(cat "$work/reason"). Nothing was installed."
    mv -f "$new" "$folder/bx"
    # By its third name docker asks for credentials, see 'bx cr login'.
    for link in bluemix docker-credential-bx; do
        if [ ! -e "$folder/$link" ] || [ -L "$folder/$link" ]; then ln -sfn bx "$folder/$link"; fi
    done
    say "$("$folder/bx" --version) is in $folder, as bx and bluemix."
    advise
}

advise() {
    case ":$PATH:" in
    *":$folder:"*) ;;
    *) say "Add it to your PATH: export PATH=\"$folder:\$PATH\"" ;;
    esac
    if [ -z "$(find /lib /usr/lib /usr/local/lib -name 'libcurl.so.4' 2>/dev/null | head -n 1)" ]; then
        say "bx needs libcurl to reach servers: sudo apt-get install libcurl4"
    fi
    say "Next: bx api $url --ca-file slipway-ca.pem (from $url/downloads/ca.pem), then bx login"
}

main() {
    folder=/usr/local/bin
    force=no
    action=install
    while [ $# -gt 0 ]; do
        case $1 in
        --to) [ $# -gt 1 ] || fail "--to needs a folder"; folder=$2; shift ;;
        --to=*) folder=${1#--to=} ;;
        --force) force=yes ;;
        --uninstall) action=remove ;;
        *) fail "unknown option '$1'; there are --to FOLDER, --uninstall and --force" ;;
        esac
        shift
    done
    case $folder in
    /*) ;;
    *) folder=$PWD/$folder ;;
    esac
    [ "$folder" = / ] || folder=${folder%/}
    "$action"
}

main "$@"
