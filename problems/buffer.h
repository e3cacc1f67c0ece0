/* buffer.h — a text that grows */
#ifndef PROBLEMS_BUFFER_H
#define PROBLEMS_BUFFER_H

#include <stddef.h>
#include <stdint.h>

/* All zero is an empty buffer. There is no 0 byte at the end. */
struct buffer {
    char *bytes;
    size_t size, capacity;
};

void buffer_clear(struct buffer *buffer);
void buffer_append(struct buffer *buffer, const char *bytes, size_t size);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_value(struct buffer *buffer, int64_t v);
void buffer_append_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
