/* unpickle.c — a coroutine from bytes, or a sentence why not
 *
 * The reader never goes past the end: where bytes are missing it gives zeros
 * and keeps the first complaint. The coroutine is built while reading and
 * discarded if there was one. See pickle.h for the format.
 */
#include "coro/checksum.h"
#include "coro/coro.h"
#include "coro/fatal.h"
#include "coro/image.h"
#include "coro/memory.h"
#include "coro/names.h"
#include "coro/pickle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Bytes ---- */

struct reader {
    const uint8_t *next, *end;
    const char *complaint; /* the first, or NULL */
    const struct names *names;
};

static void complain(struct reader *reader, const char *sentence)
{
    if (!reader->complaint)
        reader->complaint = sentence;
    reader->next = reader->end;
}

/* So many bytes, or NULL. */
static const uint8_t *get(struct reader *reader, size_t size)
{
    if ((size_t)(reader->end - reader->next) < size) {
        complain(reader, "the pickle ends too early");
        return NULL;
    }
    const uint8_t *bytes = reader->next;
    reader->next += size;
    return bytes;
}

static void get_into(struct reader *reader, void *object, size_t size)
{
    const uint8_t *bytes = get(reader, size);
    if (bytes)
        memcpy(object, bytes, size);
    else
        memset(object, 0, size);
}

static uint32_t get_number(struct reader *reader)
{
    uint32_t number;
    get_into(reader, &number, sizeof number);
    return number;
}

struct name {
    const char *text; /* not terminated; NULL where reading failed */
    size_t length;
};

static struct name get_name(struct reader *reader)
{
    uint16_t length;
    get_into(reader, &length, sizeof length);
    return (struct name){(const char *)get(reader, length), length};
}

static bool name_is(struct name name, const char *text)
{
    return name.text && strlen(text) == name.length &&
           memcmp(text, name.text, name.length) == 0;
}

/* ---- Fields ---- */

/* Which of our fields each of the pickle's is, in the pickle's order. */
struct layout {
    const struct coro_field **fields;
    uint32_t count;
};

static const struct coro_field *
get_field(struct reader *reader, const struct coro_field *ours)
{
    struct name name = get_name(reader);
    uint32_t kind = get_number(reader);
    uint32_t size = get_number(reader);
    uint32_t count = get_number(reader);
    for (const struct coro_field *field = ours; field->name; field++)
        if (name_is(name, field->name)) {
            if (field->kind != kind || field->size != size ||
                field->count != count)
                complain(reader, "a field in the pickle has another type here");
            return field;
        }
    complain(reader, "the pickle has a field that is unknown here");
    return NULL;
}

/* The pickle must have all our fields once and no others. */
static struct layout
get_layout(struct reader *reader, const struct coro_field *ours)
{
    struct layout layout = {NULL, get_number(reader)};
    uint32_t count = 0;
    while (ours[count].name)
        count++;
    if (layout.count != count)
        complain(reader, "the pickle has other fields than are known here");
    layout.fields = calloc(count + 1, sizeof *layout.fields);
    if (!layout.fields)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < count && !reader->complaint; i++) {
        layout.fields[i] = get_field(reader, ours);
        for (uint32_t j = 0; j < i; j++)
            if (layout.fields[j] == layout.fields[i])
                complain(reader, "the pickle has a field twice");
    }
    return layout;
}

static void get_reference(struct reader *reader, uint8_t *at)
{
    uint32_t index = get_number(reader);
    if (index > names_reference_count(reader->names)) {
        complain(reader, "the pickle has a reference that is unknown here");
        return;
    }
    const void *reference = names_reference(reader->names, index);
    memcpy(at, &reference, sizeof reference);
}

static void
get_fields(struct reader *reader, const struct layout *layout, void *object)
{
    for (uint32_t i = 0; i < layout->count && !reader->complaint; i++) {
        const struct coro_field *field = layout->fields[i];
        uint8_t *at = (uint8_t *)object + field->offset;
        if (field->kind == CORO_REFERENCE)
            get_reference(reader, at);
        else
            get_into(reader, at, (size_t)field->size * field->count);
    }
}

static void get_own_bytes(struct reader *reader, struct coro *coro)
{
    struct layout layout = get_layout(reader, names_own_fields(reader->names));
    get_fields(reader, &layout, coro);
    free(layout.fields);
}

/* ---- Frames ---- */

/* A routine that the pickle names. */
struct entry {
    const struct coro_routine *routine;
    struct layout layout;
};

static void get_entry(struct reader *reader, struct entry *entry)
{
    struct name name = get_name(reader);
    if (!name.text)
        return;
    entry->routine = names_routine(reader->names, name.text, name.length);
    if (!entry->routine)
        complain(reader, "the pickle names a routine that is unknown here");
    else
        entry->layout = get_layout(reader, entry->routine->fields());
}

static uint32_t
get_point(struct reader *reader, const struct coro_routine *routine)
{
    struct name name = get_name(reader);
    for (uint32_t at = 0; at < routine->point_count; at++)
        if (name_is(name, routine->points[at]))
            return at;
    complain(reader, "the pickle names a suspension that is unknown here");
    return 0;
}

static void get_frame(
    struct reader *reader, const struct entry *entries, uint32_t count,
    struct coro *coro)
{
    uint32_t index = get_number(reader);
    if (index >= count) {
        complain(reader, "a frame in the pickle has no routine");
        return;
    }
    const struct entry *entry = &entries[index];
    uint32_t at = get_point(reader, entry->routine);
    struct coro_frame *frame = coro_push_room(coro, entry->routine);
    memset(frame + 1, 0, entry->routine->frame_size - sizeof *frame);
    frame->at = at;
    get_fields(reader, &entry->layout, frame);
}

static void get_frames(struct reader *reader, struct coro *coro)
{
    uint32_t count = get_number(reader);
    size_t least = sizeof(uint16_t) + sizeof(uint32_t); /* bytes an entry */
    if (count > (size_t)(reader->end - reader->next) / least) {
        complain(reader, "the pickle has more routines than bytes");
        return;
    }
    struct entry *entries = calloc(count + 1, sizeof *entries);
    if (!entries)
        coro_fatal("out of memory");
    for (uint32_t i = 0; i < count && !reader->complaint; i++)
        get_entry(reader, &entries[i]);
    uint32_t depth = get_number(reader);
    for (uint32_t i = 0; i < depth && !reader->complaint; i++)
        get_frame(reader, entries, count, coro);
    for (uint32_t i = 0; i < count; i++)
        free(entries[i].layout.fields);
    free(entries);
}

/* ---- Memory ---- */

/* Writes bytes from an offset on, chunk by chunk. */
static void
write_run(struct coro *coro, uint32_t offset, const uint8_t *bytes, size_t size)
{
    bool flat = coro->flat;
    while (size > 0) {
        size_t room = CORO_CHUNK - offset % CORO_CHUNK;
        size_t part = flat || size < room ? size : room;
        memcpy(coro_write(coro, offset), bytes, part);
        offset += (uint32_t)part;
        bytes += part;
        size -= part;
    }
}

static void get_memory(struct reader *reader, struct coro *coro)
{
    uint32_t words = coro->pool->world->memory_size / 8, least = 0;
    while (!reader->complaint) {
        uint32_t first = get_number(reader);
        if (first == PICKLE_NO_RUN || reader->complaint)
            return;
        uint32_t count = get_number(reader);
        if (first < least || first >= words || count > words - first ||
            count == 0) {
            complain(reader, "the pickle's memory does not fit");
            return;
        }
        const uint8_t *bytes = get(reader, (size_t)count * 8);
        if (bytes)
            write_run(coro, first * 8, bytes, (size_t)count * 8);
        least = first + count;
    }
}

/* ---- The whole ---- */

/* What is wrong with the frame of the pickle, or NULL. */
static const char *header_complaint(
    const struct coro_world *world, const uint8_t *bytes, size_t size)
{
    struct pickle_header header;
    uint64_t sum;
    if (size < sizeof header + sizeof sum)
        return "this is too short for a pickle";
    memcpy(&header, bytes, sizeof header);
    memcpy(&sum, bytes + size - sizeof sum, sizeof sum);
    if (header.magic != PICKLE_MAGIC)
        return "this is not a pickle";
    if (header.version != PICKLE_VERSION)
        return "the pickle is of another version of this program";
    if (header.size != size)
        return "the pickle is truncated";
    if (checksum_of(bytes, size - sizeof sum) != sum)
        return "the pickle is damaged";
    if (header.fingerprint != world->fingerprint ||
        header.memory_size != world->memory_size ||
        header.image != world->image->checksum)
        return "the pickle is of another model";
    return NULL;
}

static void get_coro(struct reader *reader, struct coro *coro)
{
    get_into(reader, &coro->result, sizeof coro->result);
    coro->answer = get_number(reader);
    coro->arity = get_number(reader);
    get_own_bytes(reader, coro);
    get_frames(reader, coro);
    get_memory(reader, coro);
    if (reader->next != reader->end)
        complain(reader, "the pickle goes on after its end");
}

struct coro *coro_unpickle(
    struct coro_pool *pool, const uint8_t *bytes, size_t size,
    const char **reterr_message)
{
    const struct coro_world *world = pool->world;
    assert(world->names);
    const char *complaint = header_complaint(world, bytes, size);
    if (complaint) {
        *reterr_message = complaint;
        return NULL;
    }
    struct reader reader = {
        .next = bytes + sizeof(struct pickle_header),
        .end = bytes + size - sizeof(uint64_t),
        .names = world->names,
    };
    struct coro *coro = coro_make(pool);
    image_share(coro);
    get_coro(&reader, coro);
    assert(memory_is_valid(coro));
    if (!reader.complaint)
        return coro;
    coro_discard(coro);
    *reterr_message = reader.complaint;
    return NULL;
}
