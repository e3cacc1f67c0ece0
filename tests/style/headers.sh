#!/bin/sh
# headers.sh SOURCE COMPILER HEADER... — every header compiles alone
cd "$1" || exit 1
compiler=$2
shift 2
status=0
echo "1..$#"
for header in "$@"; do
    if $compiler -std=gnu11 -fsyntax-only -Wall -Wextra -Werror -I. \
        -x c "$header" 2>/tmp/headers.$$ || false; then
        echo "ok $header compiles alone"
    else
        echo "not ok $header compiles alone"
        sed 's/^/# /' /tmp/headers.$$
        status=1
    fi
done
rm -f /tmp/headers.$$
exit $status
