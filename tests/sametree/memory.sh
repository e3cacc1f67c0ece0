#!/bin/sh
# Memory per open branch: (peak RSS − RSS at the root) / peak open branches, on
# problems whose search goes deep, beside fzn-gecode with full copying where it
# is installed. Both search the same tree for one solution, or for two seconds:
# the open branches are those that wait on the deepest path. Pando's RSS may have
# been higher before the root, while it read the file: what its branches took
# from the system counts then.
# usage: memory.sh PANDO FZN_PANDO JSON
pando=$1 fzn_pando=$2 json=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# N queens by disequalities
queens_ne() {
    awk -v n="$1" 'BEGIN {
        for (i = 1; i <= n; i++) {
            printf "var 1..%d: q%d;\n", n, i
            list = list (i > 1 ? "," : "") "q" i
        }
        for (i = 1; i <= n; i++)
            for (j = i + 1; j <= n; j++)
                for (d = i - j; d <= j - i; d += j - i)
                    printf "constraint int_lin_ne([1,-1],[q%d,q%d],%d);\n",
                        i, j, d
        printf "solve :: int_search([%s],first_fail,indomain_min,complete) ", list
        print "satisfy;"
    }'
}

# the same by three all_different, the diagonals by linear equations
queens_alldiff() {
    awk -v n="$1" 'BEGIN {
        for (i = 1; i <= n; i++) {
            printf "var 1..%d: q%d;\nvar %d..%d: u%d;\nvar %d..%d: d%d;\n",
                n, i, 1 + i, n + i, i, 1 - i, n - i, i
            c = i > 1 ? "," : ""
            q = q c "q" i; u = u c "u" i; d = d c "d" i
        }
        for (i = 1; i <= n; i++) {
            printf "constraint int_lin_eq([1,-1],[u%d,q%d],%d);\n", i, i, i
            printf "constraint int_lin_eq([1,-1],[d%d,q%d],%d);\n", i, i, -i
        }
        printf "constraint fzn_all_different_int([%s]);\n", q
        printf "constraint fzn_all_different_int([%s]);\n", u
        printf "constraint fzn_all_different_int([%s]);\n", d
        printf "solve :: int_search([%s],first_fail,indomain_min,complete) ", q
        print "satisfy;"
    }'
}

# N + 1 pigeons in N holes, by clauses
pigeons_clauses() {
    awk -v n="$1" 'BEGIN {
        for (i = 0; i <= n; i++)
            for (j = 0; j < n; j++) {
                printf "var bool: x%d_%d;\n", i, j
                list = list (list ? "," : "") "x" i "_" j
            }
        for (i = 0; i <= n; i++) {
            printf "constraint bool_clause(["
            for (j = 0; j < n; j++)
                printf "%sx%d_%d", j ? "," : "", i, j
            print "],[]);"
        }
        for (j = 0; j < n; j++)
            for (i = 0; i <= n; i++)
                for (k = i + 1; k <= n; k++)
                    printf "constraint bool_clause([],[x%d_%d,x%d_%d]);\n",
                        i, j, k, j
        printf "solve :: bool_search([%s],input_order,indomain_min,complete) ", \
            list
        print "satisfy;"
    }'
}

# a sum of table entries, term by term
chain() {
    awk -v n="$1" 'BEGIN {
        for (i = 0; i < 50; i++)
            table = table (i ? "," : "") (i * 7 + 3) % 50 + 1
        for (i = 1; i <= n; i++) {
            printf "var 1..50: x%d;\nvar 1..50: y%d;\n", i, i
            printf "var 0..%d: s%d;\n", 50 * n, i
            list = list (i > 1 ? "," : "") "x" i
        }
        for (i = 1; i <= n; i++) {
            printf "constraint array_int_element(x%d,[%s],y%d);\n",
                i, table, i
            if (i > 1)
                printf "constraint int_lin_eq([1,1,-1],[s%d,y%d,s%d],0);\n",
                    i - 1, i, i
        }
        printf "solve :: int_search([%s],input_order,indomain_split,complete) ",
            list
        print "satisfy;"
    }'
}

queens_ne 100 >queens_ne_100.fzn
chain 400 >element_chain_400.fzn
queens_alldiff 300 >queens_alldiff_300.fzn
pigeons_clauses 30 >pigeons_clauses_30.fzn

statistic() { # NAME FILE
    sed -n "s/^%%%mzn-stat: $1=//p" "$2"
}

# Kilobytes between the root and the peak of fzn-gecode on gecode.fzn
gecode_growth() { # NAME
    flags='-c-d 1 -a-d 1'
    "$pando" bench "$1.fzn" --repeat 1 --warm-up 0 --time 3s --csv - \
        --external "root=fzn-gecode $flags -node 1 gecode.fzn #{file}" \
        --external "whole=fzn-gecode $flags -time 2000 gecode.fzn #{file}" |
        awk -F, '$2 == "root" { root = $8 }
                 $2 == "whole" { print $8 - root }'
}

gecode=$(command -v fzn-gecode)
[ -n "$gecode" ] ||
    echo "fzn-gecode is not installed: there is nothing to compare with"
printf '%-20s %8s %14s %14s\n' instance open "Pando bytes" "Gecode bytes"
printf '%-20s %8s %14s %14s\n' "" branches "a branch" "a branch"
separator='['
for file in *.fzn; do
    name=${file%.fzn}
    "$fzn_pando" -s -v -t 2000 --learn off "$file" >statistics
    open=$(statistic peakLiveBranches statistics)
    ours=$(awk -v peak="$(statistic peakMem statistics)" \
        -v base="$(statistic baseMem statistics)" -v open="$open" \
        -v branches="$(statistic branchMem statistics)" 'BEGIN {
            growth = peak - base > branches ? peak - base : branches
            printf "%d", growth * 1048576 / open
        }')
    theirs=
    if [ -n "$gecode" ]; then
        awk -f "$here/gecode.awk" "$file" >gecode.fzn
        theirs=$(($(gecode_growth "$name") * 1024 / open))
    fi
    printf '%-20s %8d %14d %14s\n' "$name" "$open" "$ours" "${theirs:--}"
    printf '%s\n  {"instance": "%s", "open_branches": %d, "bytes": %d%s}' \
        "$separator" "$name" "$open" "$ours" \
        "${theirs:+, \"gecode_bytes\": $theirs}" >>rows
    separator=,
done
{ cat rows; printf '\n]\n'; } >"$json"
