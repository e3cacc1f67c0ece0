/* ast.h — what a FlatZinc file says, with every name resolved
 *
 * The tables (symbols, variables, arrays, the solve item) grow while the file
 * is read and stay. A constraint is handed to the consumer of parser.h and
 * forgotten. A value is 16 bytes: kind, place in the file, content. Parameters
 * have no table: wherever one is named, its value stands.
 *
 *     var 1..9: x :: output_var;          variables[0]
 *     array [1..2] of int: c = [1,-1];    arrays[0]
 *     constraint int_lin_le(c,[x,3],0);
 *
 *     call "int_lin_le" -> ARRAY -> {INTS 2, declared 0} -> 1 -1
 *                          ARRAY -> {VALUES 2}           -> VARIABLE 0, INT 3
 *                          INT 0
 *
 * Places are offsets into the text; ast_locate turns one into line and column.
 *
 * Ownership: an ast owns its text, its tables and all that its values point to.
 * It is immutable after parsing and may then be shared by threads.
 */
#ifndef PROBLEMS_FLATZINC_AST_H
#define PROBLEMS_FLATZINC_AST_H

#include "problems/flatzinc/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct error;

#define AST_NO_INDEX UINT32_MAX

/* The type of a variable, of a parameter, or of an array's elements. */
enum ast_type {
    AST_TYPE_BOOL,
    AST_TYPE_INT,
    AST_TYPE_FLOAT,
    AST_TYPE_SET,       /* set of int */
    AST_TYPE_FLOAT_SET, /* set of float: parameters only, maybe {} of ints */
};

enum ast_kind {
    AST_NONE,        /* no value: "no domain given", "not initialised" */
    AST_BOOL,        /* .boolean */
    AST_INT,         /* .integer */
    AST_BIG,         /* an integer beyond 64 bits: see ast_literal */
    AST_INFINITY,    /* .integer is 1 or -1; an int or a float by context */
    AST_FLOAT,       /* .real; infinite only in a parameter declared float */
    AST_STRING,      /* see ast_literal */
    AST_RANGE,       /* .range: a..b */
    AST_SET,         /* .set: {a,b,...} */
    AST_FLOAT_RANGE, /* .float_range */
    AST_FLOAT_SET,   /* .float_set */
    AST_VARIABLE,    /* .variable: index in ast->variables */
    AST_ARRAY,       /* .array */
    AST_NAME,        /* .symbol: a word in an annotation, as in first_fail */
    AST_CALL,        /* .call: in an annotation, as in int_search(...) */
};

struct ast_value {
    enum ast_kind kind;
    uint32_t offset; /* of its first byte in the text */
    union {
        bool boolean;
        int64_t integer;
        double real;
        uint32_t length; /* of AST_BIG and AST_STRING: see ast_literal */
        uint32_t variable;
        uint32_t symbol;
        const struct ast_range *range;
        const struct ast_set *set;
        const struct ast_float_range *float_range;
        const struct ast_float_set *float_set;
        const struct ast_array *array;
        const struct ast_call *call;
    };
};

/* Call arguments, or the annotations of an item. */
struct ast_values {
    const struct ast_value *items;
    uint32_t count;
};

/* Empty if min > max. An infinite end is INT64_MIN or INT64_MAX. */
struct ast_range {
    int64_t min, max;
};

/* Ascending, without duplicates; {} has count 0. */
struct ast_set {
    const int64_t *items;
    uint32_t count;
};

struct ast_float_range {
    double min, max; /* may be infinite */
};

struct ast_float_set {
    const double *items;
    uint32_t count;
};

/* Elements all of one kind lie packed; otherwise they are values. */
enum ast_elements {
    AST_BOOLS,
    AST_INTS,
    AST_FLOATS,
    AST_VARIABLES,
    AST_VALUES, /* mixed, or of any other kind, or none at all */
};

struct ast_array {
    enum ast_elements elements;
    uint32_t count;
    uint32_t declared; /* index in ast->arrays; AST_NO_INDEX for a literal */
    union {
        const bool *bools;
        const int64_t *ints;
        const double *floats;
        const uint32_t *variables; /* indices in ast->variables */
        const struct ast_value *values;
        const void *contents;
    };
};

struct ast_call {
    uint32_t symbol;
    struct ast_values arguments;
};

/* A name that the file uses. Equal names are one symbol, so a consumer may
 * index a table of its own with it; new ones come up while the file is read. */
struct ast_symbol {
    uint32_t offset; /* of its declaration; of its first use if it has none */
    uint32_t length;
    struct ast_value meaning; /* of the declared name, else AST_NONE */
};

/* Of the hash table. The hash is here so that a wrong slot costs no look at the
 * symbol, the offset so that the processor fetches text and symbol at once. */
struct ast_slot {
    uint32_t hash;
    uint32_t symbol; /* plus 1; 0 is a free slot */
    uint32_t offset; /* of its first use */
};

struct ast_variable {
    uint32_t symbol;
    enum ast_type type;
    struct ast_value domain; /* NONE, RANGE, SET or FLOAT_RANGE; for a set
                              * variable of what may be in the set */
    struct ast_value value;  /* what it is declared equal to, or NONE */
    struct ast_values annotations;
};

/* A declared array, of parameters or of variables. Its elements are known to be
 * of its type: literals, and if variable is true also variables. */
struct ast_array_item {
    uint32_t symbol;
    enum ast_type type;
    bool variable;
    const struct ast_array *array;
    struct ast_values annotations;
};

struct ast_constraint {
    uint32_t offset; /* of the constraint's name */
    const struct ast_call *call;
    struct ast_values annotations;
};

enum ast_goal {
    AST_SATISFY,
    AST_MINIMIZE,
    AST_MAXIMIZE,
};

struct ast_solve {
    uint32_t offset; /* of the word solve */
    enum ast_goal goal;
    struct ast_value objective; /* VARIABLE or a number; NONE for satisfy */
    struct ast_values annotations;
};

struct ast {
    const char *file; /* for messages; borrowed */
    char *text;       /* owned; text[size] is 0 */
    uint32_t size;

    struct ast_symbol *symbols;
    uint32_t symbol_count, symbol_capacity;
    struct ast_slot *slots;
    uint32_t slot_count; /* a power of two */

    struct ast_variable *variables;
    uint32_t variable_count, variable_capacity;
    struct ast_array_item *arrays;
    uint32_t array_count, array_capacity;
    struct ast_solve solve;

    struct arena arena; /* what the tables point to */
};

/* A stretch of the text, for printf's "%.*s". */
struct ast_text {
    const char *start;
    int length;
};

/* Takes text, which malloc gave and which ends in a 0 beyond its size. */
struct ast *ast_new(const char *file, char *text, uint32_t size);
void ast_free(struct ast *ast);

/* The symbol of a name of the text, made on first sight. */
uint32_t
ast_intern(struct ast *ast, uint32_t offset, uint32_t length, uint32_t hash);

/* Both copy the entry to the end of its table and give its index. */
uint32_t ast_add_variable(struct ast *ast, const struct ast_variable *variable);
uint32_t ast_add_array(struct ast *ast, const struct ast_array_item *array);

struct ast_text ast_name(const struct ast *ast, uint32_t symbol);
bool ast_named(const struct ast *ast, uint32_t symbol, const char *name);

/* The digits of an AST_BIG as in the file (after a sign perhaps 0x or 0o), or
 * what an AST_STRING has between its quotes, escapes as in the file. */
struct ast_text
ast_literal(const struct ast *ast, const struct ast_value *value);

/* Element i as a value, whatever the layout. Packed elements have no place of
 * their own: they get offset. */
struct ast_value
ast_element(const struct ast_array *array, uint32_t i, uint32_t offset);

/* Reads the text up to offset: for messages, not for loops. */
void ast_locate(
    const struct ast *ast, uint32_t offset, int *ret_line, int *ret_column);

/* An error at a place in the file. Returns false, to be returned. */
bool ast_error(
    const struct ast *ast, uint32_t offset, struct error *reterr,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
