# shellcheck shell=sh
# Where `make up` and its companions keep things. Source it; everything can be overridden from the environment.
if [ "$(id -u)" = 0 ]; then
    : "${SLIPWAY_DATA_DIRECTORY:=/var/lib/slipway}" "${SLIPWAY_CACHE_DIRECTORY:=/var/cache/slipway}"
else
    : "${SLIPWAY_DATA_DIRECTORY:=$HOME/.local/share/slipway}" "${SLIPWAY_CACHE_DIRECTORY:=$HOME/.cache/slipway}"
fi
export SLIPWAY_DATA_DIRECTORY SLIPWAY_CACHE_DIRECTORY

# shellcheck disable=SC2034 # read by those who source this
kubernetes_version=1.20.2
# shellcheck disable=SC2034
release_folder=.build/static

say() { printf '==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_swift() {
    swift --version 2>/dev/null | grep -q 'Swift version [6-9]' ||
        fail "no Swift 6 toolchain on PATH; install Swift 6.3 or newer for Debian 12 and try again"
}
