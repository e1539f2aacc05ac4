#!/bin/sh
# Build the release programs: bx and the plug-in run without a Swift toolchain.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

need_swift
for product in bx container-service slipwayd; do
    say "building $product (release; the first build takes some minutes)"
    swift build -c release --scratch-path "$release_folder" --static-swift-stdlib --product "$product" \
        -Xlinker --gc-sections -Xlinker -s 2>&1 | grep -E '^error|error:|^Build|Compiling' | tail -n 3
done
mkdir -p bin
for product in bx container-service slipwayd; do
    [ -x "$release_folder/release/$product" ] || fail "building $product failed; run 'swift build' to see why"
    ln -sfn "../$release_folder/release/$product" "bin/$product"
done
