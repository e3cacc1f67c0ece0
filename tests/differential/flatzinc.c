/* flatzinc.c — an instance as FlatZinc, in the words of one solver or another
 *
 * Variables are x0, x1, …; where a Boolean is wanted as an integer it has a
 * companion i0, i1, …. Letters of a format:
 *
 *   0 1 2  one variable            I  all variables    T U  from 1, from 2 on
 *   B      all, as Booleans        P N  Booleans: the first values[0]; the rest
 *   F G    first and second half   X Y Z z  thirds, and the last
 *   V W    the first values[0]; the rest
 *   L k    coefficients, constant  R  integers       S  a set   f g  value 0, 1
 *   C      cover                   A  all of a regular constraint
 */
#include "tests/differential/kinds.h"
#include "tests/differential/solutions.h"

#include <inttypes.h>
#include <string.h>

struct printer {
    const struct instance *instance;
    enum dialect dialect;
    FILE *out;
};

/* ---- What can be said ---- */

static bool small_enough(const struct instance *instance)
{
    enum { GECODE_MAX = 20000 }; /* its sums and products fit 32 bits then */
    for (uint32_t x = 0; x < instance->var_count; x++) {
        const struct variable *variable = &instance->vars[x];
        if (variable->runs[0].min < -GECODE_MAX ||
            variable->runs[variable->run_count - 1].max > GECODE_MAX)
            return false;
    }
    for (uint32_t i = 0; i < instance->item_count; i++)
        for (uint32_t k = 0; k < instance->items[i].value_count; k++)
            if (instance->items[i].values[k] > GECODE_MAX ||
                instance->items[i].values[k] < -GECODE_MAX)
                return false;
    return true;
}

static bool may_be_reified(const struct item *item, enum dialect dialect)
{
    static const char *const always[] = {
        "int_lin_le", "int_lin_eq", "int_lin_ne",   "set_in",
        "bool_clause", "fzn_table_int", "fzn_count_eq"};
    if (item->reification == REIFY_NONE)
        return true;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strcmp(item->kind->pando, always[i]) == 0)
            return true;
    if (strcmp(item->kind->pando, "array_bool_and") == 0)
        return item->reification == REIFY_FULL;
    return dialect == DIALECT_PANDO &&
           strcmp(item->kind->pando, "array_bool_xor") == 0;
}

static bool repeats(const struct instance *instance, const struct item *item)
{
    for (uint32_t i = 0; i < item->var_count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (item->vars[i] == item->vars[k] &&
                !variable_fixed(&instance->vars[item->vars[i]]))
                return true;
    return false;
}

static bool has_unit(const struct item *item)
{
    for (uint32_t i = 0; i < item->var_count; i++)
        if (item->values[i] == 1 || item->values[i] == -1)
            return true;
    return false;
}

static bool
lasts(const struct instance *instance, const struct item *item)
{
    uint32_t n = item->var_count / 3;
    for (uint32_t i = n; i < 2 * n; i++)
        if (instance->vars[item->vars[i]].runs[0].min < 1)
            return false;
    return true;
}

/* Gecode 6.2 loses what a repeated variable means (table, int_mod), rounds
 * int_lin_ne after it has divided by a common divisor, loses solutions with
 * tasks of duration 0, refuses negative offsets, and takes bool_clause_imp for
 * the converse. */
static bool
gecode_is_right(const struct instance *instance, const struct item *item)
{
    const char *name = item->kind->gecode;
    if (repeats(instance, item))
        return false;
    if (strncmp(name, "int_lin", 7) == 0)
        return has_unit(item);
    if (strcmp(name, "bool_clause") == 0)
        return item->reification != REIFY_HALF;
    if (strcmp(name, "cumulatives") == 0)
        return lasts(instance, item);
    if (strcmp(name, "inverse_offsets") == 0)
        return item->values[0] >= 0 && item->values[1] >= 0;
    return true;
}

static bool item_expressible(
    const struct instance *instance, const struct item *item,
    enum dialect dialect)
{
    if (dialect == DIALECT_GECODE && !gecode_is_right(instance, item))
        return false;
    const char *name = dialect == DIALECT_GECODE ? item->kind->gecode
                                                 : item->kind->pando;
    if (!*name || !may_be_reified(item, dialect))
        return false;
    if (strcmp(item->kind->name, "element_constant") == 0 ||
        (strcmp(item->kind->name, "element") == 0 &&
         dialect == DIALECT_GECODE))
        return item->values[0] == 1;
    if (strcmp(item->kind->name, "table") == 0 && item->value_count == 0)
        return dialect == DIALECT_PANDO;
    return true;
}

bool flatzinc_expressible(const struct instance *instance, enum dialect dialect)
{
    if (dialect == DIALECT_GECODE && !small_enough(instance))
        return false;
    for (uint32_t i = 0; i < instance->item_count; i++)
        if (!item_expressible(instance, &instance->items[i], dialect))
            return false;
    return true;
}

/* ---- Arguments ---- */

static void print_int(const struct printer *p, uint32_t x)
{
    const struct variable *variable = &p->instance->vars[x];
    if (variable_fixed(variable))
        fprintf(p->out, "%" PRId64, variable->sample);
    else
        fprintf(p->out, "%c%u", variable->is_bool ? 'i' : 'x', x);
}

static void print_bool(const struct printer *p, uint32_t x)
{
    const struct variable *variable = &p->instance->vars[x];
    if (variable_fixed(variable))
        fputs(variable->sample ? "true" : "false", p->out);
    else
        fprintf(p->out, "x%u", x);
}

static void print_vars(
    const struct printer *p, const struct item *item, uint32_t from,
    uint32_t to, bool as_bools)
{
    fputc('[', p->out);
    for (uint32_t i = from; i < to; i++) {
        if (i > from)
            fputc(',', p->out);
        if (as_bools)
            print_bool(p, item->vars[i]);
        else
            print_int(p, item->vars[i]);
    }
    fputc(']', p->out);
}

static void print_values(
    const struct printer *p, const char *brackets, const value *values,
    uint32_t count)
{
    fputc(brackets[0], p->out);
    for (uint32_t i = 0; i < count; i++)
        fprintf(p->out, "%s%" PRId64, i ? "," : "", values[i]);
    fputc(brackets[1], p->out);
}

static void print_set(const struct printer *p, const struct item *item)
{
    fputc('{', p->out);
    for (uint32_t i = 0; i < item->value_count; i += 2)
        for (value v = item->values[i]; v <= item->values[i + 1]; v++)
            fprintf(
                p->out, "%s%" PRId64,
                i || v > item->values[i] ? "," : "", v);
    fputc('}', p->out);
}

static void print_regular(const struct printer *p, const struct item *item)
{
    const value *values = item->values;
    uint32_t cells = (uint32_t)(values[0] * values[1]);
    const value *end = values + 2 + cells;
    print_vars(p, item, 0, item->var_count, false);
    fprintf(p->out, ",%" PRId64 ",%" PRId64 ",", values[0], values[1]);
    print_values(p, "[]", values + 2, cells);
    fprintf(p->out, ",%" PRId64 ",", end[0]);
    print_values(p, "{}", end + 2, (uint32_t)end[1]);
}

/* Letters that mean an array of variables; false if it is none of them. */
static bool
print_array(const struct printer *p, const struct item *item, char letter)
{
    static const char letters[] = "IBTUPNFGXYZVW";
    uint32_t n = item->var_count;
    uint32_t first = item->value_count ? (uint32_t)item->values[0] : 0;
    const struct {
        uint32_t from, to;
    } spans[] = {
        {0, n},         {0, n},         {1, n},     {2, n},         {0, first},
        {first, n},     {0, n / 2},     {n / 2, n}, {0, n / 3},
        {n / 3, n / 3 * 2}, {n / 3 * 2, n / 3 * 3}, {0, first}, {first, n}};
    const char *at = strchr(letters, letter);
    if (!at)
        return false;
    print_vars(
        p, item, spans[at - letters].from, spans[at - letters].to,
        strchr("BPN", letter));
    return true;
}

static void
print_argument(const struct printer *p, const struct item *item, char letter)
{
    const value *values = item->values;
    uint32_t n = item->var_count, count = item->value_count;
    bool element = item->kind->holds == holds_element_constant;
    if (print_array(p, item, letter))
        return;
    switch (letter) {
    case 'z':
        print_int(p, item->vars[n - 1]);
        break;
    case 'L':
        print_values(p, "[]", values, n);
        break;
    case 'k':
        fprintf(p->out, "%" PRId64, values[n]);
        break;
    case 'R':
        print_values(p, "[]", values + element, count - element);
        break;
    case 'C':
        print_values(p, "[]", values + 2, count - 2);
        break;
    case 'S':
        print_set(p, item);
        break;
    case 'A':
        print_regular(p, item);
        break;
    case 'f':
    case 'g':
        fprintf(p->out, "%" PRId64, values[letter - 'f']);
        break;
    default:
        print_int(p, item->vars[letter - '0']);
        break;
    }
}

/* ---- Items ---- */

static const char *suffix_of(const struct item *item)
{
    if (item->kind->holds == holds_disjunctive && item->values[0])
        return "_strict";
    if (item->kind->holds == holds_global_cardinality && item->values[1])
        return "_closed";
    if (item->kind->holds == holds_conjunction)
        return "";
    return item->reification == REIFY_FULL   ? "_reif"
           : item->reification == REIFY_HALF ? "_imp"
                                             : "";
}

static void print_item(const struct printer *p, const struct item *item)
{
    bool gecode = p->dialect == DIALECT_GECODE;
    const char *format =
        gecode ? item->kind->gecode_format : item->kind->format;
    fprintf(
        p->out, "constraint %s%s(",
        gecode ? item->kind->gecode : item->kind->pando, suffix_of(item));
    for (uint32_t i = 0; format[i]; i++) {
        if (i)
            fputc(',', p->out);
        print_argument(p, item, format[i]);
    }
    if (item->reification != REIFY_NONE) {
        fputc(',', p->out);
        print_bool(p, item->condition);
    } else if (item->kind->holds == holds_conjunction) {
        fputs(",true", p->out);
    }
    fputc(')', p->out);
    static const char *const strengths[] = {
        "", " :: value_propagation", " :: bounds", " :: domain"};
    fprintf(p->out, "%s;\n", strengths[item->strength]);
}

static void print_variable(const struct printer *p, uint32_t x)
{
    const struct variable *variable = &p->instance->vars[x];
    FILE *out = p->out;
    if (variable_fixed(variable))
        return;
    if (variable->is_bool) {
        fprintf(out, "var bool: x%u :: output_var;\nvar 0..1: i%u;\n", x, x);
        return;
    }
    fputs("var ", out);
    if (variable->run_count == 1) {
        fprintf(
            out, "%" PRId64 "..%" PRId64, variable->runs[0].min,
            variable->runs[0].max);
    } else {
        const char *separator = "{";
        for (uint32_t r = 0; r < variable->run_count; r++)
            for (value v = variable->runs[r].min; v <= variable->runs[r].max;
                 v++) {
                fprintf(out, "%s%" PRId64, separator, v);
                separator = ",";
            }
        fputc('}', out);
    }
    fprintf(out, ": x%u :: output_var;\n", x);
}

static void print_labels(const struct printer *p)
{
    const struct instance *instance = p->instance;
    fputs(" :: seq_search([", p->out);
    for (uint32_t l = 0; l < instance->label_count; l++) {
        const struct labelling *label = &instance->labels[l];
        fputs(l ? ",\n  int_search([" : "\n  int_search([", p->out);
        for (uint32_t i = 0; i < label->count; i++) {
            if (i)
                fputc(',', p->out);
            print_int(p, label->vars[i]);
        }
        fprintf(
            p->out, "], %s, %s, complete)",
            plan_selection_name(label->selection),
            plan_split_name(label->split));
    }
    fputs("])", p->out);
}

void flatzinc_print(
    const struct instance *instance, enum dialect dialect, FILE *out)
{
    const struct printer p = {instance, dialect, out};
    for (uint32_t x = 0; x < instance->var_count; x++)
        print_variable(&p, x);
    for (uint32_t x = 0; x < instance->var_count; x++)
        if (instance->vars[x].is_bool && !variable_fixed(&instance->vars[x]))
            fprintf(out, "constraint bool2int(x%u, i%u);\n", x, x);
    for (uint32_t i = 0; i < instance->item_count; i++)
        print_item(&p, &instance->items[i]);
    fputs("solve", out);
    if (instance->label_count)
        print_labels(&p);
    static const char *const goals[] = {"satisfy", "minimize ", "maximize "};
    fprintf(out, " %s", goals[instance->goal]);
    if (instance->goal != GOAL_SATISFY)
        print_int(&p, instance->objective);
    fputs(";\n", out);
}
