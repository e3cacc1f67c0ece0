#!/bin/sh
# layers.sh SOURCE — no folder includes a header of a folder above it:
# coro <- solver <- propagators <- problems <- tests
cd "$1" || exit 1
below=
status=0
echo 1..5
for layer in coro solver propagators problems tests; do
    below="$below $layer"
    pattern=$(echo $below | tr ' ' '|')
    found=$(grep -rnE --include='*.[ch]' '^#include "[a-z_]+/' "$layer" |
        grep -vE "#include \"($pattern)/" || true)
    if [ -n "$found" ]; then
        echo "not ok $layer includes only itself and what lies below"
        echo "$found" | sed 's/^/# /'
        status=1
    else
        echo "ok $layer includes only itself and what lies below"
    fi
done
exit $status
