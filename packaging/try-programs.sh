#!/bin/sh
# In a bare system: the programs for users, copied to /opt/alone, run with nothing else.
set -eu

fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
expect() { # expect TEXT COMMAND...: the output has TEXT
    text=$1
    shift
    output=$("$@" 2>&1) || true
    case $output in *"$text"*) ;; *) fail "'$*' printed no '$text' but: $output" ;; esac
}

cd /opt/alone
expect "bx version " ./bx --version
expect "COMMANDS:" ./bx help
for program in *; do
    printf '    %-20s %9s bytes\n' "$program" "$(stat -c %s "$program")"
    [ "$program" != bx ] || continue
    expect '"MinCliVersion"' "./$program" SendMetadata
    expect "was successfully installed" ./bx plugin install "./$program" -f
    expect "$program" ./bx plugin list
done
# Whoever lacks the library for requests is told what to install.
expect "libcurl4" ./bx api https://127.0.0.1:1
rm -rf /root/.bluemix
