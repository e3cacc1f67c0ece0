/* options.h — the command line of fzn-pando */
#ifndef PROBLEMS_OPTIONS_H
#define PROBLEMS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct error;

enum options_learning {
    LEARNING_AUTO,
    LEARNING_ON,
    LEARNING_OFF,
};

struct options {
    const char *path;   /* of the FlatZinc file; "-" is standard input */
    bool all;           /* -a: all solutions, or all that improve */
    bool intermediate;  /* -i: all that improve */
    uint64_t solutions; /* -n: stop after so many; 0: as -a says */
    bool all_optimal;   /* -a-o */
    uint64_t optimal;   /* -n-o: so many optimal ones; 0: one */
    bool free_search;   /* -f */
    bool statistics;    /* -s */
    bool verbose;       /* -v */
    uint64_t threads;   /* -p */
    uint64_t seed;      /* -r */
    uint64_t time_ms;   /* -t: since the program began; 0: no limit */
    bool audit; /* of what is learned */
    enum options_learning learning;
    bool help, version; /* print and end */
};

/* Options borrow the arguments. False if there is something wrong with them. */
bool options_read(
    int count, char *const *arguments, struct options *ret_options,
    struct error *reterr);

extern const char options_help[];

#endif
