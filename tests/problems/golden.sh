#!/bin/sh
# Runs fzn-pando on every file of golden/ and compares all solutions, one a line
# and sorted, with the .expected beside it; where that is an error, the message.
# $PANDO_FLAGS are given besides: the solutions must be the same. Prints TAP.
# usage: golden.sh FZN_PANDO [NAME…]
program=$1
shift
cd "$(dirname "$0")/golden" || exit 1
failures=0 count=0

# "x = 1;" and "y = 2;" and "----------" become "x = 1; y = 2;"
join() {
    awk '/^-----/ { print line; line = ""; next }
         /^=====/ { print | "cat >&2"; next }
         { line = line (line == "" ? "" : " ") $0 }' 2>&3 | LC_ALL=C sort
}

actual() {
    case $(head -n 1 "$1.expected") in
    error:*)
        # shellcheck disable=SC2086
        if "$program" $PANDO_FLAGS "$1.fzn" 2>&1 >/dev/null; then
            echo "exit status 0"
        fi | sed 's/^/error: /'
        ;;
    *)
        all=-a
        grep -q -e minimize -e maximize "$1.fzn" && all=
        # shellcheck disable=SC2086
        { "$program" $PANDO_FLAGS $all "$1.fzn" | join; } 3>"$end" || echo failed
        cat "$end"
        ;;
    esac
}

end=$(mktemp) || exit 1
trap 'rm -f "$end" "$end.diff"' EXIT
[ $# -gt 0 ] || set -- *.fzn
echo "1..$#"
for name; do
    name=${name%.fzn}
    count=$((count + 1))
    if actual "$name" | diff -u --label expected --label actual \
        "$name.expected" - >"$end.diff"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$end.diff"
        failures=$((failures + 1))
    fi
done
[ $failures -eq 0 ]
