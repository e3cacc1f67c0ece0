#!/bin/sh
# Identical trees: all solutions, or the full proof, of the fifteen instances
# beside this file, by the search that they ask for; beside fzn-gecode in both
# of its modes where it is installed, taking turns, medians of processor time.
# A tree is identical if the failures and the solutions are those of one of the
# modes (they differ in one failure on golomb_11).
#
# The .fzn are MODEL.mzn with INSTANCE.dzn, compiled with Pando's library:
#     minizinc -c --solver pando MODEL.mzn INSTANCE.dzn --no-output-ozn
# and without the output annotations.
# usage: bench.sh PANDO FZN_PANDO JSON [REPEAT] [INSTANCE…]
pando=$1 fzn_pando=$2 json=$3 repeat=${4:-3}
[ $# -ge 4 ] && shift
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$here" || exit 1
[ $# -gt 0 ] || set -- *.fzn
for name; do
    name=${name%.fzn}
    cp "$name.fzn" "$work/$name" || exit 1
    awk -f gecode.awk "$name.fzn" >"$work/$name.gecode" || exit 1
    mv "$work/$name" "$work/$name.fzn"
    mv "$work/$name.gecode" "$work/$name.fzn.gecode"
done
cd "$work" || exit 1
set -- *.fzn

run() {
    "$pando" bench --all --cpu --repeat "$repeat" --warm-up 0 --time 5m \
        --csv runs.csv --json "$json" \
        --external "fzn-pando=$fzn_pando -a -s --learn off {file}" "$@"
}

if ! command -v fzn-gecode >/dev/null; then
    echo "fzn-gecode is not installed: there is nothing to compare with"
    run "$@"
    exit
fi
run "$@" \
    --external 'recomputing=fzn-gecode -a -s {file}.gecode' \
    --external 'copying=fzn-gecode -c-d 1 -a-d 1 -a -s {file}.gecode' || exit 1

# One row an instance: is the tree the same, and how much faster are we than
# the better mode?
awk -F, '
function median(key,    n, i, j, t, list) {
    n = split(times[key], list, " ")
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) {
            t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
        }
    return list[int((n + 1) / 2)]
}
NR > 1 && $5 == "completed" {
    key = $1 SUBSEP $2
    times[key] = times[key] " " $7
    tree[key] = $10 " failures " $11 " solutions"
}
NR > 1 && !($1 in seen) { seen[$1]; names[++count] = $1 }
END {
    least = 1e9
    for (i = 1; i <= count; i++) {
        ours = names[i] SUBSEP "fzn-pando"
        a = names[i] SUBSEP "recomputing"
        b = names[i] SUBSEP "copying"
        if (!(ours in tree) || !(a in tree) || !(b in tree))
            continue
        same = tree[ours] == tree[a] || tree[ours] == tree[b]
        identical += same
        rival = median(a) < median(b) ? median(a) : median(b)
        ratio = rival / median(ours)
        sum += log(ratio)
        compared++
        if (ratio < least) least = ratio
        printf "%-22s %-9s %6.2f times  %s\n", names[i],
            same ? "the same" : "DIFFERENT", ratio, tree[ours]
    }
    printf "%d of %d trees identical; ", identical, count
    printf "%.2f times as fast as the better mode (geometric mean), ",
        exp(sum / compared)
    printf "at least %.2f times\n", least
    exit identical != count
}' runs.csv
