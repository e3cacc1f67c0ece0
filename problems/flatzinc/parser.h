/* parser.h — reads FlatZinc
 *
 * One pass over the text. Declarations go to the tables of an ast (ast.h); a
 * consumer is told of each variable and each constraint in file order, so that
 * a file larger than its model is never held as a tree. A name must be declared
 * before it is used; apart from that items may come in any order.
 *
 * Refused, with the place in the file: what the grammar does not allow, a name
 * declared twice or not at all, an array of another length than declared, a
 * value of another type than declared, anything but one solve item. Whether a
 * constraint exists and fits its arguments is the consumer's business.
 *
 * The grammar is that of the MiniZinc handbook, "FlatZinc Reference", with what
 * MiniZinc 2.6.4 was seen to emit beyond it: `infinity` as a number and as an
 * end of a range, predicate parameters with annotations and reserved words.
 * Also taken: quoted names, and older FlatZinc's x[3] for an array's element.
 */
#ifndef PROBLEMS_FLATZINC_PARSER_H
#define PROBLEMS_FLATZINC_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ast;
struct ast_constraint;
struct error;

/* Each function may be NULL. To stop the parser it sets *reterr (ast_error does
 * it) and returns false. */
struct parser_consumer {
    void *context;

    /* Variable index of ast->variables has just been declared. */
    bool (*variable)(
        void *context, const struct ast *ast, uint32_t index,
        struct error *reterr);

    /* The constraint and all that only it points to last until this returns;
     * declared arrays and sets live as long as the ast. */
    bool (*constraint)(
        void *context, const struct ast *ast,
        const struct ast_constraint *constraint, struct error *reterr);
};

/* Reads a file, or standard input if path is "-", and gives the caller a new
 * ast. The ast and the error borrow path. On failure there is nothing to free.
 */
bool parser_read_file(
    const char *path, const struct parser_consumer *consumer,
    struct ast **ret_ast, struct error *reterr);

/* The same for text in memory, which is copied. */
bool parser_read_text(
    const char *name, const char *text, size_t size,
    const struct parser_consumer *consumer, struct ast **ret_ast,
    struct error *reterr);

#endif
