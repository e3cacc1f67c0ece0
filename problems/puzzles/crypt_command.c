/* crypt_command.c — `pando crypt` */
#include "problems/puzzles/arguments.h"
#include "problems/puzzles/command.h"
#include "problems/puzzles/puzzle.h"
#include "problems/puzzles/puzzles.h"
#include "problems/puzzles/session.h"
#include "problems/puzzles/trouble.h"

struct options {
    struct session_options session;
    struct crypt_options crypt;
};

static const struct argument table[] = {
    {"--base", ARGUMENT_NUMBER, offsetof(struct options, crypt.base)},
    {"--leading-zero", ARGUMENT_FLAG,
     offsetof(struct options, crypt.leading_zero)},
    {0},
};

static bool play(
    const struct options *options, const struct arguments_words *words,
    struct trouble *reterr)
{
    if (words->count != 1)
        return trouble_set(
            reterr, "give one sum in quotes, as in "
                    "pando crypt \"SEND+MORE=MONEY\"");
    struct puzzle *puzzle = crypt_new(words->items[0], &options->crypt, reterr);
    struct session *session =
        puzzle ? session_new(&options->session, reterr) : NULL;
    bool good = session && session_play(session, puzzle, reterr);
    session_free(session);
    puzzle_free(puzzle);
    return good;
}

static bool run(int count, char *const *arguments, struct trouble *reterr)
{
    struct options options = {0};
    const struct argument_group groups[] = {
        {table, &options}, {session_arguments, &options.session}, {0}};
    struct arguments_words words = {0};
    bool good = arguments_read(count, arguments, groups, &words, reterr) &&
                play(&options, &words, reterr);
    arguments_clear(&words);
    return good;
}

const struct command crypt_command = {
    .name = "crypt",
    .usage = "\"WORD+WORD=WORD\" [option]…",
    .summary = "sums in letters, as SEND+MORE=MONEY",
    .help =
        "Finds digits for letters such that a sum comes true. Each letter is\n"
        "another digit, and no word of two letters or more begins with zero.\n"
        "There may be any number of words on both sides, with + and -, of any\n"
        "length. Upper and lower case are different letters.\n"
        "\n"
        "Examples\n"
        "  pando crypt \"SEND+MORE=MONEY\"\n"
        "  pando crypt \"DONALD + GERALD = ROBERT\" --json\n"
        "  pando crypt \"VINGT+CINQ+CINQ=TRENTE\" --all\n"
        "  pando crypt \"KYOTO+OSAKA=TOKYO\" --base 11 --count\n"
        "\n"
        "Options\n"
        "  --base B         count in base B instead of ten\n"
        "  --leading-zero   words may begin with zero\n",
    .shared_options = true,
    .run = run,
};
