/* kinds.c — see kinds.h; the letters of formats are explained in flatzinc.c */
#include "tests/differential/kinds.h"

#include "propagators/propagators.h"

#define KIND(name, roll, pando, gecode, format, gecode_format)                 \
    {                                                                          \
        #name, &constraint_##name, roll_##roll, holds_##name, pando, gecode,   \
            format, gecode_format                                              \
    }
#define SAME(name, roll, flatzinc, format)                                     \
    KIND(name, roll, flatzinc, flatzinc, format, format)

const struct kind kinds[] = {
    SAME(clause, clause, "bool_clause", "PN"),
    SAME(conjunction, literals, "array_bool_and", "B"),
    KIND(parity, literals, "array_bool_xor", "array_bool_xor", "B", "B"),
    SAME(linear_le, linear, "int_lin_le", "LIk"),
    SAME(linear_eq, linear, "int_lin_eq", "LIk"),
    SAME(linear_ne, linear, "int_lin_ne", "LIk"),
    SAME(linear_le, difference, "int_lin_le", "LIk"),
    SAME(linear_eq, difference, "int_lin_eq", "LIk"),
    SAME(linear_ne, difference, "int_lin_ne", "LIk"),
    SAME(member, member, "set_in", "0S"),
    SAME(times, times, "int_times", "012"),
    SAME(division, division, "int_div", "012"),
    SAME(modulo, modulo, "int_mod", "012"),
    KIND(power, power, "int_pow", "", "012", ""),
    SAME(absolute, absolute, "int_abs", "01"),
    SAME(maximum, extremum, "array_int_maximum", "0T"),
    SAME(minimum, extremum, "array_int_minimum", "0T"),
    SAME(element_constant, element_constant, "array_int_element", "0R1"),
    KIND(
        element, element, "pando_int_element", "array_var_int_element", "0fU1",
        "0U1"),
    KIND(
        all_different, some, "fzn_all_different_int", "all_different_int", "I",
        "I"),
    KIND(inverse, inverse, "pando_inverse", "inverse_offsets", "FfGg", "FgGf"),
    KIND(circuit, circuit, "pando_circuit", "gecode_circuit", "If", "fI"),
    KIND(table, table, "fzn_table_int", "gecode_table_int", "IR", "IR"),
    KIND(regular, regular, "fzn_regular", "gecode_regular", "A", "A"),
    KIND(cumulative, cumulative, "fzn_cumulative", "cumulatives", "XYZz",
         "XYZz"),
    KIND(disjunctive, disjunctive, "pando_disjunctive", "", "FG", ""),
    KIND(count, count, "fzn_count_eq", "count", "U01", "U01"),
    KIND(among, among, "fzn_among", "among", "0TS", "0TS"),
    KIND(
        global_cardinality, global_cardinality, "fzn_global_cardinality",
        "gecode_global_cardinality", "VCW", "VCW"),
};
const uint32_t kind_count = sizeof kinds / sizeof *kinds;
