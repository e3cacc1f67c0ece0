/* cumulative_explain.c — reasons of time-table filtering
 *
 * All reasons are points in time at which a few tasks run and use too much
 * (Schutt, Feydy, Stuckey and Wallace, Explaining the cumulative propagator,
 * 2011). A task runs at t if s <= t and s + d > t: these bounds are what is
 * given, however early or late it could start before. Of the tasks that run at
 * a point no more are taken than it takes.
 *
 * A task of duration d cannot start in t - d + 1..t if the others leave no room
 * at t: the point *blocks* these starts. So s >= v follows from points that
 * block all from some a to v - 1, and s >= a. The points are sought downwards
 * from v - 1, each as early as it can be. Where one does not reach down to the
 * earliest start, its tasks are to run for longer, so that points do not get
 * many. If all starts are blocked for some duration or resource, it has to be
 * less. Latest starts are explained in the mirror image, where time is negated.
 */
#include "propagators/cumulative.h"

#include "propagators/profile_reason.h"
#include "solver/network.h"

/* What cannot be: task i of some duration and resource. Those that are assumed
 * need no reason. */
struct attempt {
    uint32_t i;
    value duration, resource;
    bool duration_assumed, resource_assumed;
};

/* ---- Too much at one point ---- */

/* Why so much is used at some time: where it takes the fewest literals, and in
 * the middle of when its tasks run together, unless that takes more. */
static bool explain_height(struct profile_reason *r, wide needed)
{
    wide best = 0, from, to;
    uint32_t least = UINT32_MAX;
    profile_reason_read(r, PROFILE_NO_TASK);
    for (uint32_t k = 0; k < r->count; k++) {
        wide t = r->parts[k].from;
        if (!profile_reason_crowded(r, t, needed))
            continue;
        uint32_t cost = profile_reason_choose(r, t, needed);
        if (cost < least) {
            least = cost;
            best = t;
        }
    }
    if (least == UINT32_MAX)
        return false;
    profile_reason_choose(r, best, needed);
    profile_reason_times(r, &from, &to);
    wide middle = from + (to - from) / 2;
    if (profile_reason_cost(r, middle) <= least)
        best = middle;
    profile_reason_need(r, best, best, needed);
    return profile_reason_add(r);
}

static bool explain_overload(struct profile_reason *r)
{
    return explain_height(r, (wide)r->capacity + 1) &&
           profile_reason_max(r, r->self->capacity, r->capacity + r->slack);
}

/* ---- Starts that are blocked ---- */

/* The first time in from..to at which the others leave no room. */
static bool first_crowded(
    const struct profile_reason *r, wide from, wide to, wide needed, wide *ret)
{
    *ret = from;
    if (profile_reason_crowded(r, from, needed))
        return true;
    for (uint32_t k = 0; k < r->count && r->parts[k].from <= to; k++) {
        *ret = r->parts[k].from;
        if (*ret > from && profile_reason_crowded(r, *ret, needed))
            return true;
    }
    return false;
}

/* Why no start of first..last is possible; *ret_low, the least that the same
 * reason excludes, is at most first, and *ret_high, the greatest, at least
 * last. */
static bool explain_blocked(
    struct profile_reason *r, const struct attempt *attempt, wide first,
    wide last, wide *ret_low, wide *ret_high)
{
    wide needed = (wide)r->capacity - attempt->resource + 1, from, to, t;
    wide longer = attempt->duration - 1;
    *ret_high = last;
    for (*ret_low = last + 1; *ret_low > first;) {
        wide start = *ret_low - 1;
        if (!first_crowded(r, start, start + longer, needed, &t))
            return false;
        if (start == last)
            *ret_high = t;
        profile_reason_choose(r, t, needed);
        profile_reason_times(r, &from, &to);
        wide low = from > first + longer ? from : first + longer;
        low = low < t ? low : t;
        profile_reason_need(r, low, t, needed);
        *ret_low = low - longer;
    }
    return true;
}

/* What the attempt needs, but for its start, and the capacity. */
static bool
add_attempt(const struct profile_reason *r, const struct attempt *attempt)
{
    const struct cumulative *self = r->self;
    const struct network *network = r->before->branch->network;
    wide room = (wide)explain_root_max(network, self->capacity) - r->capacity;
    room = room < r->slack ? room : r->slack;
    if (!profile_reason_max(r, self->capacity, r->capacity + room))
        return false;
    if (!attempt->duration_assumed &&
        !profile_reason_min(r, self->durations[attempt->i], attempt->duration))
        return false;
    return attempt->resource_assumed ||
           profile_reason_min(
               r, self->resources[attempt->i],
               attempt->resource - (r->slack - room));
}

/* It uses more than there is. */
static bool
explain_oversized(const struct profile_reason *r, const struct attempt *attempt)
{
    const struct cumulative *self = r->self;
    wide room =
        attempt->resource_assumed ? attempt->resource - 1 : (wide)r->capacity;
    return profile_reason_max(r, self->capacity, room) &&
           (attempt->duration_assumed ||
            profile_reason_min(r, self->durations[attempt->i], 1)) &&
           (attempt->resource_assumed ||
            profile_reason_min(r, self->resources[attempt->i], room + 1));
}

/* Why task i starts at or after v. */
static bool
explain_start(struct profile_reason *r, struct attempt attempt, wide v)
{
    view start = r->self->starts[attempt.i];
    wide longer = attempt.duration - 1, low, high;
    wide est = explain_min(r->before, start);
    if (r->mirrored)
        est = -(explain_max(r->before, start) + longer);
    if (attempt.duration <= 0 || attempt.resource <= 0)
        return false;
    if (attempt.resource > r->capacity)
        return explain_oversized(r, &attempt);
    profile_reason_read(r, attempt.i);
    if (!explain_blocked(r, &attempt, est, v - 1, &low, &high) ||
        !profile_reason_add(r) || !add_attempt(r, &attempt))
        return false;
    return r->mirrored ? profile_reason_max(r, start, -low - longer)
                       : profile_reason_min(r, start, low);
}

/* Why the attempt has no start at all. */
static bool
explain_attempt(struct profile_reason *r, const struct attempt *attempt)
{
    view start = r->self->starts[attempt->i];
    wide low, high;
    if (attempt->duration <= 0 || attempt->resource <= 0)
        return false;
    if (attempt->resource > r->capacity)
        return explain_oversized(r, attempt);
    profile_reason_read(r, attempt->i);
    return explain_blocked(
               r, attempt, explain_min(r->before, start),
               explain_max(r->before, start), &low, &high) &&
           profile_reason_add(r) && add_attempt(r, attempt) &&
           profile_reason_min(r, start, low) &&
           profile_reason_max(r, start, high);
}

/* ---- What is wanted ---- */

static struct attempt attempt_of(const struct profile_reason *r, uint32_t i)
{
    return (struct attempt){
        .i = i,
        .duration = explain_min(r->before, r->self->durations[i]),
        .resource = explain_min(r->before, r->self->resources[i]),
    };
}

static bool explain_failed(struct profile_reason *r)
{
    const struct cumulative *self = r->self;
    size_t mark = r->reason->count;
    if (r->capacity < 0)
        return profile_reason_max(r, self->capacity, -1);
    for (uint32_t i = 0; i < self->count; i++)
        if (reason_add(
                r->before, r->reason, self->durations[i], LITERAL_MAX, -1) ||
            reason_add(
                r->before, r->reason, self->resources[i], LITERAL_MAX, -1))
            return true;
    if (explain_overload(r))
        return true;
    for (uint32_t i = 0; i < self->count; i++) {
        struct attempt attempt = attempt_of(r, i);
        r->reason->count = mark;
        if (explain_attempt(r, &attempt))
            return true;
    }
    return false;
}

/* Why x, a duration or resource, and *tried in the attempt, is not above v.
 * Where v + 1 is not among its values, the next may be what it takes. */
static bool explain_less(
    struct profile_reason *r, view x, value v, struct attempt *attempt,
    value *tried)
{
    size_t mark = r->reason->count;
    if (v == VALUE_MAX)
        return false;
    *tried = v + 1;
    if (explain_attempt(r, attempt))
        return true;
    r->reason->count = mark;
    value max = explain_max(r->before, x);
    for (; *tried < max && !explain_contains(r->before, x, *tried); ++*tried)
        if (!reason_removed(r->before, r->reason, x, *tried))
            return false;
    return *tried > v + 1 && explain_attempt(r, attempt);
}

/* A bound of the start of task i, of its duration, its resource. */

static bool
explain_task_start(struct profile_reason *r, uint32_t i, struct literal l)
{
    struct attempt attempt = attempt_of(r, i);
    wide v = l.v;
    r->mirrored = l.kind == LITERAL_MAX;
    if (r->mirrored)
        v = -(v + attempt.duration - 1);
    bool explained = explain_start(r, attempt, v);
    r->mirrored = false;
    return explained;
}

static bool
explain_task_duration(struct profile_reason *r, uint32_t i, struct literal l)
{
    struct attempt attempt = attempt_of(r, i);
    attempt.duration_assumed = true;
    if (l.kind == LITERAL_MIN)
        return l.v <= 0;
    return explain_less(
        r, r->self->durations[i], l.v, &attempt, &attempt.duration);
}

static bool
explain_task_resource(struct profile_reason *r, uint32_t i, struct literal l)
{
    struct attempt attempt = attempt_of(r, i);
    attempt.resource_assumed = true;
    if (l.kind == LITERAL_MIN)
        return l.v <= 0;
    return explain_less(
        r, r->self->resources[i], l.v, &attempt, &attempt.resource);
}

static bool
explain_task(struct profile_reason *r, uint32_t i, struct literal wanted)
{
    const struct network *network = r->before->branch->network;
    const struct cumulative *self = r->self;
    size_t mark = r->reason->count;
    struct literal l;
    if (explain_matches(network, wanted, self->starts[i], &l) &&
        explain_task_start(r, i, l))
        return true;
    r->reason->count = mark;
    if (explain_matches(network, wanted, self->durations[i], &l) &&
        explain_task_duration(r, i, l))
        return true;
    r->reason->count = mark;
    return explain_matches(network, wanted, self->resources[i], &l) &&
           explain_task_resource(r, i, l);
}

static bool explain_capacity(struct profile_reason *r, struct literal wanted)
{
    const struct network *network = r->before->branch->network;
    return explain_matches(network, wanted, r->self->capacity, &wanted) &&
           wanted.kind == LITERAL_MIN &&
           (wanted.v <= 0 || explain_height(r, wanted.v));
}

bool cumulative_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret)
{
    const struct cumulative *self = (const struct cumulative *)prop;
    struct profile_reason r = {
        .before = before,
        .self = self,
        .reason = ret,
        .capacity = explain_max(before, self->capacity)};
    size_t mark = ret->count;
    if (reason_refutes(before, ret, *wanted, self->condition) &&
        explain_failed(&r))
        return true;
    ret->count = mark;
    if (wanted->kind > LITERAL_MAX || /* it tells bounds alone */
        !reason_true(before, ret, self->condition))
        return false;
    mark = ret->count;
    if (explain_capacity(&r, *wanted))
        return true;
    for (uint32_t i = 0; i < self->count; i++) {
        ret->count = mark;
        if (explain_task(&r, i, *wanted))
            return true;
    }
    return false;
}
