# gecode.awk — Pando's FlatZinc in the names that fzn-gecode 6.2 knows
#
# Constraints are only renamed, except for an element with an index that does
# not begin at 1: MiniZinc's library shifts it by a linear equation, so do we.
BEGIN {
    name["fzn_all_different_int"] = "all_different_int"
    name["fzn_regular"] = "gecode_regular"
    name["fzn_table_int"] = "gecode_table_int"
}

/^predicate / { next }

/^array \[1\.\./ { # array [1..13] of var int: NAME = …
    split($2, bounds, /[.\]]+/)
    split($0, halves, /of (var )?(int|bool): /)
    split(halves[2], words, /[ :=]/)
    length_of[words[1]] = bounds[2]
}

/^constraint pando_int_element\(/ {
    split($0, arguments, /[(,)]/)
    index_name = arguments[2]
    shift = 1 - arguments[3]
    if (index_name ~ /^-?[0-9]+$/) {
        shifted = index_name + shift
    } else {
        shifted = "SHIFTED_" ++shifts
        declared = declared "var 1.." length_of[arguments[4]] ": " shifted ";\n"
        constraints[++count] = "constraint int_lin_eq([1,-1],[" shifted "," \
            index_name "]," shift ");"
    }
    sub(/pando_int_element\([^,]*,[^,]*,/, "array_var_int_element(" shifted ",")
    constraints[++count] = $0
    next
}

/^constraint / {
    split($2, words, "(")
    if (words[1] in name)
        sub(words[1], name[words[1]])
    constraints[++count] = $0
    next
}

/^solve / {
    printf "%s", declared
    for (i = 1; i <= count; i++)
        print constraints[i]
}

{ print }
