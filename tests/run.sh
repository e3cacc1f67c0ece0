#!/bin/sh
# run.sh — sets a Debian machine up and passes every test: the plain build with
# warnings as errors, the same under address and undefined-behaviour sanitizers,
# and the threaded tests under the thread sanitizer. Ends with a line
# "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."

packages="meson ninja-build gcc pkg-config libgmp-dev libcriterion-dev"
missing=
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qy $missing
fi

builds=${PANDO_TEST_BUILDS:-build-tests}
passed=0
failed=0

# build NAME "OPTIONS" "TEST OPTIONS" "TARGETS"
build() {
    dir=$builds/$1
    [ -d "$dir" ] || meson setup "$dir" -Dwerror=true -Db_lto=false $2
    ninja -C "$dir" $4
    status=0
    meson test -C "$dir" --no-rebuild --print-errorlogs $3 || status=1
    log=$dir/meson-logs/testlog.txt
    ok=$(grep -c '^ok ' "$log" || true)
    not_ok=$(grep -c '^not ok ' "$log" || true)
    [ "$status" = 0 ] || [ "$not_ok" != 0 ] || not_ok=1
    passed=$((passed + ok))
    failed=$((failed + not_ok))
}

build plain "" "" ""
build sanitized "-Db_sanitize=address,undefined -Db_lundef=false" \
    "--timeout-multiplier 5" ""
build threads "-Db_sanitize=thread -Db_lundef=false" \
    "--suite threads --timeout-multiplier 5" tests/coro/threads

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
