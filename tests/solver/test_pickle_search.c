/* test_pickle_search.c — a branch is written to a file, and another process
 * with the same model goes on from it
 *
 * The other process is this test program, started anew: it runs the test
 * `elsewhere`, which finds the names of two files in the environment.
 */
#include "solver/tree.h"

#include "coro/coro.h"
#include "propagators/propagators.h"
#include "solver/branch.h"
#include "solver/domain.h"
#include "solver/model.h"
#include "solver/network.h"
#include "solver/worker.h"
#include "tests/propagators/dice.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    QUEENS = 10,
    SOLUTIONS = 724,
    OPEN_MAX = 400
};

/* ---- The model ---- */

struct puzzle {
    struct model *model;
    struct network *network;
    struct tree *tree;
    var queens[QUEENS];
};

/* Variables that are 0, as only propagation finds: they make the memory too
 * large to be one chunk. */
static void add_padding(struct model *model, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        var xs[3];
        for (int k = 0; k < 3; k++)
            xs[k] = model_var(model, 0, 5);
        model_add(
            model, &constraint_linear_le, 3, xs, 4, (value[]){1, 2, 3, 0});
    }
}

static void puzzle_init(struct puzzle *puzzle, uint32_t padding)
{
    struct model *model = puzzle->model = model_new();
    var lines[3][QUEENS];
    add_padding(model, padding / 2);
    for (int i = 0; i < QUEENS; i++)
        puzzle->queens[i] = lines[0][i] = model_var(model, 0, QUEENS - 1);
    for (int sign = -1; sign <= 1; sign += 2)
        for (int i = 0; i < QUEENS; i++) {
            var line = model_var(model, -QUEENS, 2 * QUEENS);
            lines[sign < 0 ? 1 : 2][i] = line;
            cr_assert(
                model_alias(model, line, lines[0][i], false, sign * i));
        }
    for (int k = 0; k < 3; k++)
        model_add(model, &constraint_all_different, QUEENS, lines[k], 0, NULL);
    add_padding(model, padding / 2);
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .selection = SELECT_FIRST_FAIL,
            .split = SPLIT_MIN,
            .vars = puzzle->queens,
            .var_count = QUEENS});
    model->plan_root = 0;
    model_simplify(model);
    puzzle->network = network_new(model);
    puzzle->tree = tree_new(puzzle->network, NULL);
}

static void puzzle_clear(struct puzzle *puzzle)
{
    cr_assert_eq(coro_pool_live_bytes(tree_worker(puzzle->tree)->pool), 0);
    tree_free(puzzle->tree);
    network_free(puzzle->network);
    model_free(puzzle->model);
}

/* ---- Exploring ---- */

/* Solutions as decimal numbers, one digit a queen. */
struct found {
    uint64_t items[SOLUTIONS + 1];
    uint32_t count;
};

struct waiting {
    struct branch *branch;
    uint32_t next;
};

/* Branches that wait at a choice, the next alternative of each. */
struct frontier {
    struct waiting items[OPEN_MAX];
    uint32_t count;
};

static void note_solution(
    const struct puzzle *puzzle, const struct branch *branch,
    struct found *found)
{
    uint64_t number = 0;
    for (int i = 0; i < QUEENS; i++) {
        view x = network_view(puzzle->network, puzzle->queens[i]);
        number = 10 * number + (uint64_t)domain_value(branch, x);
    }
    cr_assert_lt(found->count, SOLUTIONS);
    found->items[found->count++] = number;
}

/* Resumes one branch until it chooses or ends. */
static void run(
    const struct puzzle *puzzle, struct branch *branch, uint32_t answer,
    struct frontier *frontier, struct found *found)
{
    enum coro_outcome outcome = coro_resume(&branch->coro, answer);
    if (outcome == CORO_CHOSE) {
        cr_assert_lt(frontier->count, OPEN_MAX);
        frontier->items[frontier->count++] = (struct waiting){branch, 0};
        return;
    }
    if (outcome == CORO_RETURNED)
        note_solution(puzzle, branch, found);
    branch_discard(branch);
}

/* One alternative of the branch that waits last. */
static void step(
    const struct puzzle *puzzle, struct frontier *frontier,
    struct found *found)
{
    struct waiting *top = &frontier->items[frontier->count - 1];
    struct branch *branch = top->branch;
    uint32_t answer = top->next++;
    if (top->next == branch->coro.arity)
        frontier->count--;
    else
        branch = branch_fork(branch);
    run(puzzle, branch, answer, frontier, found);
}

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void assert_same(struct found *found, struct found *other)
{
    cr_assert_eq(found->count, other->count);
    qsort(found->items, found->count, sizeof *found->items, compare);
    qsort(other->items, other->count, sizeof *other->items, compare);
    cr_assert_arr_eq(
        found->items, other->items, found->count * sizeof *found->items);
}

/* The first `nodes` nodes of a search. */
static void begin(
    const struct puzzle *puzzle, struct frontier *frontier, struct found *found,
    uint64_t nodes)
{
    struct branch *root = tree_root(puzzle->tree, NULL, NULL);
    cr_assert(root);
    run(puzzle, root, 0, frontier, found);
    while (nodes-- > 0 && frontier->count > 0)
        step(puzzle, frontier, found);
}

static void finish(
    const struct puzzle *puzzle, struct frontier *frontier, struct found *found)
{
    while (frontier->count > 0)
        step(puzzle, frontier, found);
}

/* ---- Files ---- */

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

static uint8_t *read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *ret_size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*ret_size + 1);
    cr_assert_eq(fread(bytes, 1, *ret_size, file), *ret_size);
    fclose(file);
    return bytes;
}

/* A file: for each waiting branch its next alternative, the size of the pickle,
 * the pickle. */
static void write_frontier(const char *path, const struct frontier *frontier)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    for (uint32_t i = 0; i < frontier->count; i++) {
        size_t size;
        uint8_t *bytes =
            coro_pickle(&frontier->items[i].branch->coro, &size);
        uint64_t head[2] = {frontier->items[i].next, size};
        cr_assert_eq(fwrite(head, sizeof head, 1, file), 1);
        cr_assert_eq(fwrite(bytes, 1, size, file), size);
        free(bytes);
    }
    cr_assert_eq(fclose(file), 0);
}

static void read_frontier(
    const char *path, const struct puzzle *puzzle, struct frontier *frontier)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size), *at = bytes;
    while (at < bytes + size) {
        uint64_t head[2];
        const char *message = NULL;
        memcpy(head, at, sizeof head);
        at += sizeof head;
        struct branch *branch =
            tree_unpickle(puzzle->tree, at, head[1], &message);
        cr_assert(branch, "%s", message);
        at += head[1];
        frontier->items[frontier->count++] =
            (struct waiting){branch, (uint32_t)head[0]};
    }
    free(bytes);
}

/* ---- Here and elsewhere ---- */

#define INPUT  "PANDO_TEST_PICKLES"
#define OUTPUT "PANDO_TEST_SOLUTIONS"
#define SIZE   "PANDO_TEST_PADDING"

Test(pickle_search, elsewhere)
{
    const char *input = getenv(INPUT), *output = getenv(OUTPUT);
    if (!input)
        return;
    struct puzzle puzzle;
    puzzle_init(&puzzle, (uint32_t)atoi(getenv(SIZE)));
    struct frontier frontier = {.count = 0};
    struct found found = {.count = 0};
    read_frontier(input, &puzzle, &frontier);
    finish(&puzzle, &frontier, &found);
    write_file(output, &found, sizeof found);
    puzzle_clear(&puzzle);
}

/* Starts this program with an environment of its own: Criterion's would make it
 * a part of this run. */
static void
run_elsewhere(const char *input, const char *output, uint32_t padding)
{
    char environment[3][100];
    snprintf(environment[0], sizeof *environment, INPUT "=%s", input);
    snprintf(environment[1], sizeof *environment, OUTPUT "=%s", output);
    snprintf(environment[2], sizeof *environment, SIZE "=%u", padding);
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execle(
            "/proc/self/exe", "test_solver", "--filter",
            "pickle_search/elsewhere", (char *)NULL,
            (char *[]){
                environment[0], environment[1], environment[2], NULL});
        _exit(127);
    }
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void check_elsewhere(uint64_t nodes, uint32_t padding)
{
    char input[] = "/tmp/pando-pickles-XXXXXX";
    char output[] = "/tmp/pando-solutions-XXXXXX";
    close(mkstemp(input));
    close(mkstemp(output));
    struct puzzle puzzle;
    puzzle_init(&puzzle, padding);
    struct frontier frontier = {.count = 0};
    struct found before = {.count = 0}, after = {.count = 0};
    begin(&puzzle, &frontier, &before, nodes);
    write_frontier(input, &frontier);
    finish(&puzzle, &frontier, &after);
    cr_assert_eq(before.count + after.count, SOLUTIONS);
    run_elsewhere(input, output, padding);
    size_t size;
    struct found *found = (struct found *)read_file(output, &size);
    cr_assert_eq(size, sizeof *found);
    assert_same(found, &after);
    free(found);
    unlink(input);
    unlink(output);
    puzzle_clear(&puzzle);
}

Test(pickle_search, goes_on_elsewhere, .timeout = 120)
{
    struct dice dice = {42};
    check_elsewhere(0, 0);
    for (int i = 0; i < 3; i++)
        check_elsewhere(dice_below(&dice, 6000), 0);
}

Test(pickle_search, goes_on_elsewhere_in_chunks, .timeout = 120)
{
    check_elsewhere(700, 1000);
    check_elsewhere(30, 9000);
}

/* In the same process: a pickle is an exact copy, again and again. */
Test(pickle_search, twice)
{
    struct puzzle puzzle;
    puzzle_init(&puzzle, 300);
    struct frontier frontier = {.count = 0};
    struct found before = {.count = 0};
    begin(&puzzle, &frontier, &before, 57);
    struct branch *branch = frontier.items[frontier.count - 1].branch;
    size_t size, again_size;
    const char *message;
    uint8_t *bytes = coro_pickle(&branch->coro, &size);
    struct branch *copy = tree_unpickle(puzzle.tree, bytes, size, &message);
    cr_assert(copy, "%s", message);
    uint8_t *again = coro_pickle(&copy->coro, &again_size);
    cr_assert_eq(size, again_size);
    cr_assert_arr_eq(bytes, again, size);
    branch_discard(copy);
    free(bytes);
    free(again);
    finish(&puzzle, &frontier, &before);
    puzzle_clear(&puzzle);
}

/* ---- Other models ---- */

/* x, y, z in 0..9, a x + b y + c z <= 20: all alike but for what is changed. */
struct variant {
    value coefficient, constant, max;
    const struct constraint_class *class;
    enum reification reification;
    enum split split;
    value shift;
};

static struct puzzle variant_init(const struct variant *variant)
{
    struct puzzle puzzle = {.model = model_new()};
    struct model *model = puzzle.model;
    for (int i = 0; i < 3; i++)
        puzzle.queens[i] = model_var(model, 0, variant->max);
    var shifted = model_var(model, -50, 50);
    cr_assert(
        model_alias(model, shifted, puzzle.queens[0], false, variant->shift));
    struct constraint *c = model_add(
        model, variant->class, 3, puzzle.queens, 4,
        (value[]){1, 1, variant->coefficient, variant->constant});
    c->condition = model_bool(model);
    c->reification = variant->reification;
    VEC_PUSH(
        model->plan,
        (struct plan_node){
            .split = variant->split, .vars = puzzle.queens, .var_count = 3});
    model->plan_root = 0;
    model_simplify(model);
    puzzle.network = network_new(model);
    puzzle.tree = tree_new(puzzle.network, NULL);
    return puzzle;
}

Test(pickle_search, another_model_is_refused)
{
    const struct constraint_class *le = &constraint_linear_le;
    const struct constraint_class *ne = &constraint_linear_ne;
    const struct variant variants[] = {
        {1, 20, 9, le, REIFY_FULL, SPLIT_MIN, 3},
        {2, 20, 9, le, REIFY_FULL, SPLIT_MIN, 3},
        {1, 21, 9, le, REIFY_FULL, SPLIT_MIN, 3},
        {1, 20, 8, le, REIFY_FULL, SPLIT_MIN, 3},
        {1, 20, 9, ne, REIFY_FULL, SPLIT_MIN, 3},
        {1, 20, 9, le, REIFY_HALF, SPLIT_MIN, 3},
        {1, 20, 9, le, REIFY_FULL, SPLIT_MAX, 3},
        {1, 20, 9, le, REIFY_FULL, SPLIT_MIN, 4},
        {1, 20, 9, le, REIFY_FULL, SPLIT_MIN, 3},
    };
    enum { COUNT = sizeof variants / sizeof *variants };
    struct puzzle first = variant_init(&variants[0]);
    struct branch *root = tree_root(first.tree, NULL, NULL);
    cr_assert(root);
    cr_assert_eq(coro_resume(&root->coro, 0), CORO_CHOSE);
    size_t size;
    uint8_t *bytes = coro_pickle(&root->coro, &size);
    branch_discard(root);
    for (int v = 0; v < COUNT; v++) {
        struct puzzle other = variant_init(&variants[v]);
        const char *message = NULL;
        struct branch *branch =
            tree_unpickle(other.tree, bytes, size, &message);
        bool same = v == 0 || v == COUNT - 1;
        cr_assert_eq(branch != NULL, same, "variant %d", v);
        cr_assert(same || message);
        if (branch)
            branch_discard(branch);
        puzzle_clear(&other);
    }
    free(bytes);
    puzzle_clear(&first);
}
