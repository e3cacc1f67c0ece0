/* print.c — the chain of frames for people */
#include "coro/coro.h"
#include "coro/names.h"
#include "coro/world.h"

#include <inttypes.h>
#include <string.h>

/* An integer of 1, 2, 4 or 8 bytes; of other sizes the first such part. */
static int64_t integer_at(const uint8_t *at, uint32_t size)
{
    int64_t value = 0;
    uint32_t bytes = size < 2 ? 1 : size < 4 ? 2 : size < 8 ? 4 : 8;
    memcpy(&value, at, bytes);
    unsigned unused = 64 - 8 * bytes;
    return (int64_t)((uint64_t)value << unused) >> unused;
}

static void
print_reference(const struct names *names, const uint8_t *at, FILE *out)
{
    const void *reference;
    memcpy(&reference, at, sizeof reference);
    uint32_t index = names ? names_index_of(names, reference) : UINT32_MAX;
    if (!reference)
        fprintf(out, "none");
    else if (index == UINT32_MAX)
        fprintf(out, "unnamed");
    else
        fprintf(out, "reference %" PRIu32, index);
}

static void print_field(
    const struct names *names, const struct coro_field *field,
    const uint8_t *frame, FILE *out)
{
    const uint8_t *at = frame + field->offset;
    fprintf(out, "%s = ", field->name);
    if (field->kind == CORO_REFERENCE) {
        print_reference(names, at, out);
        return;
    }
    if (field->kind == CORO_ARRAY)
        fprintf(out, "{");
    for (uint32_t i = 0; i < field->count; i++)
        fprintf(
            out, "%s%" PRId64, i ? ", " : "",
            integer_at(at + (size_t)i * field->size, field->size));
    if (field->kind == CORO_ARRAY)
        fprintf(out, "}");
}

void coro_print(const struct coro *coro, FILE *out)
{
    const struct names *names = coro->pool->world->names;
    uint32_t at = coro->used ? coro->top : CORO_NO_CALLER;
    while (at != CORO_NO_CALLER) {
        const struct coro_frame *frame = (const void *)(coro->frames + at);
        const struct coro_routine *routine = frame->routine;
        fprintf(out, "%s at %s", routine->name, routine->points[frame->at]);
        const struct coro_field *field = routine->fields();
        for (const char *between = ": "; field->name; between = ", ", field++) {
            fprintf(out, "%s", between);
            print_field(names, field, (const uint8_t *)frame, out);
        }
        fprintf(out, "\n");
        at = frame->caller;
    }
}
