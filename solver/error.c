/* error.c — see error.h */
#include "solver/error.h"

#include <stdarg.h>

void error_set(
    struct error *reterr, const char *file, int line, int column,
    const char *format, ...)
{
    if (!reterr)
        return;
    reterr->file = file;
    reterr->line = line;
    reterr->column = column;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reterr->message, sizeof reterr->message, format, arguments);
    va_end(arguments);
}

void error_print(const struct error *error, FILE *out)
{
    if (error->file)
        fprintf(out, "%s:", error->file);
    if (error->line > 0)
        fprintf(out, "%d:%d:", error->line, error->column);
    if (error->file || error->line > 0)
        fputc(' ', out);
    fprintf(out, "%s\n", error->message);
}
