/* coro.h — clonable coroutines: newstate = state.fork()
 *
 * A coroutine is a chain of frames and the memory that it owns. Forking gives a
 * second coroutine, exactly like the first and independent of it:
 *
 *     struct coro *next = coro_fork(coro);
 *
 * What is duplicated is what the coroutine allocated; what is shared is all
 * else. Copies are lazy: memory is chunks that bear the tag of the generation
 * that allocated them; a coroutine writes in place only in chunks of its own
 * tag and copies any other chunk first (generation.h, memory.h). So a fork
 * copies the live bytes of the frame chain and the table of chunks, and no
 * chunk; each of the two then copies exactly the chunks that it writes, and
 * none if it is the last that sees them.
 *
 * Routines are written as straight code with named suspensions. They are run by
 * coro_resume; an outcome says why they stopped. Searching is forking at each
 * CORO_CHOSE and resuming each copy with another answer.
 *
 * Words: a coroutine is *frozen* between two calls of coro_resume; a *world*
 * is what all coroutines of one family share (the shape of their memory, their
 * routines); a *pool* is the memory of one thread (pool.h).
 *
 * Ownership: coro_new, coro_fork and coro_unpickle give a coroutine to the
 * caller, who gives it back with coro_discard. Nothing is ever put back into a
 * coroutine: to undo is to go on with another copy. Coroutines are discarded
 * before their pools are freed, pools before their world.
 *
 * Threads: a coroutine is used by one thread at a time, and so is a pool; a
 * coroutine is handed over with coro_move. A frozen world is immutable. The
 * pools of all threads are made before the first coroutine is handed over:
 * counts are not atomic while there is one pool.
 */
#ifndef CORO_CORO_H
#define CORO_CORO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(default) /* exported from libpando */

struct coro_generation;
struct coro_pool;
struct coro_routine;
struct coro_world;

/* One coroutine. The fields are for the functions below; embed the struct at
 * the head of a larger one to carry bytes of your own (coro_world_new). */
struct coro {
    uint8_t *flat;       /* the only chunk of a flat world, else NULL */
    uint8_t *own;        /* == flat if it bears our tag, else NULL */
    uint8_t **table;     /* chunks, or tables of chunks (memory.h) */
    uint64_t tag;        /* what we may write in place; 0 = nothing */
    uint8_t *frames;     /* the chain, innermost frame last */
    uint32_t table_mask; /* two levels: chunks a table of chunks, less 1 */
    uint32_t table_log;  /* its length in bits; both 0 with one level */
    uint32_t top;        /* offset of the innermost frame */
    uint32_t used;       /* live bytes of frames */
    uint32_t capacity;   /* bytes of frames */
    uint32_t depth;      /* number of frames */
    uint32_t answer;     /* the alternative taken at the last choice */
    uint32_t arity;      /* number of alternatives of the choice we wait at */
    struct coro_generation *generation;
    struct coro_pool *pool;
    int64_t result; /* of the callee that returned last, or of the whole */
};

/* Why coro_resume came back. */
enum coro_outcome {
    CORO_RETURNED, /* the bottom routine is done; coro->result is its result */
    CORO_YIELDED,  /* coro->result is what was yielded */
    CORO_CHOSE,    /* wants an answer below coro->arity */
    CORO_FAILED,   /* this branch is a dead end */
    CORO_CALLED,   /* inside only: a callee has been pushed */
};

/* Counters of one pool; they add up over pools. */
struct coro_counters {
    uint64_t forks;
    uint64_t chunks_copied;
    uint64_t tables_copied; /* of chunks, with two levels */
    uint64_t bytes_copied;  /* of both */
    uint64_t absorbed;      /* generations folded into their only child */
    int64_t live;           /* coroutines */
    int64_t peak_live;
    uint32_t deepest_chain; /* frames */
};

/* ---- Worlds ---- */

/* A world whose coroutines are objects of object_size bytes that begin with a
 * struct coro, have memory_size bytes of copy-on-write memory (all zero at
 * first), and pickle only into worlds with the same fingerprint. */
struct coro_world *
coro_world_new(size_t object_size, uint32_t memory_size, uint64_t fingerprint);
void coro_world_free(struct coro_world *world);
/* Overrides the table's shape, for measuring: levels 0 (flat), 1 or 2. */
void coro_world_set_levels(struct coro_world *world, uint32_t levels);
uint32_t coro_world_levels(const struct coro_world *world);
/* Bytes taken from the system by this world and all its pools. */
uint64_t coro_world_footprint(const struct coro_world *world);

struct coro_pool *coro_pool_new(struct coro_world *world);
void coro_pool_free(struct coro_pool *pool);
const struct coro_counters *coro_pool_counters(const struct coro_pool *pool);
/* Bytes taken from this pool and not given back (may be negative where
 * coroutines were moved between pools; over all pools it is what is live). */
int64_t coro_pool_live_bytes(const struct coro_pool *pool);

/* ---- Coroutines ---- */

/* A root: zeroed memory, zeroed own bytes, no frame. */
struct coro *coro_new(struct coro_pool *pool);
struct coro *coro_fork(struct coro *coro);
void coro_discard(struct coro *coro);
/* From now on the coroutine lives in another thread's pool. Called by the
 * thread that gives it away, or after it was received; never by both. */
void coro_move(struct coro *coro, struct coro_pool *pool);

/* Runs until the next suspension; answer is what CORO_CHOOSE and CORO_YIELD
 * give inside. Asserts that there is a frame. */
enum coro_outcome coro_resume(struct coro *coro, uint32_t answer);

static inline uint32_t coro_depth(const struct coro *coro)
{
    return coro->depth;
}

/* ---- Memory of a coroutine ----
 *
 * Offsets are bytes from 0; an object must not straddle a multiple of
 * CORO_CHUNK, except in a flat world. */

enum {
    CORO_CHUNK_LOG = 8,
    CORO_CHUNK = 1 << CORO_CHUNK_LOG
};

/* The word before the payload of a chunk and of a table of chunks: the tag of
 * the generation that allocated it. */
static inline uint64_t coro_tag_of(const uint8_t *payload)
{
    return __atomic_load_n((const uint64_t *)payload - 1, __ATOMIC_RELAXED);
}

/* The first write to a chunk. */
uint8_t *coro_own_flat(struct coro *coro);
uint8_t *coro_own_chunk(struct coro *coro, uint32_t chunk);

static inline const void *coro_read(const struct coro *coro, uint32_t offset)
{
    if (__builtin_expect(coro->flat != NULL, 1))
        return coro->flat + offset;
    uint8_t *const *table = coro->table;
    uint32_t chunk = offset >> CORO_CHUNK_LOG;
    if (__builtin_expect(coro->table_mask != 0, 0)) {
        table = (uint8_t *const *)table[chunk >> coro->table_log];
        chunk &= coro->table_mask;
    }
    return table[chunk] + (offset & (CORO_CHUNK - 1));
}

/* Where the object at offset may be written; pointers that were got with
 * coro_read for the same chunk are stale after the first write to it. */
static inline void *coro_write(struct coro *coro, uint32_t offset)
{
    if (__builtin_expect(coro->own != NULL, 1))
        return coro->own + offset;
    if (coro->flat)
        return coro_own_flat(coro) + offset;
    uint8_t *payload = (uint8_t *)coro_read(coro, offset & ~(CORO_CHUNK - 1u));
    if (coro_tag_of(payload) != coro->tag)
        payload = coro_own_chunk(coro, offset >> CORO_CHUNK_LOG);
    return payload + (offset & (CORO_CHUNK - 1));
}

/* ---- Writing a routine: frames declared once, suspensions with names ----
 *
 * A routine's fields and suspensions are each listed once, in two X-macros; the
 * struct, the locals, cloning, pickling and printing come from them. A
 * generator, and a search with its driver (test_example.c runs them):
 *
 *     #define count_FIELDS(V, A, R) V(int64_t, i) V(int64_t, last)
 *     #define count_POINTS(P)       P(next)
 *     CORO_ROUTINE(count)
 *     {
 *         CORO_BEGIN(count);
 *         for (; i <= last; i++)
 *             CORO_YIELD(next, i);
 *         CORO_RETURN(last);
 *         CORO_END(count);
 *     }
 *
 *     // Which of these weights balance 20 together?
 *     #define WEIGHTS 6
 *     #define GOAL    20
 *     static const int weights[WEIGHTS] = {3, 5, 7, 8, 9, 12};
 *
 *     #define pick_FIELDS(V, A, R) V(int, i) V(int, sum) V(int, taken)
 *     #define pick_POINTS(P)       P(take)
 *     CORO_ROUTINE(pick)
 *     {
 *         CORO_BEGIN(pick);
 *         for (; i < WEIGHTS; i++) {
 *             CORO_CHOOSE(take, taken, 2);
 *             *(uint8_t *)coro_write(coro, (uint32_t)i) = (uint8_t)taken;
 *             sum += taken * weights[i];
 *             if (sum > GOAL)
 *                 CORO_FAIL();
 *         }
 *         CORO_RETURN(sum == GOAL);
 *         CORO_END(pick);
 *     }
 *
 *     // Number of solutions; takes coro, which waits at a choice.
 *     static int solutions(struct coro *coro)
 *     {
 *         int found = 0;
 *         uint32_t last = coro->arity - 1;
 *         for (uint32_t answer = 0; answer <= last; answer++) {
 *             struct coro *branch = answer < last ? coro_fork(coro) : coro;
 *             enum coro_outcome outcome = coro_resume(branch, answer);
 *             if (outcome == CORO_CHOSE) {
 *                 found += solutions(branch);
 *             } else {
 *                 found += outcome == CORO_RETURNED && branch->result == 1;
 *                 coro_discard(branch);
 *             }
 *         }
 *         return found;
 *     }
 *
 * CORO_ROUTINE(count) and its body expand to (shortened):
 *
 *     struct count_frame { struct coro_frame head; int64_t i; int64_t last; };
 *     static const struct coro_routine count = {"count", count_run, …};
 *     static enum coro_outcome count_run(struct coro *coro)
 *     {
 *         enum { at_start, at_next };
 *         struct count_frame *frame = coro_frame_top(coro);
 *         int64_t i = frame->i; int64_t last = frame->last;
 *         switch (frame->head.at) { case at_start:;
 *             for (; i <= last; i++) {
 *                 frame->head.at = at_next; coro->result = i;
 *                 outcome = CORO_YIELDED; goto coro_suspend; case at_next:;
 *             }
 *             coro->result = last; return CORO_RETURNED;
 *         }
 *     coro_suspend:
 *         frame->i = i; frame->last = last; return outcome;
 *     }
 *
 * Fields: V(type, name) is an integer of 1, 2, 4 or 8 bytes (or a struct that
 * wraps one), a local in the body. A(type, name, count) is an array of such; it
 * stays in the frame: frame->name[i]. R(type, name) is a borrowed const pointer
 * to something that all coroutines share, named in a pickle by its place among
 * the world's references (coro_world_freeze).
 *
 * Rules. What is not a field does not survive a suspension. No switch of one's
 * own around a suspension. A helper is a plain C function and never suspends.
 * `frame` moves when a callee is pushed: never keep a pointer into it. After
 * CORO_RETURN the frame is gone; after CORO_FAIL the coroutine is only good to
 * be discarded.
 */

/* The head of every frame. */
struct coro_frame {
    const struct coro_routine *routine;
    uint32_t caller; /* offset of its frame; CORO_NO_CALLER at the bottom */
    uint32_t at;     /* index of the suspension it waits at; 0 = not begun */
};

#define CORO_NO_CALLER UINT32_MAX

enum coro_field_kind {
    CORO_VALUE,
    CORO_ARRAY,
    CORO_REFERENCE,
};

struct coro_field {
    const char *name;
    enum coro_field_kind kind;
    uint32_t offset; /* in the frame */
    uint32_t size;   /* bytes an element */
    uint32_t count;  /* elements */
};

struct coro_routine {
    const char *name;
    enum coro_outcome (*run)(struct coro *coro);
    uint32_t frame_size; /* bytes */
    uint32_t point_count;
    const struct coro_field *(*fields)(void); /* ends with a NULL name */
    const char *const *points; /* names of suspensions; points[0] = "start" */
};

/* Pushes a frame, a copy of init (whose head it fills in). The caller's frame
 * may move. */
void coro_push(
    struct coro *coro, const struct coro_routine *routine, const void *init);

/* The same without fields: the frame, of which only the head is filled in. */
void *coro_push_room(struct coro *coro, const struct coro_routine *routine);

/* What a frame takes of the chain; each begins where the last one ends. */
static inline uint32_t coro_frame_bytes(const struct coro_routine *routine)
{
    return (routine->frame_size + 7) / 8 * 8;
}

#define coro_frame_top(coro) ((void *)((coro)->frames + (coro)->top))

/* Pushes the bottom frame of a new coroutine, or a frame on top of a chain:
 * CORO_START(coro, count, .i = 1, .last = 3); */
#define CORO_START(coro, name, ...) \
    coro_push(                      \
        (coro), &name,              \
        &(struct name##_frame){.head = {.routine = &name}, __VA_ARGS__})

#define CORO_FIELD_MEMBER_V(type, name)        type name;
#define CORO_FIELD_MEMBER_A(type, name, count) type name[count];
#define CORO_FIELD_MEMBER_R(type, name)        const type *name;
#define CORO_FIELD_LOAD_V(type, name)          type name = frame->name;
#define CORO_FIELD_LOAD_A(type, name, count)
#define CORO_FIELD_LOAD_R(type, name) const type *name = frame->name;
#define CORO_FIELD_SAVE_V(type, name) frame->name = name;
#define CORO_FIELD_SAVE_A(type, name, count)
#define CORO_FIELD_SAVE_R(type, name) frame->name = name;

#define CORO_POINT_ENUM(name)   at_##name,
#define CORO_POINT_STRING(name) #name,

#define CORO_FIELD_ENTRY_V(type, name) \
    {#name, CORO_VALUE, offsetof(coro_this, name), sizeof(type), 1},
#define CORO_FIELD_ENTRY_A(type, name, count) \
    {#name, CORO_ARRAY, offsetof(coro_this, name), sizeof(type), count},
#define CORO_FIELD_ENTRY_R(type, name) \
    {#name, CORO_REFERENCE, offsetof(coro_this, name), sizeof(void *), 1},

#define CORO_FRAME_STRUCT(name)                                            \
    struct name##_frame {                                                  \
        struct coro_frame head;                                            \
        name##_FIELDS(                                                     \
            CORO_FIELD_MEMBER_V, CORO_FIELD_MEMBER_A, CORO_FIELD_MEMBER_R) \
    }

/* Declares a routine in a header, for callers elsewhere. */
#define CORO_DECLARE(name)   \
    CORO_FRAME_STRUCT(name); \
    extern const struct coro_routine name

#define CORO_TABLES(name)                                                    \
    static const struct coro_field *name##_fields(void)                      \
    {                                                                        \
        typedef struct name##_frame coro_this;                               \
        static const struct coro_field fields[] = {name##_FIELDS(            \
            CORO_FIELD_ENTRY_V, CORO_FIELD_ENTRY_A,                          \
            CORO_FIELD_ENTRY_R){NULL, CORO_VALUE, sizeof(coro_this), 0, 0}}; \
        return fields;                                                       \
    }                                                                        \
    static const char *const name##_points[] = {                             \
        "start", name##_POINTS(CORO_POINT_STRING)};                          \
    static enum coro_outcome name##_run(struct coro *coro);

#define CORO_ROUTINE_VALUE(routine)                                        \
    {                                                                      \
        .name = #routine, .run = routine##_run,                            \
        .frame_size = sizeof(struct routine##_frame),                      \
        .point_count = sizeof routine##_points / sizeof *routine##_points, \
        .fields = routine##_fields, .points = routine##_points,            \
    }

/* Defines a routine that a header declares; the body follows. */
#define CORO_DEFINE(name)                                      \
    CORO_TABLES(name)                                          \
    const struct coro_routine name = CORO_ROUTINE_VALUE(name); \
    static enum coro_outcome name##_run(struct coro *coro)

/* Declares and defines a routine of this file alone; the body follows. */
#define CORO_ROUTINE(name)                                            \
    CORO_FRAME_STRUCT(name);                                          \
    CORO_TABLES(name)                                                 \
    static const struct coro_routine name = CORO_ROUTINE_VALUE(name); \
    static enum coro_outcome name##_run(struct coro *coro)

#define CORO_BEGIN(name)                                                    \
    enum {                                                                  \
        at_start,                                                           \
        name##_POINTS(CORO_POINT_ENUM)                                      \
    };                                                                      \
    enum coro_outcome outcome;                                              \
    struct name##_frame *frame = coro_frame_top(coro);                      \
    name##_FIELDS(CORO_FIELD_LOAD_V, CORO_FIELD_LOAD_A, CORO_FIELD_LOAD_R); \
    switch (frame->head.at) {                                               \
    case at_start:

/* Waits; whoever resumes chooses one of arity alternatives, which becomes the
 * value of `alternative`. The driver forks before it resumes. */
#define CORO_CHOOSE(point, alternative, count) \
    do {                                       \
        frame->head.at = at_##point;           \
        coro->arity = (uint32_t)(count);       \
        outcome = CORO_CHOSE;                  \
        goto coro_suspend;                     \
    case at_##point:                           \
        alternative = coro->answer;            \
    } while (0)

/* Hands out a value and waits to be resumed. */
#define CORO_YIELD(point, value)         \
    do {                                 \
        frame->head.at = at_##point;     \
        coro->result = (int64_t)(value); \
        outcome = CORO_YIELDED;          \
        goto coro_suspend;               \
    case at_##point:;                    \
    } while (0)

/* Calls a routine with the given fields, and waits until it returns:
 * CORO_CALL(sub, sum, count, .i = 1, .last = n); */
#define CORO_CALL(point, ret_result, callee, ...)                           \
    do {                                                                    \
        frame->head.at = at_##point;                                        \
        {                                                                   \
            struct callee##_frame coro_fields = {.head = {0}, __VA_ARGS__}; \
            struct callee##_frame *coro_pushed =                            \
                coro_push_room(coro, &callee);                              \
            coro_fields.head = coro_pushed->head;                           \
            *coro_pushed = coro_fields;                                     \
            frame = (void *)(coro->frames + coro_pushed->head.caller);      \
        }                                                                   \
        outcome = CORO_CALLED;                                              \
        goto coro_suspend;                                                  \
    case at_##point:                                                        \
        ret_result = coro->result;                                          \
    } while (0)

/* Done: the frame goes, the caller goes on with this result. */
#define CORO_RETURN(value)               \
    do {                                 \
        coro->result = (int64_t)(value); \
        return CORO_RETURNED;            \
    } while (0)

/* This whole branch is a dead end. */
#define CORO_FAIL() return CORO_FAILED

/* Who comes here without CORO_RETURN returns 0. */
#define CORO_END(name)                                                \
    coro->result = 0;                                                 \
    return CORO_RETURNED;                                             \
    default:                                                          \
        __builtin_unreachable();                                      \
        }                                                             \
    coro_suspend:                                                     \
        __attribute__((unused));                                      \
        name##_FIELDS(                                                \
            CORO_FIELD_SAVE_V, CORO_FIELD_SAVE_A, CORO_FIELD_SAVE_R); \
        return outcome

/* ---- Pickles ----
 *
 * A pickle is the bytes of a frozen coroutine: the chunks that differ from its
 * world's root image, the chain of frames by names of routines and suspensions,
 * the own bytes by their declared fields. Little-endian, versioned,
 * length-checked, checksummed; what does not check is refused and never read
 * out of bounds. Another process with the same world goes on from it. */

/* Everything a pickle may name; call before the first fork. The root image is
 * what the memory of `root` holds now. Arrays are borrowed and must outlive the
 * world. own_fields describes the bytes after struct coro; offsets count from
 * its beginning (may be NULL). */
struct coro_naming {
    const struct coro_routine *const *routines; /* ends with NULL */
    const void *const *references;              /* ends with NULL */
    const struct coro_field *own_fields;        /* ends with a NULL name */
};
void coro_world_freeze(
    struct coro_world *world, struct coro *root,
    const struct coro_naming *naming);

/* A malloc'ed pickle, *ret_size bytes; the caller frees it. */
uint8_t *coro_pickle(const struct coro *coro, size_t *ret_size);
/* The coroutine that the bytes describe, in this pool; NULL if they are
 * damaged, truncated or foreign, with a static sentence in *reterr_message. */
struct coro *coro_unpickle(
    struct coro_pool *pool, const uint8_t *bytes, size_t size,
    const char **reterr_message);

/* Prints the chain, innermost frame first, with its fields. */
void coro_print(const struct coro *coro, FILE *out);

#pragma GCC visibility pop

#endif
