#!/bin/sh
# Install what the tests need and run them.
#
# usage: test.sh small|all
#   small: everything that needs no cluster    all: that, and the built programs from the outside against real clusters
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

tier=${1:-all}
need_swift
scripts/install-packages.sh build test

say "building the tests"
swift build --build-tests

if [ "$tier" = all ]; then
    scripts/install-packages.sh run
    need_kubernetes .build/debug/slipwayd
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Shows the closing line alone, or all there was if a test failed or none ran.
run_unit_tests() {
    # Tests that all run at once wait for each other at every step; a few at a time end sooner, each and all of them.
    SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16 \
        swift test --skip-build --disable-xctest "$@" >"$log" 2>&1 || { cat "$log"; fail "unit tests failed"; }
    grep -E '^. Test run with [1-9]' "$log" || { cat "$log"; fail "no unit test ran"; }
}

say "unit tests"
run_unit_tests
[ "$tier" = all ] || exit 0

say "unit tests with real clusters"
SLIPWAY_TEST_CLUSTERS=1 run_unit_tests --filter ProviderLocalTests

say "clients from PyPI"
[ -x .build/python/bin/python ] || python3 -m venv .build/python
.build/python/bin/python -m pip install --quiet --requirement Tests/conformance/requirements.txt

say "tests from the outside: real clusters, kubectl, real clients"
.build/python/bin/python -m pytest --durations=10 Tests/conformance
