/* table_binary.c — a table of two columns whose domains fit a window each
 *
 * For each value of one variable, a word holds the values of the other that it
 * goes with. The union of the words of x's values is what is left of y, and a
 * value of x goes when its word has nothing in common with y: one pass is arc
 * consistent. Once a variable is fixed, the other one's domain says it all.
 * (Bit representation of arc consistency: Lecoutre and Vion, 2008.)
 *
 * A negated table is the table of all other pairs.
 */
#include "propagators/condition.h"
#include "propagators/table.h"
#include "propagators/table_explain.h"
#include "propagators/window.h"
#include "solver/post.h"

#include <assert.h>

struct binary {
    struct prop prop;
    view x, y, condition;
    value x_base, y_base; /* of their windows */
    uint32_t x_width, y_width;
    bool exact;       /* both domains hold holes, and are different ones */
    uint64_t words[]; /* of x's values: sets of y; then of y's: sets of x */
};

static enum prop_status
finish(const struct binary *self, bool changed, bool entailed)
{
    if (changed && !self->exact)
        return PROP_AGAIN;
    return entailed ? PROP_ENTAILED : PROP_STABLE;
}

/* The other variable is fixed and goes with these values. */
static enum prop_status restrict_to(
    struct branch *branch, const struct binary *self, view x, value base,
    uint64_t now, uint64_t allowed)
{
    uint64_t kept = now & allowed;
    if (!window_tell(branch, x, base, now, kept))
        return PROP_FAILED;
    return finish(self, kept != now, true);
}

/* What is left of two sets, given the words of those in `a`. */
struct pruned {
    uint64_t a, b;
    uint64_t common; /* goes with each that is left of a */
};

static inline struct pruned prune(const uint64_t *words, uint64_t a, uint64_t b)
{
    struct pruned left = {0, 0, b};
    for (uint64_t rest = a; rest; rest &= rest - 1) {
        uint64_t word = words[__builtin_ctzll(rest)] & b;
        if (!word)
            continue;
        left.a |= rest & -rest;
        left.b |= word;
        left.common &= word;
    }
    return left;
}

/* The condition is open: can the constraint hold, or must it? */
static enum prop_status
probe(struct branch *branch, const struct binary *self, uint64_t x, uint64_t y)
{
    struct pruned left = prune(self->words, x, y);
    if (!left.a)
        return condition_refuted(branch, self->condition);
    return left.a == x && left.common == y ? PROP_ENTAILED : PROP_STABLE;
}

static enum prop_status make_consistent(
    struct branch *branch, const struct binary *self, uint64_t x, uint64_t y)
{
    struct pruned left;
    uint64_t kept_x, kept_y;
    if (__builtin_popcountll(x) <= __builtin_popcountll(y)) {
        left = prune(self->words, x, y);
        kept_x = left.a;
        kept_y = left.b;
    } else {
        left = prune(self->words + self->x_width, y, x);
        kept_x = left.b;
        kept_y = left.a;
    }
    if (!window_tell(branch, self->x, self->x_base, x, kept_x) ||
        !window_tell(branch, self->y, self->y_base, y, kept_y))
        return PROP_FAILED;
    return finish(
        self, kept_x != x || kept_y != y, left.b != 0 && left.common == left.b);
}

static enum prop_status
binary_propagate(struct branch *branch, const struct prop *prop)
{
    const struct binary *self = (const struct binary *)prop;
    enum condition condition = condition_read(branch, self->condition);
    if (condition == CONDITION_FALSE)
        return PROP_ENTAILED;
    uint64_t x = window_read(branch, self->x, self->x_base);
    uint64_t y = window_read(branch, self->y, self->y_base);
    assert(x && y);
    if (condition == CONDITION_OPEN)
        return probe(branch, self, x, y);
    if (!(x & (x - 1)))
        return restrict_to(
            branch, self, self->y, self->y_base, y,
            self->words[__builtin_ctzll(x)]);
    if (!(y & (y - 1)))
        return restrict_to(
            branch, self, self->x, self->x_base, x,
            self->words[self->x_width + (uint32_t)__builtin_ctzll(y)]);
    return make_consistent(branch, self, x, y);
}

/* ---- Explaining ---- */

struct side {
    view x;
    value base;
    uint32_t width;
    const uint64_t *words; /* of its values */
};

static inline struct side side_of(const struct binary *self, uint32_t column)
{
    const uint64_t *y_words = self->words + self->x_width;
    return column == 0
               ? (struct
                  side){self->x, self->x_base, self->x_width, self->words}
               : (struct side){self->y, self->y_base, self->y_width, y_words};
}

/* What number k of a column goes with in the other one. */
static inline uint64_t
partners(const struct binary *self, uint32_t column, uint64_t k)
{
    uint32_t others = side_of(self, 1 - column).width;
    return side_of(self, column).words[k] & UINT64_MAX >> (64 - others);
}

/* Lists the pairs whose number in one of the columns is k. */
static void list_pairs(
    struct table_cover *cover, const struct binary *self, uint32_t column,
    uint32_t k)
{
    for (uint64_t rest = partners(self, column, k); rest; rest &= rest - 1) {
        uint32_t place = table_cover_place(cover);
        table_cover_has(cover, place, column, k);
        table_cover_has(
            cover, place, 1 - column, (uint32_t)__builtin_ctzll(rest));
    }
}

/* A value that one variable loses, as most events are: it goes with none that
 * the other has. */
static bool explain_removal(
    const struct explain_view *before, const struct binary *self,
    struct literal wanted, struct reason *ret)
{
    value v;
    uint32_t column = 0;
    while (!explain_removes(
        before->branch->network, wanted, side_of(self, column).x, &v))
        if (++column == 2)
            return false;
    struct side side = side_of(self, column), other = side_of(self, 1 - column);
    uint64_t k = (uint64_t)v - (uint64_t)side.base;
    return !view_same(side.x, other.x) && k < side.width &&
           explain_lacks(
               before, ret, other.x, other.base, partners(self, column, k));
}

static bool explain_cover(
    const struct explain_view *before, const struct binary *self,
    struct literal wanted, struct reason *ret)
{
    uint32_t widths[2] = {self->x_width, self->y_width};
    struct table_cover cover;
    table_cover_begin(
        &cover, before,
        (struct table_cover_size){
            .columns = 2,
            .rows = 64,
            .numbers = widths[0] + widths[1],
            .words = 2});
    table_cover_add_column(&cover, self->x, widths[0], self->x_base, NULL);
    table_cover_add_column(&cover, self->y, widths[1], self->y_base, NULL);
    if (!table_cover_read(&cover, wanted, self->condition, ret))
        return false;
    uint32_t first = table_cover_first(&cover);
    for (uint32_t k = 0; k < widths[first]; k++)
        if (table_cover_asks(&cover, first, k))
            list_pairs(&cover, self, first, k);
    return table_cover_explain(&cover, ret);
}

static bool binary_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct binary *self = (const struct binary *)prop;
    size_t mark = ret->count;
    if (reason_true(before, ret, self->condition) &&
        explain_removal(before, self, *wanted, ret))
        return true;
    ret->count = mark;
    return explain_cover(before, self, *wanted, ret);
}

static const struct prop_class binary_class = {
    .name = "table_binary",
    .cost = PROP_BINARY,
    .propagate = binary_propagate,
    .explain = binary_explain,
};

/* ---- Posting ---- */

/* A negated table needs all of the domains. */
static struct range window_needed(
    const struct post *post, const struct table *table, uint32_t column,
    view condition, bool negated)
{
    view x = table->xs[column];
    return negated ? (struct range){post_min(post, x), post_max(post, x)}
                   : table_column_range(post, table, column, condition);
}

bool table_binary_fits(
    const struct post *post, const struct table *table, view condition,
    bool negated)
{
    return table->columns == 2 &&
           table_column_fits(
               window_needed(post, table, 0, condition, negated)) &&
           table_column_fits(window_needed(post, table, 1, condition, negated));
}

static void
fill_words(struct binary *self, const struct table *table, bool negated)
{
    uint64_t *x_words = self->words, *y_words = x_words + self->x_width;
    for (uint32_t r = 0; r < table->row_count; r++) {
        uint32_t x = (uint32_t)(table->rows[2 * r] - self->x_base);
        uint32_t y = (uint32_t)(table->rows[2 * r + 1] - self->y_base);
        x_words[x] |= UINT64_C(1) << y;
        y_words[y] |= UINT64_C(1) << x;
    }
    for (uint32_t k = 0; negated && k < self->x_width + self->y_width; k++)
        x_words[k] = ~x_words[k];
}

void table_post_binary(
    struct post *post, const struct table *table, view condition, bool negated)
{
    struct range x = window_needed(post, table, 0, condition, negated);
    struct range y = window_needed(post, table, 1, condition, negated);
    uint32_t x_width = (uint32_t)(x.max - x.min) + 1;
    uint32_t y_width = (uint32_t)(y.max - y.min) + 1;
    struct binary *self = post_prop(
        post, &binary_class,
        sizeof *self + (x_width + y_width) * sizeof *self->words);
    self->x = table->xs[0];
    self->y = table->xs[1];
    self->condition = condition;
    self->x_base = x.min;
    self->y_base = y.min;
    self->x_width = x_width;
    self->y_width = y_width;
    self->exact = window_exact(self->x) && window_exact(self->y);
    fill_words(self, table, negated);
    for (uint32_t i = 0; i < 2; i++) {
        struct range range = i == 0 ? x : y;
        post_tell_min(post, table->xs[i], range.min);
        post_tell_max(post, table->xs[i], range.max);
        post_wake(post, &self->prop, table->xs[i], WAKE_DOMAIN);
    }
    if (!view_same(condition, VIEW_TRUE))
        post_wake(post, &self->prop, condition, WAKE_FIX);
}
