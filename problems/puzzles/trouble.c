/* trouble.c — see trouble.h */
#include "problems/puzzles/trouble.h"

#include <stdarg.h>

bool trouble_set(struct trouble *reterr, const char *format, ...)
{
    *reterr = (struct trouble){0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reterr->message, sizeof reterr->message, format, arguments);
    va_end(arguments);
    return false;
}

bool trouble_set_at(
    struct trouble *reterr, const char *file, int line, int column,
    const char *format, ...)
{
    *reterr = (struct trouble){.file = file, .line = line, .column = column};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reterr->message, sizeof reterr->message, format, arguments);
    va_end(arguments);
    return false;
}

void trouble_print(const struct trouble *trouble, FILE *out)
{
    fputs("pando: ", out);
    if (trouble->file)
        fprintf(out, "%s:", trouble->file);
    if (trouble->line > 0)
        fprintf(out, "%d:", trouble->line);
    if (trouble->column > 0)
        fprintf(out, "%d:", trouble->column);
    fprintf(out, "%s%s\n", trouble->file ? " " : "", trouble->message);
}
