#!/bin/sh
# run.sh BUILD SOURCE COMPILER — the two example programs build against an
# installed copy, outside the tree, and do what they should
set -u
build=$1
source=$2
compiler=$3
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
status=0
check() {
    if [ "$2" = "$3" ]; then
        echo "ok $1"
    else
        echo "not ok $1"
        printf '# expected %s\n# found %s\n' "$3" "$2"
        status=1
    fi
}
echo 1..4
DESTDIR=$prefix meson install -C "$build" --no-rebuild >"$prefix/log" 2>&1 ||
    sed 's/^/# /' "$prefix/log"
pc=$(find "$prefix" -name pando.pc)
export PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$prefix
libraries=$(find "$prefix" -name 'libpando.so')
export LD_LIBRARY_PATH=${libraries%/*}
cd "$prefix" || exit 1
for example in callback routine; do
    cp "$source/tests/embedding/$example.c" .
    if $compiler "$example.c" -o $example \
        $(pkg-config --cflags --libs pando) ${SANITIZE:-} 2>"$example.log"; then
        echo "ok $example.c builds against the installed library"
    else
        echo "not ok $example.c builds against the installed library"
        sed 's/^/# /' "$example.log"
        status=1
    fi
done
check "callback prints its solution" "$(./callback)" \
    "S=9 E=5 N=6 D=7 M=1 O=0 R=8 Y=2"
check "routine counts the queens" "$(./routine)" 92
exit $status
