/* buffer.c — see buffer.h */
#include "problems/buffer.h"

#include "coro/fatal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_clear(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

static void make_room(struct buffer *buffer, size_t size)
{
    enum {
        FIRST_BYTES = 256
    };
    if (buffer->capacity - buffer->size >= size)
        return;
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : FIRST_BYTES;
    while (capacity - buffer->size < size)
        capacity *= 2;
    char *bytes = realloc(buffer->bytes, capacity);
    if (!bytes)
        coro_fatal("out of memory");
    buffer->bytes = bytes;
    buffer->capacity = capacity;
}

void buffer_append(struct buffer *buffer, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    make_room(buffer, size);
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void buffer_append_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_value(struct buffer *buffer, int64_t v)
{
    enum {
        DIGITS = 20
    };
    char digits[DIGITS + 1];
    char *end = digits + sizeof digits, *at = end;
    uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
    do
        *--at = (char)('0' + magnitude % 10);
    while (magnitude /= 10);
    if (v < 0)
        *--at = '-';
    buffer_append(buffer, at, (size_t)(end - at));
}

void buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    enum {
        LONGEST = 512 /* what is longer is cut */
    };
    char text[LONGEST];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_append_text(buffer, text);
}
