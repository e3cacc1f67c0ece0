/* sized.c — see sized.h */
#include "problems/puzzles/sized.h"

#include "problems/puzzles/arguments.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/session.h"

struct options {
    struct session_options session;
    bool distinct;
};

static const struct argument table[] = {
    {"--distinct", ARGUMENT_FLAG, offsetof(struct options, distinct)},
    {0},
};

bool sized_run(
    const struct sized *sized, int count, char *const *arguments,
    struct trouble *reterr)
{
    struct options options = {0};
    const struct argument_group groups[] = {
        {table, &options}, {session_arguments, &options.session}, {0}};
    struct arguments_words words = {0};
    uint64_t size = 0;
    bool good = arguments_read(count, arguments, groups, &words, reterr) &&
                arguments_only_number(
                    &words, sized->what, sized->min, sized->max, &size, reterr);
    arguments_clear(&words);
    struct session *session =
        good ? session_new(&options.session, reterr) : NULL;
    if (!session)
        return false;
    struct puzzle *puzzle = sized->make(size, options.distinct);
    good = session_play(session, puzzle, reterr);
    puzzle_free(puzzle);
    session_free(session);
    return good;
}
