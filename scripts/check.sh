#!/bin/sh
# What every change must satisfy before it is looked at: format, layers, documentation, shell scripts.
set -eu
cd "$(dirname "$0")/.."
. scripts/settings.sh

need_swift
scripts/install-packages.sh build test
say "format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests benchmarks
say "layers"
python3 scripts/check-layers.py
say "documentation"
python3 scripts/check-docs.py
say "shell scripts"
git ls-files | while read -r file; do
    case $file in *.sh | .ci/run) printf '%s\n' "$file" ;; esac
done | xargs shellcheck -x
say "all checks passed"
