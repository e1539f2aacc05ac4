#!/bin/sh
# Build what is handed out: programs for users' machines, Debian packages of bx and slipwayd, and their checksums.
#
# usage: release.sh [PLATFORM]
#
# PLATFORM is linux64 or linux-arm64; without it, what this machine is. All of it goes into dist/:
#   dist/release/PLATFORM/   bx and the plug-ins, single files that need no Swift; slipwayd offers them for download
#   dist/*.deb               bx and slipwayd (with all that is in dist/release) for Debian and Ubuntu
# Another platform than this machine's needs a Swift SDK for it: SLIPWAY_SWIFT_SDK names one of "swift sdk list", whose
# root must have libc6-dev of that platform. Only the programs for users are built then; run this for the own platform
# afterwards, so that the packages have both.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

case $(uname -m) in
x86_64) host=linux64 ;;
aarch64) host=linux-arm64 ;;
*) fail "there is no name for the platform $(uname -m)" ;;
esac
platform=${1:-$host}

case $platform in
linux64) triple=x86_64 ;;
linux-arm64) triple=aarch64 ;;
*) fail "unknown platform '$platform'; there are linux64 and linux-arm64" ;;
esac

need_swift
if [ "$platform" = "$host" ]; then
    scripts/build-release.sh
    built=$release_folder/release
else
    : "${SLIPWAY_SWIFT_SDK:=$(swift sdk list 2>/dev/null | grep "$triple.*linux-gnu" | head -n 1)}"
    [ -n "$SLIPWAY_SWIFT_SDK" ] ||
        fail "programs for $platform need a Swift SDK for $triple-unknown-linux-gnu, and 'swift sdk list' has none; install one, or run this on such a machine"
    for product in $(client_products); do
        say "building $product for $platform"
        swift build -c release --swift-sdk "$SLIPWAY_SWIFT_SDK" --scratch-path ".build/$platform" --static-swift-stdlib \
            --product "$product" -Xlinker --gc-sections -Xlinker -s
    done
    built=.build/$platform/release
fi

folder=dist/release/$platform
mkdir -p "$folder"
for product in $(client_products); do
    install -m 755 "$built/$product" "$folder/$product"
done
if [ "$platform" = "$host" ]; then
    rm -f dist/*.deb
    scripts/make-package.sh bx "$built" dist
    scripts/make-package.sh slipwayd "$built" dist
fi
rm -f dist/SHA256SUMS
sums=$(cd dist && find . -type f | sed 's|^\./||' | LC_ALL=C sort | xargs sha256sum)
printf '%s\n' "$sums" >dist/SHA256SUMS
say "in dist/:"
(cd dist && find . -type f ! -name SHA256SUMS -printf '  %10s  %P\n' | sort -k 2)
