/* predicates.c — the predicates that have been bumped, by their literal
 *
 * Those of Booleans have a place each, others are found by a hash. In wide
 * domains most are seen once: were those that have faded kept, then a quarter
 * of them would matter on a job shop after half a second, and each bump would
 * wait for memory (1.02 times its conflicts/s), and there would be no end of
 * them. (As in Pumpkin.)
 */
#include "solver/activity_state.h"

#include "solver/literal.h"
#include "solver/network.h"
#include "solver/worker.h"
#include "solver/zeroed.h"

#include <assert.h>
#include <stdlib.h>

/* Of one bump: after so much fading a predicate is forgotten, some 700
 * conflicts after it was seen. */
#define FADED 1e-9

/* The predicates of one conflict gain the same: a predicate that is new gains
 * up to this much of a bump more, at random. */
#define TIE 1e-3

void predicates_init(struct activity *activity)
{
    activity->bools =
        zeroed(activity->network->bool_count, sizeof *activity->bools);
}

void predicates_clear(struct activity *activity)
{
    VEC_CLEAR(activity->predicates);
    free(activity->index);
    free(activity->bools);
}

bool predicate_faded(const struct activity *activity, double its_activity)
{
    return its_activity < FADED * activity->bump;
}

static double tie(struct activity *activity)
{
    return TIE * activity->bump *
           (double)worker_random(activity->worker, 1024) / 1024;
}

/* ---- Finding ---- */

static bool is_boolean(struct literal literal)
{
    return view_kind(literal.x) == VIEW_BOOL && literal.kind == LITERAL_MIN;
}

static uint32_t hash(struct literal literal)
{
    uint64_t h = (uint64_t)literal.v * UINT64_C(0x9e3779b97f4a7c15);
    h ^= (uint64_t)literal.x.code << 3 | literal.kind;
    h *= UINT64_C(0xff51afd7ed558ccd);
    return (uint32_t)(h >> 32);
}

/* Where the number of its predicate stands, plus 1, or 0 and is to stand. */
static uint32_t *slot_of(struct activity *activity, struct literal literal)
{
    if (is_boolean(literal)) {
        assert(literal.v == 1);
        return &activity->bools[view_place(literal.x)];
    }
    uint32_t mask = activity->buckets - 1, b = hash(literal) & mask;
    for (; activity->index[b]; b = (b + 1) & mask)
        if (literal_same(
                activity->predicates.items[activity->index[b] - 1].literal,
                literal))
            break;
    return &activity->index[b];
}

/* ---- Forgetting ---- */

/* Sets to[i], where predicate i will be, or OUT. */
static void choose_faded(const struct activity *activity, uint32_t *to)
{
    const struct predicate *predicates = activity->predicates.items;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < activity->predicates.count; i++)
        to[i] = predicate_faded(activity, predicates[i].activity) &&
                        !is_boolean(predicates[i].literal)
                    ? OUT
                    : kept++;
}

static void close_gaps(struct activity *activity, const uint32_t *to)
{
    struct predicate *predicates = activity->predicates.items;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < activity->predicates.count; i++)
        if (to[i] != OUT)
            predicates[kept++] = predicates[i];
    activity->predicates.count = kept;
}

static void index_all(struct activity *activity)
{
    while (activity->buckets < 2 * activity->limit)
        activity->buckets = activity->buckets ? 2 * activity->buckets : 1024;
    free(activity->index);
    activity->index = zeroed(activity->buckets, sizeof *activity->index);
    for (uint32_t i = 0; i < activity->predicates.count; i++)
        *slot_of(activity, activity->predicates.items[i].literal) = i + 1;
}

/* Room for half as many again as have not faded. */
static void make_room(struct activity *activity)
{
    enum {
        FEW = 512
    };
    uint32_t *to = zeroed(activity->predicates.count, sizeof *to);
    choose_faded(activity, to);
    order_renumber(activity, to);
    close_gaps(activity, to);
    free(to);
    uint32_t count = (uint32_t)activity->predicates.count;
    activity->limit = count + count / 2 + FEW;
    index_all(activity);
}

uint32_t predicate_of(struct activity *activity, struct literal literal)
{
    if (activity->predicates.count >= activity->limit)
        make_room(activity);
    uint32_t *slot = slot_of(activity, literal);
    if (*slot == 0) {
        VEC_PUSH(
            activity->predicates,
            (struct predicate){
                .literal = literal, .activity = tie(activity), .place = OUT});
        *slot = (uint32_t)activity->predicates.count;
    }
    return *slot - 1;
}
