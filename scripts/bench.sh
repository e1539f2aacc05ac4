#!/bin/sh
# Measure the release programs against references in the same run; writes benchmarks/results.json and a table.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

scripts/install-packages.sh build run test bench
scripts/build-release.sh
swift build -c release --scratch-path "$release_folder" --static-swift-stdlib --product token-check
ln -sfn "../$release_folder/release/token-check" bin/token-check
need_kubernetes bin/slipwayd
[ -x .build/python/bin/python ] || python3 -m venv .build/python
.build/python/bin/python -m pip install --quiet --requirement Tests/conformance/requirements.txt
exec .build/python/bin/python benchmarks/run.py "$@"
