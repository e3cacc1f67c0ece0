#!/bin/bash
# What `pando` promises people: answers, messages that say what to do, exit status
# 1 for mistakes and 0 otherwise, and an end in time. Prints TAP.
# usage: puzzles_cli.sh PANDO
program=$1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
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

# holds WHAT PART TEXT: the text has the part in it
holds() {
    case $3 in
    *"$2"*) check "$1" "$2" "$2" ;;
    *) check "$1" "$2" "$3" ;;
    esac
}

# run ARGUMENT…: sets $output, $errors, $status
run() {
    output=$("$program" "$@" 2>"$work/errors" </dev/null)
    status=$?
    errors=$(cat "$work/errors")
}

# answers WHAT WANTED ARGUMENT…: prints it, and ends well
answers() {
    local what=$1 wanted=$2
    shift 2
    run "$@"
    check "$what" "0: $wanted" "$status: $output$errors"
}

# says PART ARGUMENT…: ends well, and the part is in the output
says() {
    local part=$1
    shift
    run "$@"
    holds "pando $*" "0: $part" "$status: $part${output##*"$part"*}"
}

# refuses WANTED ARGUMENT…: one line of error, no output, exit status 1
refuses() {
    local wanted=$1
    shift
    run "$@"
    check "pando $* is refused" "1: $wanted" "$status: $output$errors"
}

# signalled SECONDS ARGUMENT…: the same as run, with SIGINT after a while
signalled() {
    local seconds=$1 process
    shift
    # a background job of a script would ignore SIGINT: env puts it back
    env --default-signal=INT "$program" "$@" >"$work/output" \
        2>"$work/errors" &
    process=$!
    sleep "$seconds"
    kill -INT $process
    wait $process
    status=$?
    output=$(cat "$work/output")
    errors=$(cat "$work/errors")
}

valid_json() {
    if command -v python3 >/dev/null; then
        python3 -c 'import json, sys
for line in sys.stdin: json.loads(line)' && echo valid
    else
        echo valid
    fi
}

# ---- Help and mistakes ----

says 'usage: pando COMMAND' --help
says 'pando queens 20' help
says 'usage: pando queens N' queens --help
says 'usage: pando bench' help bench
says '--distinct' magic 4 -h
says 'pando ' --version
for command in solve queens sudoku crypt magic golomb langford nonogram bench; do
    says Examples $command --help
done
refuses 'pando: what shall it do? For a start: pando --help'
refuses "pando: no command is called 'quens'; did you mean queens? (pando --help)" \
    quens 8
refuses "pando: no command is called 'chess' (see pando --help)" chess
refuses "pando: unknown option --cuont; did you mean --count? (pando queens --help)" \
    queens 8 --cuont
refuses "pando: --time takes a time such as 10s or 500ms, not 'soon'" \
    queens 8 --time soon
refuses "pando: give a number of queens from 1 to 2000, not 'eight'" queens eight
refuses "pando: '9' is one argument too many" queens 8 9
refuses "pando: no order of variables is called best (in strategy 'best/min')" \
    queens 8 --strategy best/min
refuses 'pando: a search that restarts finds solutions again: add --limit 1, or leave the restarts out of --strategy' \
    queens 8 --all --strategy first_fail/min/luby:10

# ---- Puzzles ----

answers 'all 92' 92 queens 8 --count
answers 'eight queens up to symmetry' 12 queens 8 --distinct --count
answers 'magic squares' 8 magic 3 --count
answers 'Langford pairings' 26 langford 7 --distinct --count
answers 'optimal Golomb rulers' 5 golomb 7 --count
answers 'sums' 1 crypt 'SEND+MORE=MONEY' --count
answers 'sums in another base' \
    "$("$program" crypt 'KYOTO+OSAKA=TOKYO' --base 9 --all --json |
        grep -o '"count":[0-9]*' | cut -d: -f2)" \
    crypt 'KYOTO+OSAKA=TOKYO' --base 9 --count
says 'there is no solution' queens 3
says 'only of orders that are 0 or 3 modulo 4' langford 6
says 'optimal: 17, proved in' golomb 6
says '0 1 4 10 12 17' golomb 6
says 'S=9 E=5 N=6 D=7 M=1 O=0 R=8 Y=2' crypt 'SEND+MORE=MONEY'
says 'the only solution' crypt 'SEND + MORE = MONEY'
says 'nodes_per_second' queens 6 --stats
says '| 2 | 7 | 6 |' magic 3 --all
says '2 solutions, no more exist' queens 4 --all
says '2 solutions, in ' queens 6 --limit 2
says 'at least 3' queens 6 --limit 3 --count
holds 'boards have lines where there is UTF-8' '│ · · ♛ ' \
    "$(LC_ALL=C.UTF-8 "$program" queens 4 --all)"
holds 'unless they shall not' '| . . Q ' \
    "$(LC_ALL=C.UTF-8 "$program" queens 4 --all --ascii)"
refuses 'pando: 11 different letters, but only 10 digits: give --base 11 or more' \
    crypt 'ABCDEFGHIJ+K=A'
refuses "pando: a word is wanted at column 6 of 'SEND+=MONEY', not '='" \
    crypt 'SEND+=MONEY'
for arguments in 'queens 6 --all' 'magic 3' 'golomb 6' 'golomb 5 --all' \
    'langford 4' 'langford 5' 'crypt A+B=C --limit 2' 'queens 8 --count' \
    'queens 5 --stats --limit 3'; do
    # shellcheck disable=SC2086
    check "pando $arguments --json is JSON" valid \
        "$("$program" $arguments --json | valid_json)"
done

# ---- Sudokus ----

clues=53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79
solved=534678912672195348198342567859761423426853791713924856961537284287419635345286179
empty=.................................................................................
{
    echo '# three of them'
    echo $clues
    echo "55${clues#53}"
    echo "$empty,more columns"
} >"$work/batch"
run sudoku "$work/batch"
lines=$(printf '%s\n' "$output" | sed 's/;.*//; 3s/^[1-9]*//')
check 'a batch of sudokus' "$solved
55${clues#53}  # there is no solution: 5 stands twice in row 1
  # more than one solution
# 3 sudokus: 1 with one solution, 1 without, 1 with more than one" "$lines"
holds 'a sudoku from standard input' 'the only solution' \
    "$(echo $clues | "$program" sudoku -)"
check 'a batch as JSON' valid \
    "$("$program" sudoku "$work/batch" --json | valid_json)"
check 'a batch of counts' "1 0 2" \
    "$(head -3 "$work/batch" | cat - <(echo "${solved//[12]/.}") |
        "$program" sudoku - --count | grep -v '#' | xargs)"
echo 1234567 >"$work/bad"
refuses "pando: $work/bad:1:1: this line has 7 cells; a sudoku is one line of 81, or nine lines of nine" \
    sudoku "$work/bad"
echo "${clues%9}x" >"$work/bad"
refuses "pando: $work/bad:1:81: this is no cell: a digit, or . if it is empty" \
    sudoku "$work/bad"
refuses "pando: $work/none: No such file or directory" sudoku "$work/none"
refuses 'pando: give one file, or - for standard input (see pando sudoku --help)' \
    sudoku

# ---- Nonograms ----

printf 'title "U"\nwidth 3\nheight 2\nrows\n1,1\n3\ncolumns\n2\n1\n2\n' \
    >"$work/u.non"
run nonogram "$work/u.non"
check 'a nonogram' "U
##..##
######

the only solution" "${output%%, found*}"
check 'plain clues' '["#.#","###"]' \
    "$(printf '1 1\n3\n\n2\n1\n2\n' | "$program" nonogram - --json |
        grep -o '\["#.*"\]')"
holds 'two pictures' 'more than one solution' \
    "$(printf '1\n1\n\n1\n1\n' | "$program" nonogram -)"
holds 'clues that do not agree' '2 black cells in the rows, 1 in the columns' \
    "$(printf '2\n\n1\n0\n' | "$program" nonogram -)"
printf '1,x\n\n1\n' >"$work/bad"
refuses "pando: $work/bad:1:3: only black and white nonograms are understood" \
    nonogram "$work/bad"

# ---- FlatZinc ----

cat >"$work/two.fzn" <<'END'
var 1..2: x :: output_var;
var bool: b :: output_var;
array [1..2] of var int: both :: output_array([1..2]) = [x, 5];
constraint int_eq_reif(x, 2, b);
solve satisfy;
END
run solve "$work/two.fzn" --all
check 'a FlatZinc file' 'x = 1;
b = false;
both = array1d(1..2, [1, 5]);

x = 2;
b = true;
both = array1d(1..2, [2, 5]);

2 solutions, no more exist' "${output%%, in*}"
holds 'its JSON' \
    '"solutions":[{"x":1,"b":false,"both":[1,5]},{"x":2,"b":true,"both":[2,5]}]' \
    "$("$program" solve "$work/two.fzn" --all --json)"
sed 's/satisfy/maximize x/' "$work/two.fzn" >"$work/max.fzn"
says 'optimal: 2, proved in' solve "$work/max.fzn"
holds 'the objective' '"objective":2' "$("$program" solve "$work/max.fzn" --json)"
refuses 'pando: --count is for satisfaction problems; this one has an objective' \
    solve "$work/max.fzn" --count
echo 'var 1..2: x' >"$work/bad.fzn"
run solve "$work/bad.fzn"
holds 'an error in a file' "1: pando: $work/bad.fzn:" "$status: $errors"

# ---- Ending early ----

run golomb 14 --time 300ms
holds 'a time limit' '0: stopped by the time limit' \
    "$status: ${output##*, }"
run queens 18 --count --time 200ms --json
holds 'a time limit in JSON' '"complete":false,"stopped_by":"the time limit"' \
    "$output"
signalled 0.5 golomb 14
holds 'Ctrl-C gives what is known' 'stopped by an interrupt; not proved optimal' \
    "$output"
check 'and ends well' 0 $status
signalled 0.5 queens 20 --all --json
check 'Ctrl-C leaves whole JSON' 'valid 0' \
    "$(printf '%s' "$output" | valid_json) $status"
"$program" queens 12 --all | head -1 >"$work/output"
check 'a reader that has enough' 0 "${PIPESTATUS[0]}"

# ---- Benchmarks ----

run bench queens:6 langford:4 --all --repeat 2 --strategy first_fail/min \
    --strategy w=dom_w_deg/max --csv "$work/runs.csv" --json "$work/runs.json"
check 'a benchmark' "0: " "$status: $errors"
check 'its table' 'instance contestant completed 4 rows' \
    "$(printf '%s\n' "$output" | awk 'NR == 1 {h = $1" "$2" "$3}
        / 2\/2 / {n++} END {print h, n, "rows"}')"
check 'its CSV' '9 lines, 4 solutions of queens:6 each' \
    "$(awk -F, '{n++} $1 == "queens:6" {s[$11]++}
        END {for (k in s) print n, "lines,", k, "solutions of queens:6 each"}' \
        "$work/runs.csv")"
check 'its JSON' valid "$(tr -d '\n' <"$work/runs.json" | valid_json)"
run bench queens:25 --all --time 200ms --repeat 3
holds 'runs that end at the limit' '1 of 1 runs were not completed within 0.2 s' \
    "$output"
cat >"$work/other" <<'END'
#!/bin/sh
[ "$1" = 3000 ] && [ "$2" = 7 ] && [ -r "$3" ] || exit 3
echo 'x = 1;'
echo ----------
echo '%%%mzn-stat: nodes=41'
END
chmod +x "$work/other"
run bench "$work/two.fzn" queens:5 --seeds 7 --time 3s \
    --external "other=$work/other {time_ms} {seed} {file}" \
    --external 'none=no-such-solver {file}'
check 'other solvers' '3/3 41 no .fzn' \
    "$(printf '%s\n' "$output" | awk '
        $1 == "other" && $2 == "3/3" {a = $2" "$5}
        $1 == "other" && $2 == "no" {b = $2" "$3} END {print a, b}')"
holds 'other solvers that do not exist' 'exit status 127 (command not found)' \
    "$output"
signalled 1 bench queens:20 --all --time 30s
holds 'Ctrl-C in a benchmark' '0: interrupted: not all runs were made' \
    "$status: ${output##*$'\n'}"
refuses "pando: queens: takes a number from 1 to 2000, not 'x'" bench queens:x
refuses "pando: --external takes a name and a command, as in 'gecode=fzn-gecode -s {file}', not 'fzn-gecode'" \
    bench queens:5 --external fzn-gecode
refuses 'pando: first_fail/min/luby:5 restarts and would find solutions of queens:5 again: leave --all out' \
    bench queens:5 --all --strategy first_fail/min/luby:5

echo "1..$checks"
[ $failures = 0 ]
