/* pickle.c — freezing a world, and writing a coroutine to bytes
 *
 * What must be named to be pickled is the caller's to list; a coroutine that
 * holds a routine or a reference outside the lists is a mistake of the program.
 */
#include "coro/pickle.h"

#include "coro/checksum.h"
#include "coro/coro.h"
#include "coro/fatal.h"
#include "coro/image.h"
#include "coro/memory.h"
#include "coro/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check_own_fields(const struct coro_world *world)
{
    const struct coro_field *field = names_own_fields(world->names);
    for (; field->name; field++) {
        size_t end = field->offset + (size_t)field->size * field->count;
        if (field->offset < sizeof(struct coro) || end > world->object_size)
            coro_fatal("an own field lies outside the coroutine's own bytes");
    }
}

void coro_world_freeze(
    struct coro_world *world, struct coro *root,
    const struct coro_naming *naming)
{
    assert(!world->names && root->pool->world == world);
    world->names = names_new(naming);
    check_own_fields(world);
    image_make(world, root);
    assert(memory_is_valid(root));
}

/* ---- Bytes ---- */

struct buffer {
    uint8_t *bytes;
    size_t size, capacity;
};

static void put(struct buffer *buffer, const void *bytes, size_t size)
{
    if (buffer->size + size > buffer->capacity) {
        buffer->capacity = 2 * buffer->capacity + size + 512;
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (!buffer->bytes)
            coro_fatal("out of memory");
    }
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

static void put_number(struct buffer *buffer, uint32_t number)
{
    put(buffer, &number, sizeof number);
}

static void put_name(struct buffer *buffer, const char *name)
{
    size_t length = strlen(name);
    uint16_t short_length = (uint16_t)length;
    assert(length <= UINT16_MAX);
    put(buffer, &short_length, sizeof short_length);
    put(buffer, name, length);
}

/* ---- Fields ---- */

static void put_layout(struct buffer *buffer, const struct coro_field *fields)
{
    uint32_t count = 0;
    while (fields[count].name)
        count++;
    put_number(buffer, count);
    for (const struct coro_field *field = fields; field->name; field++) {
        put_name(buffer, field->name);
        put_number(buffer, field->kind);
        put_number(buffer, field->size);
        put_number(buffer, field->count);
    }
}

static void put_reference(
    struct buffer *buffer, const struct names *names, const uint8_t *at)
{
    const void *reference;
    memcpy(&reference, at, sizeof reference);
    uint32_t index = names_index_of(names, reference);
    if (index == UINT32_MAX)
        coro_fatal("pickling a reference that is not in coro_naming");
    put_number(buffer, index);
}

static void put_fields(
    struct buffer *buffer, const struct names *names,
    const struct coro_field *fields, const void *object)
{
    for (const struct coro_field *field = fields; field->name; field++) {
        const uint8_t *at = (const uint8_t *)object + field->offset;
        if (field->kind == CORO_REFERENCE)
            put_reference(buffer, names, at);
        else
            put(buffer, at, (size_t)field->size * field->count);
    }
}

/* ---- Frames ---- */

/* The chain, outermost frame first: frames lie one after another. */
static const struct coro_frame *
frame_after(const struct coro *coro, const struct coro_frame *frame)
{
    const uint8_t *next = coro->frames;
    if (frame)
        next = (const uint8_t *)frame + coro_frame_bytes(frame->routine);
    return next < coro->frames + coro->used ? (const void *)next : NULL;
}

struct dictionary {
    const struct coro_routine **routines;
    uint32_t count;
};

static uint32_t
index_in(struct dictionary *dictionary, const struct coro_routine *routine)
{
    uint32_t i = 0;
    while (i < dictionary->count && dictionary->routines[i] != routine)
        i++;
    return i;
}

static struct dictionary routines_of(const struct coro *coro)
{
    struct dictionary dictionary = {
        malloc((coro->depth + 1) * sizeof *dictionary.routines), 0};
    if (!dictionary.routines)
        coro_fatal("out of memory");
    const struct coro_frame *frame = NULL;
    while ((frame = frame_after(coro, frame))) {
        uint32_t index = index_in(&dictionary, frame->routine);
        if (index < dictionary.count)
            continue;
        if (!names_know(coro->pool->world->names, frame->routine))
            coro_fatal("pickling a routine that is not in coro_naming");
        dictionary.routines[dictionary.count++] = frame->routine;
    }
    return dictionary;
}

static void put_frames(struct buffer *buffer, const struct coro *coro)
{
    struct dictionary dictionary = routines_of(coro);
    put_number(buffer, dictionary.count);
    for (uint32_t i = 0; i < dictionary.count; i++) {
        put_name(buffer, dictionary.routines[i]->name);
        put_layout(buffer, dictionary.routines[i]->fields());
    }
    put_number(buffer, coro->depth);
    const struct coro_frame *frame = NULL;
    while ((frame = frame_after(coro, frame))) {
        const struct coro_routine *routine = frame->routine;
        assert(frame->at < routine->point_count);
        put_number(buffer, index_in(&dictionary, routine));
        put_name(buffer, routine->points[frame->at]);
        put_fields(buffer, coro->pool->world->names, routine->fields(), frame);
    }
    free(dictionary.routines);
}

/* ---- Memory ---- */

/* The runs of words where a piece differs from the image's; first is the number
 * of its first word. One equal word inside a run costs no more than a new run.
 */
static void put_piece(
    struct buffer *buffer, const uint64_t *words, const uint64_t *image,
    uint32_t count, uint32_t first)
{
    for (uint32_t at = 0; at < count; at++) {
        if (words[at] == image[at])
            continue;
        uint32_t end = at + 1;
        for (uint32_t i = end; i < count && i <= end + 1; i++)
            if (words[i] != image[i])
                end = i + 1;
        put_number(buffer, first + at);
        put_number(buffer, end - at);
        put(buffer, words + at, (end - at) * sizeof *words);
        at = end;
    }
}

/* Piece by piece of CORO_CHUNK bytes, whatever the shape. */
static void put_memory(struct buffer *buffer, const struct coro *coro)
{
    const struct coro_world *world = coro->pool->world;
    uint32_t pieces = (world->memory_size - 1) / CORO_CHUNK + 1;
    for (uint32_t p = 0; p < pieces; p++) {
        if (image_shares_table(coro, p)) {
            p |= world->table_mask;
            continue;
        }
        uint32_t offset = p * CORO_CHUNK;
        uint32_t size = world->memory_size - offset; /* but for the last */
        if (size > CORO_CHUNK)
            size = CORO_CHUNK;
        const uint64_t *words = coro_read(coro, offset);
        const uint64_t *image = image_read(world, offset);
        if (words != image)
            put_piece(buffer, words, image, size / 8, offset / 8);
    }
    put_number(buffer, PICKLE_NO_RUN);
}

/* ---- The whole ---- */

uint8_t *coro_pickle(const struct coro *coro, size_t *ret_size)
{
    const struct coro_world *world = coro->pool->world;
    assert(world->names && memory_is_valid(coro));
    struct pickle_header header = {
        .magic = PICKLE_MAGIC,
        .version = PICKLE_VERSION,
        .memory_size = world->memory_size,
        .fingerprint = world->fingerprint,
        .image = world->image->checksum,
    };
    struct buffer buffer = {NULL, 0, 0};
    put(&buffer, &header, sizeof header);
    put(&buffer, &coro->result, sizeof coro->result);
    put_number(&buffer, coro->answer);
    put_number(&buffer, coro->arity);
    put_layout(&buffer, names_own_fields(world->names));
    put_fields(&buffer, world->names, names_own_fields(world->names), coro);
    put_frames(&buffer, coro);
    put_memory(&buffer, coro);
    header.size = buffer.size + sizeof(uint64_t);
    memcpy(buffer.bytes, &header, sizeof header);
    uint64_t sum = checksum_of(buffer.bytes, buffer.size);
    put(&buffer, &sum, sizeof sum);
    *ret_size = buffer.size;
    return buffer.bytes;
}
