#!/bin/sh
# Build the release programs: bx and the plug-ins run without a Swift toolchain.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

need_swift
for product in $(products); do
    say "building $product (release; the first build takes some minutes)"
    swift build -c release --scratch-path "$release_folder" --static-swift-stdlib --product "$product" \
        -Xlinker --gc-sections -Xlinker -s
done
mkdir -p bin
for product in $(products); do
    ln -sfn "../$release_folder/release/$product" "bin/$product"
done
# By this name docker asks for credentials.
ln -sfn bx bin/docker-credential-bx
