/* json.c — see json.h */
#include "problems/puzzles/json.h"

#include "problems/buffer.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* The bytes of the well-formed UTF-8 sequence at text, or 0: RFC 3629. */
static size_t utf8_length(const unsigned char *text)
{
    static const struct {
        unsigned char first_min, first_max, second_min, second_max, length;
    } forms[] = {
        {0x20, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text[0] < forms[i].first_min || text[0] > forms[i].first_max)
            continue;
        size_t length = forms[i].length;
        bool good = length == 1 || (text[1] >= forms[i].second_min &&
                                    text[1] <= forms[i].second_max);
        for (size_t k = 2; good && k < length; k++)
            good = (text[k] & 0xc0) == 0x80;
        return good ? length : 0;
    }
    return 0;
}

void json_text(struct buffer *out, const char *text)
{
    buffer_append_text(out, "\"");
    while (*text) {
        const unsigned char *at = (const unsigned char *)text;
        size_t length = utf8_length(at);
        if (*at < 0x20)
            buffer_append_format(out, "\\u%04x", *at);
        else if (length == 0)
            buffer_append_text(out, "\\ufffd");
        else if (*at == '"' || *at == '\\')
            buffer_append_format(out, "\\%c", *at);
        else
            buffer_append(out, text, length);
        text += length ? length : 1;
    }
    buffer_append_text(out, "\"");
}

void json_name(struct buffer *out, const char *name)
{
    json_text(out, name);
    buffer_append_text(out, ":");
}

void json_real(struct buffer *out, double real)
{
    if (isfinite(real))
        buffer_append_format(out, "%.9g", real);
    else
        buffer_append_text(out, "null");
}

void json_values(
    struct buffer *out, const int64_t *values, size_t count, size_t columns)
{
    buffer_append_text(out, columns ? "[[" : "[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_text(out, columns && i % columns == 0 ? "],[" : ",");
        buffer_append_value(out, values[i]);
    }
    buffer_append_text(out, columns ? "]]" : "]");
}
