/* terminal.h — what the reader's terminal can show */
#ifndef PROBLEMS_PUZZLES_TERMINAL_H
#define PROBLEMS_PUZZLES_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

struct terminal {
    bool utf8;      /* the locale says so */
    bool colour;    /* standard output is a terminal that may be coloured */
    bool progress;  /* standard error is a terminal */
    bool shared;    /* both are terminals */
    uint32_t width; /* columns of standard output; 80 if it is a file */
};

/* Looks at the environment; ascii: in any case no more than that. */
struct terminal terminal_look(bool ascii);

#endif
