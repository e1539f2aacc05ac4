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

# shellcheck disable=SC2034
pid_file="$SLIPWAY_DATA_DIRECTORY/slipwayd.pid"

# The programs that the package builds, each on a line.
products() { sed -n 's/^ *\.executable(name: "\([^"]*\)".*/\1/p' Package.swift; }
# Those of them that users get.
client_products() { products | grep -vx slipwayd; }

say() { printf '==> %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

need_swift() {
    swift --version 2>/dev/null | grep -q 'Swift version [6-9]' ||
        fail "no Swift 6 toolchain on PATH; install Swift 6.3 or newer for Debian 12 and try again"
}

# Build Kubernetes with the slipwayd given unless it is in the cache.
need_kubernetes() {
    [ ! -d "$SLIPWAY_CACHE_DIRECTORY/kubernetes/v$kubernetes_version/bin" ] || return 0
    say "building Kubernetes $kubernetes_version from its source package, once for this machine (6 to 10 minutes)"
    "$1" kubernetes install
}

# The program of the process in the pid file; a path with " (deleted)" behind it is an older build of the same.
running_program() { [ -s "$pid_file" ] && readlink "/proc/$(cat "$pid_file")/exe" 2>/dev/null; }
# Whether that is the program given, of whatever build.
running() { case $(running_program) in "$1" | "$1 (deleted)") ;; *) return 1 ;; esac }
