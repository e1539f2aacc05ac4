#!/bin/sh
# Build the Kubernetes programs from the source package of this machine's own Debian release.
#
# usage: build-kubernetes.sh DESTINATION WORKSPACE
#
# DESTINATION/bin gets kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, kubectl and
# pause. It appears at once, when everything in it is whole. WORKSPACE holds the source and what Go has compiled, so
# that a build which was cut off goes on where it stopped; it is removed after a success.
set -eu

destination=$1
workspace=$2

say() { printf 'kubernetes: %s\n' "$*"; }
fail() { printf 'kubernetes: error: %s\n' "$*" >&2; exit 1; }

programs="kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl"

need_packages() {
    missing=""
    for package in golang-go rsync jq dpkg-dev gcc libc6-dev make; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || fail "these packages are missing:$missing; install them as root and try again"
    say "installing$missing"
    apt-get -qq update
    # shellcheck disable=SC2086 # a list of words on purpose
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends --no-remove $missing >/dev/null
}

# The machine's own package sources with deb-src in place of deb, in a private copy: its apt configuration stays as it is.
fetch_source() {
    mkdir -p "$workspace/apt/lists/partial" "$workspace/apt/sources.d"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        sed -n 's/^deb[[:space:]]/deb-src /p' "$file" >"$workspace/apt/sources.d/$(basename "$file" .list).list"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        sed 's/^Types:.*/Types: deb-src/' "$file" >"$workspace/apt/sources.d/$(basename "$file")"
    done
    set -- -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$workspace/apt/sources.d" \
        -o "Dir::State::Lists=$workspace/apt/lists" -o APT::Sandbox::User=root
    apt-get -qq "$@" update || fail "no list of source packages could be fetched; see the lines above"
    (cd "$workspace" && apt-get -qq "$@" source --download-only kubernetes) ||
        fail "the source package 'kubernetes' could not be fetched; see the lines above"
    rm -rf "$workspace/source.part"
    # apt has checked the files against the signed list; dpkg-source would look for the uploader's own key.
    dpkg-source --no-check -x "$workspace"/kubernetes_*.dsc "$workspace/source.part" >/dev/null
    backport "$workspace/source.part"
    mv "$workspace/source.part" "$workspace/source"
}

# Three changes that later versions of Kubernetes have, each checked to have met the source it is meant for.
backport() {
    # Look up the identity service when the API server starts, and not 10 seconds later: until then nobody but the
    # administrator's certificate can log in.
    replace "$1/staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go" \
        's/go wait\.PollUntil(time\.Second\*10, func()/go wait.PollImmediateUntil(time.Second*10, func()/'
    # Since Go 1.18 the runtime writes the iterator of a map into memory of its caller. The JSON library of this version
    # does not give it any, so that encoding a map corrupts memory, rarely enough to look like bad luck.
    reflect2="$1/vendor/github.com/modern-go/reflect2"
    replace "$reflect2/unsafe_link.go" \
        's/^func mapiterinit(rtype unsafe\.Pointer, m unsafe\.Pointer) \*hiter$/func mapiterinit(rtype unsafe.Pointer, m unsafe.Pointer, it *hiter)/'
    replace "$reflect2/unsafe_link.go" 's/^\t\/\/ rest fields are ignored$/\trest [16]unsafe.Pointer/'
    replace "$reflect2/unsafe_map.go" \
        's/^\treturn &UnsafeMapIterator{$/\tvar it hiter\n\tmapiterinit(type2.rtype, *(*unsafe.Pointer)(obj), \&it)\n\treturn \&UnsafeMapIterator{/'
    replace "$reflect2/unsafe_map.go" \
        's/^\t\thiter:      mapiterinit(type2\.rtype, \*(\*unsafe\.Pointer)(obj)),$/\t\thiter:      \&it,/'
    # Statistics of requests in progress are made up for each millisecond since the last request, which takes seconds
    # of computing after the server was frozen for minutes: not for more than 12 seconds. It does that each 10 seconds anyway.
    replace "$1/staging/src/k8s.io/apiserver/pkg/util/flowcontrol/metrics/sample_and_watermark.go" \
        's/^\tfor acc\.lastSetInt < whenInt {$/\tif most := int64(12 * time.Second \/ saw.samplePeriod); whenInt-acc.lastSetInt > most {\n\t\tacc.lastSetInt = whenInt - most\n\t}\n&/'
}

replace() { # replace FILE SED-COMMAND
    before=$(cksum "$1")
    sed -i "$2" "$1"
    [ "$before" != "$(cksum "$1")" ] || fail "the source package has changed: nothing to replace in $1"
}

build() {
    cd "$workspace/source"
    mkdir -p .go/src/k8s.io
    ln -sfn ../../.. .go/src/k8s.io/kubernetes
    export GOPATH="$PWD/.go" GOCACHE="$workspace/go-cache" CGO_ENABLED=0 HOME="$workspace" GOFLAGS=
    for program in $programs; do
        if [ ! -x "_output/bin/$program" ]; then
            say "compiling $program (the first one takes about 6 minutes, each further one about half a minute)"
            make WHAT="cmd/$program" >"$workspace/make.log" 2>&1 ||
                fail "compiling $program failed: $(tail -n 5 "$workspace/make.log")"
        fi
    done
    cc -Os -static -DVERSION=debian -o _output/bin/pause build/pause/linux/pause.c
}

deliver() {
    rm -rf "$destination.part"
    mkdir -p "$destination.part/bin"
    for program in $programs pause; do
        install -m 755 "$workspace/source/_output/bin/$program" "$destination.part/bin/$program"
    done
    rm -rf "$destination"
    mv "$destination.part" "$destination"
    rm -rf "$workspace"
}

need_packages
mkdir -p "$workspace"
[ -d "$workspace/source" ] || fetch_source
build
deliver
say "ready in $destination: $("$destination/bin/kubelet" --version)"
