#!/bin/bash
# What fzn-pando promises MiniZinc: which solutions, which last line, exit status
# 0, statistics, and an end in time with the best solution, whatever it is doing.
# Prints TAP.
# usage: cli.sh FZN_PANDO
program=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0 checks=0

# check WHAT WANTED ACTUAL
check() {
    checks=$((checks + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $checks - $1"
    else
        echo "not ok $checks - $1"
        printf 'wanted: %s\nactual: %s\n' "$2" "$3" | sed 's/^/# /'
        failures=$((failures + 1))
    fi
}

# run ARGUMENT…: sets $output, $errors, $status, $milliseconds
run() {
    local begin
    begin=$(date +%s%N)
    output=$("$program" "$@" 2>"$work/errors")
    status=$?
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
    errors=$(cat "$work/errors")
}

# signalled SIGNAL SECONDS ARGUMENT…: the same, with a signal after a while
signalled() {
    local signal=$1 seconds=$2 process begin
    shift 2
    "$program" "$@" >"$work/output" 2>"$work/errors" &
    process=$!
    sleep "$seconds"
    begin=$(date +%s%N)
    kill -"$signal" "$process"
    wait "$process"
    status=$?
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
    output=$(cat "$work/output")
}

lines() {
    printf '%s\n' "$output" | grep -c -e "$1"
}

last() {
    printf '%s\n' "$output" | tail -n 1
}

# of the lines that are no statistics
last_answer() {
    printf '%s\n' "$output" | grep -v '^%' | tail -n 1
}

soon() { # generous: the machine may be busy
    [ "$milliseconds" -lt "$1" ] && echo soon || echo "after $milliseconds ms"
}

# ---- Problems ----

cat >"$work/three.fzn" <<'END'
var 1..3: x :: output_var;
solve satisfy;
END
cat >"$work/none.fzn" <<'END'
var 1..3: x :: output_var;
constraint int_le(4,x);
solve satisfy;
END
cat >"$work/best.fzn" <<'END'
var 1..3: x :: output_var;
var 1..2: y :: output_var;
solve :: int_search([x,y],input_order,indomain_min) maximize x;
END
# n pigeons in n - 1 holes if b, which is true where z = n: the solutions from
# z = 1 to z = n - 1 are easy, to prove that there are no more is not
pigeons() { # N GOAL
    local i j
    echo "var bool: b; var 1..$1: z :: output_var;"
    for i in $(seq "$1"); do echo "var 1..$(($1 - 1)): p$i;"; done
    echo "constraint int_eq_reif(z,$1,b);"
    for i in $(seq "$1"); do
        for j in $(seq $((i + 1)) "$1"); do
            echo "constraint int_ne_imp(p$i,p$j,b);"
        done
    done
    echo "solve :: int_search([z],input_order,indomain_min) $2;"
}
pigeons 14 'maximize z' >"$work/hard_best.fzn"
pigeons 8 'maximize z' >"$work/mild_best.fzn"
# better ones without end
cat >"$work/climb.fzn" <<'END'
var int: x :: output_var;
var 2..9: y;
constraint int_lin_le([-1,1],[x,y],3);
solve maximize x;
END
# x and y are bounded by the objective only
cat >"$work/bounded.fzn" <<'END'
var int: x :: output_var;
var int: y :: output_var;
var int: cost :: output_var;
constraint int_lin_le([-1],[x],0);
constraint int_lin_le([-1],[y],0);
constraint int_lin_le([-1,-2],[x,y],-7);
constraint int_lin_eq([3,2,-1],[x,y,cost],0);
solve minimize cost;
END
# one solution has a value of 64 bits, two have not
cat >"$work/third.fzn" <<'END'
var int: x :: output_var;
var 1..3: y;
constraint int_lin_eq([1,-4611686018427387904],[x,y],0);
solve satisfy;
END
{
    pigeons 14 satisfy | sed '/^solve/d'
    echo "constraint bool_eq(b,true); solve satisfy;"
} >"$work/hard.fzn"
{
    for i in $(seq 30); do echo "var 1..9: x$i :: output_var;"; done
    echo "solve satisfy;"
} >"$work/many.fzn"

# ---- Which solutions ----

run "$work/three.fzn"
check "one solution" "0 1 ----------" "$status $(lines -----) $(last)"
run -n 2 "$work/three.fzn"
check "-n 2" "0 2 ----------" "$status $(lines -----) $(last)"
run -n 4 "$work/three.fzn"
check "-n 4 of 3" "0 3 ==========" "$status $(lines -----) $(last)"
run -a "$work/three.fzn"
check "-a" "0 3 ==========" "$status $(lines -----) $(last)"
run "$work/none.fzn"
check "none" "0 =====UNSATISFIABLE=====" "$status $output"
run "$work/best.fzn"
check "the best" "0 1 ==========" "$status $(lines -----) $(last)"
check "is the best" 1 "$(lines 'x = 3')"
for flag in -a -i; do
    run $flag "$work/best.fzn"
    check "$flag" "0 3 ==========" "$status $(lines -----) $(last)"
done
run -a-o "$work/best.fzn"
check "-a-o" "0 2 2 ==========" \
    "$status $(lines -----) $(lines 'x = 3') $(last)"
run -n-o 1 "$work/best.fzn"
check "-n-o 1" "0 1 ==========" "$status $(lines -----) $(last)"
run -n-o 2 "$work/best.fzn"
check "-n-o 2" "0 2 2 ----------" \
    "$status $(lines -----) $(lines 'x = 3') $(last)"
output=$("$program" -a - <"$work/three.fzn")
check "standard input" "0 3" "$? $(lines -----)"
run -f -p 2 -r -7 -v --learn off "$work/three.fzn"
check "other flags" "0 1" "$status $(lines -----)"

# ---- Learning, or not, or both ----

counts() {
    printf '%s\n' "$output" |
        grep -E 'mzn-stat: (nodes|conflicts|plainFailures|propagations)='
}
for how in "--learn on" "--learn off" "--learn auto" "-f"; do
    # shellcheck disable=SC2086
    run $how -s "$work/mild_best.fzn"
    check "$how" "0 1 ==========" "$status $(lines 'z = 7') $(last_answer)"
    first=$(counts)
    # shellcheck disable=SC2086
    run $how -s "$work/mild_best.fzn"
    check "$how again" "$first" "$(counts)"
done
run -v -s "$work/mild_best.fzn"
check "in turns" "1 1" "$(grep -c 'in turns' "$work/errors") \
$(lines 'plainFailures=[1-9]')"

# ---- Statistics ----

run -s -a "$work/best.fzn"
check "statistics end" "%%%mzn-stat-end" "$(last)"
for name in nodes openNodes failures restarts solutions variables \
    intVariables boolVariables propagators propagations peakDepth peakMem \
    initTime solveTime objective objectiveBound; do
    check "statistic $name" 1 "$(lines "^%%%mzn-stat: $name=[0-9.]*\$")"
done
run "$work/best.fzn"
check "no statistics unasked" 0 "$(lines '^%')"

# ---- Errors ----

run --no-such "$work/three.fzn"
check "unknown option" \
    "1  fzn-pando: unknown option: --no-such (try --help)" \
    "$status $output $errors"
run -t x "$work/three.fzn"
check "not a number" "1  fzn-pando: not a number: x" "$status $output $errors"
run
check "no file" "1  fzn-pando: no file given (try --help)" \
    "$status $output $errors"
run /nonexistent.fzn
check "missing file" \
    "1  /nonexistent.fzn: cannot open: No such file or directory" \
    "$status $output $errors"
run --help
check "--help" "0 1" "$status $(lines '^usage: fzn-pando')"
run --version
check "--version" "0 1" "$status $(lines '^fzn-pando [0-9]')"
"$program" -a "$work/three.fzn" >/dev/full 2>"$work/errors"
check "full disk" 1 $?

# ---- Ending in time ----

run -t 300 -s "$work/hard.fzn"
check "-t" "0 1 %%%mzn-stat-end soon" \
    "$status $(lines '=====UNKNOWN=====') $(last) $(soon 2000)"
run -t 300 "$work/hard_best.fzn"
check "-t with solutions" "0 z = 13; ---------- soon" \
    "$status $(echo $output) $(soon 2000)"
run -t -50 "$work/hard.fzn"
check "no time left" "0 =====UNKNOWN===== soon" "$status $output $(soon 2000)"
for signal in TERM INT; do
    signalled $signal 0.3 -s "$work/hard_best.fzn"
    check "SIG$signal" "0 1 %%%mzn-stat-end soon" \
        "$status $(lines 'z = 13;') $(last) $(soon 1000)"
done
output=$(timeout 0.3 "$program" --learn off "$work/climb.fzn")
check "a signal that comes twice" 1 "$(lines -----)"
run --learn off "$work/bounded.fzn"
check "only the objective bounds" "0 cost = 8; ==========" \
    "$status $(echo "$output" | grep cost) $(last)"
run --learn off -a "$work/third.fzn"
check "no bounds, seen in part" "0 2 ---------- 1" \
    "$status $(lines .) $(last) $(grep -c "'x' has no bounds" "$work/errors")"
mkfifo "$work/pipe"
sleep 5 >"$work/pipe" &
sleeper=$!
signalled TERM 0.3 -s "$work/pipe"
check "SIGTERM while reading" "0 1 %%%mzn-stat-end soon" \
    "$status $(lines UNKNOWN) $(last) $(soon 1000)"
kill $sleeper

# ---- Readers ----

begin=$(date +%s%N)
first=$(timeout 10 "$program" -a "$work/many.fzn" | head -n 1)
milliseconds=$((($(date +%s%N) - begin) / 1000000))
check "a closed pipe" "x1 soon" "${first%% *} $(soon 2000)"
"$program" -i "$work/hard_best.fzn" >"$work/pipe" &
process=$!
read -r -t 2 line <"$work/pipe"
check "solutions come at once" "z = 1;" "$line"
kill $process
sleep 5 <"$work/pipe" &
sleeper=$!
"$program" -a "$work/many.fzn" >"$work/pipe" &
process=$!
sleep 0.3
begin=$(date +%s%N)
kill $process
wait $process
status=$?
milliseconds=$((($(date +%s%N) - begin) / 1000000))
check "SIGTERM and nobody reads" "0 soon" "$status $(soon 3000)"
kill $sleeper

echo "1..$checks"
[ $failures -eq 0 ]
