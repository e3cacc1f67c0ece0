/* options.c — see options.h */
#include "problems/options.h"

#include "solver/error.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char options_help[] =
    "usage: fzn-pando [option]… file.fzn\n"
    "\n"
    "Pando solves constraint problems that MiniZinc has compiled to FlatZinc.\n"
    "MiniZinc calls it for you: minizinc --solver pando model.mzn data.dzn\n"
    "\n"
    "Which solutions\n"
    "  (nothing)      one solution; of an optimisation problem, the best\n"
    "  -a             all solutions; of an optimisation problem, each that is\n"
    "                 better than those before\n"
    "  -i             each better one of an optimisation problem\n"
    "  -n N           stop after N solutions of a satisfaction problem\n"
    "  -a-o           all optimal solutions\n"
    "  -n-o N         up to N optimal solutions\n"
    "\n"
    "How to search\n"
    "  -f             free search: need not follow the model's annotations\n"
    "                 (always where there are none)\n"
    "  --learn MODE   learn from failures: on, off, or auto: unless many\n"
    "                 solutions are wanted, and without -f in turns with a\n"
    "                 search that does not\n"
    "  --audit        check what is learned, slowly: for those who work on "
    "Pando\n"
    "  -p N           threads\n"
    "  -r SEED        seed of what is random\n"
    "  -t MS          time limit in milliseconds, counted from the start; "
    "what\n"
    "                 was found until then is printed\n"
    "\n"
    "What else to print\n"
    "  -s             statistics, at the end\n"
    "  -v             more statistics, and warnings of what is ignored\n"
    "  --help         this\n"
    "  --version\n"
    "\n"
    "Each solution ends with ----------. The last line is ========== when "
    "there\n"
    "are no more (or no better) solutions, =====UNSATISFIABLE===== when there "
    "is\n"
    "none, =====UNKNOWN===== when none was found in time. Ctrl-C prints what "
    "was\n"
    "found so far. The exit status is 0 for all of these, and 1 for errors.\n"
    "\n"
    "Examples\n"
    "  minizinc -c --solver pando queens.mzn     makes queens.fzn\n"
    "  fzn-pando -a -s queens.fzn                all solutions, statistics\n"
    "  fzn-pando -t 10000 -i jobshop.fzn         the best in ten seconds\n"
    "  echo 'var 1..3: x :: output_var; constraint int_ne(x,1); solve satisfy;'"
    " |\n"
    "    fzn-pando -a -\n";

/* How an option is read. */
enum kind {
    FLAG,
    NUMBER,
    LEARNING,
};

struct entry {
    const char *name;
    enum kind kind;
    size_t offset; /* in struct options */
};

#define FIELD(name) offsetof(struct options, name)

static const struct entry entries[] = {
    {"-a", FLAG, FIELD(all)},
    {"-i", FLAG, FIELD(intermediate)},
    {"-n", NUMBER, FIELD(solutions)},
    {"-a-o", FLAG, FIELD(all_optimal)},
    {"-n-o", NUMBER, FIELD(optimal)},
    {"-f", FLAG, FIELD(free_search)},
    {"-s", FLAG, FIELD(statistics)},
    {"-v", FLAG, FIELD(verbose)},
    {"-p", NUMBER, FIELD(threads)},
    {"-r", NUMBER, FIELD(seed)},
    {"-t", NUMBER, FIELD(time_ms)},
    {"--learn", LEARNING, FIELD(learning)},
    {"--audit", FLAG, FIELD(audit)},
    {"--help", FLAG, FIELD(help)},
    {"-h", FLAG, FIELD(help)},
    {"--version", FLAG, FIELD(version)},
};

static bool refuse(struct error *reterr, const char *format, const char *what)
    __attribute__((format(printf, 2, 0)));

static bool refuse(struct error *reterr, const char *format, const char *what)
{
    char message[sizeof reterr->message];
    snprintf(message, sizeof message, format, what);
    error_set(reterr, NULL, 0, 0, "fzn-pando: %s", message);
    return false;
}

static const struct entry *find(const char *name)
{
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (strcmp(entries[i].name, name) == 0)
            return &entries[i];
    return NULL;
}

/* A negative seed is as good as any other. */
static bool read_number(const char *text, uint64_t *ret_number)
{
    char *end;
    const char *digits = text + (*text == '-');
    if (*digits < '0' || *digits > '9')
        return false;
    *ret_number = strtoull(digits, &end, 10);
    return *end == 0;
}

static bool read_learning(const char *text, enum options_learning *ret_learning)
{
    static const char *const modes[] = {
        [LEARNING_AUTO] = "auto",
        [LEARNING_ON] = "on",
        [LEARNING_OFF] = "off",
    };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(text, modes[i]) == 0) {
            *ret_learning = (enum options_learning)i;
            return true;
        }
    return false;
}

/* Reads what follows an option into its field. */
static bool read_value(
    const struct entry *entry, const char *text, struct options *options,
    struct error *reterr)
{
    void *field = (char *)options + entry->offset;
    if (!text)
        return refuse(reterr, "%s needs a value after it", entry->name);
    if (entry->kind == LEARNING)
        return read_learning(text, field) ||
               refuse(reterr, "--learn takes on, off or auto, not %s", text);
    uint64_t number;
    bool is_time = entry->offset == FIELD(time_ms);
    bool may_be_negative = is_time || entry->offset == FIELD(seed);
    if (!read_number(text, &number) || (*text == '-' && !may_be_negative))
        return refuse(reterr, "not a number: %s", text);
    if (is_time && *text == '-')
        number = 1; /* MiniZinc has used up the time by compiling */
    memcpy(field, &number, sizeof number);
    return true;
}

bool options_read(
    int count, char *const *arguments, struct options *ret_options,
    struct error *reterr)
{
    struct options options = {.threads = 1};
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i];
        const struct entry *entry = find(argument);
        if (entry && entry->kind == FLAG) {
            *((bool *)((char *)&options + entry->offset)) = true;
        } else if (entry) {
            const char *text = i + 1 < count ? arguments[++i] : NULL;
            if (!read_value(entry, text, &options, reterr))
                return false;
        } else if (argument[0] == '-' && argument[1]) {
            return refuse(reterr, "unknown option: %s (try --help)", argument);
        } else if (options.path) {
            return refuse(reterr, "more than one file: %s", argument);
        } else {
            options.path = argument;
        }
    }
    if (!options.path && !options.help && !options.version)
        return refuse(reterr, "%s (try --help)", "no file given");
    *ret_options = options;
    return true;
}
