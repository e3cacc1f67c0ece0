/* test_parser.c — texts good, bad and hostile, and what the parser says */
#include "problems/flatzinc/parser.h"

#include "problems/flatzinc/ast.h"
#include "solver/error.h"
#include "tests/problems/dump.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct example {
    const char *text, *wanted;
};

static void check_all(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *got = dump_text(examples[i].text, strlen(examples[i].text));
        cr_expect_str_eq(
            got, examples[i].wanted, "%s\n  gives  %s\n  not    %s",
            examples[i].text, got, examples[i].wanted);
        free(got);
    }
}

Test(parser, reads_variables)
{
    static const struct example examples[] = {
        {"solve satisfy;", "satisfy"},
        {"var bool: b; solve satisfy;", "bool b; satisfy"},
        {"var int: x; solve satisfy;", "int x; satisfy"},
        {"var -3..5: x; solve satisfy;", "int x in -3..5; satisfy"},
        {"var 0x0F .. 0o20: x; solve satisfy;", "int x in 15..16; satisfy"},
        {"var {5,1,3,1}: x; solve satisfy;", "int x in {1,3,5}; satisfy"},
        {"var {}: x; solve satisfy;", "int x in {}; satisfy"},
        {"var float: f; solve satisfy;", "float f; satisfy"},
        {"var 0.5..1e2: f; solve satisfy;", "float f in 0.5f..100f; satisfy"},
        {"var -infinity..0.5: f; solve satisfy;",
         "float f in -inff..0.5f; satisfy"},
        {"var 1..infinity: x; solve satisfy;",
         "int x in 1..9223372036854775807; satisfy"},
        {"var set of int: s; solve satisfy;", "set s; satisfy"},
        {"var set of 1..4: s; solve satisfy;", "set s in 1..4; satisfy"},
        {"var set of {2,4}: s; solve satisfy;", "set s in {2,4}; satisfy"},
        {"var int: x; var int: y :: a :: b(x) = x; solve satisfy;",
         "int x; int y = x :: 'a,b(x); satisfy"},
        {"var bool: b = true; solve satisfy;", "bool b = true; satisfy"},
        {"var int: 'a b'; solve minimize 'a b';", "int 'a b'; minimize 'a b'"},
        {"var int:x::output_var:: mzn_path(\"a;%\\\"]\");% ;\nsolve satisfy;",
         "int x :: 'output_var,mzn_path(\"a;%\\\"]\"); satisfy"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, resolves_parameters)
{
    static const struct example examples[] = {
        {"int: n = 3; constraint p(n); solve satisfy;", "p(3); satisfy"},
        {"bool: t = false; constraint p(t); solve satisfy;",
         "p(false); satisfy"},
        {"float: f = 1; constraint p(f); solve satisfy;", "p(1f); satisfy"},
        {"set of int: s = 1..0; constraint p(s); solve satisfy;",
         "p(1..0); satisfy"},
        {"set of float: s = {2.5,1.5}; constraint p(s); solve satisfy;",
         "p({1.5,2.5}); satisfy"},
        {"1..9: n = 3; int: m = n; constraint p(m); solve satisfy;",
         "p(3); satisfy"},
        {"array [1..2] of int: a = [3,-4]; constraint p(a,a[2]); solve "
         "satisfy;",
         "p(a=I[3,-4],-4); int a=I[3,-4]; satisfy"},
        {"array [int] of bool: a = []; solve satisfy;", "bool a=M[]; satisfy"},
        {"array [1..2] of float: a = [1,infinity]; solve satisfy;",
         "float a=F[1f,inff]; satisfy"},
        {"array [1..3] of set of int: a = [{},1..2,{3}]; solve satisfy;",
         "set a=M[{},1..2,{3}]; satisfy"},
        {"array [1..1] of int: a = [1]; array [1..1] of int: b = a;"
         "solve satisfy;",
         "int a=I[1]; int b=I[1]; satisfy"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, reads_arrays_of_variables)
{
    static const struct example examples[] = {
        {"var int: x; array [1..2] of var int: a :: output_array([1..2]) ="
         " [x,x]; solve satisfy;",
         "int x; var int a=V[x,x] :: output_array(M[1..2]); satisfy"},
        {"var int: x; array [1..3] of var int: a = [7,8,x]; solve satisfy;",
         "int x; var int a=M[7,8,x]; satisfy"},
        {"array [1..2] of var bool: a = [true,false]; solve satisfy;",
         "var bool a=B[true,false]; satisfy"},
        {"var set of 1..3: s; array [1..2] of var set of int: a = [s,{2}];"
         "solve satisfy;",
         "set s in 1..3; var set a=M[s,{2}]; satisfy"},
        {"array [1..0] of var float: a = []; solve satisfy;",
         "var float a=M[]; satisfy"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, reads_constraints)
{
    static const struct example examples[] = {
        {"constraint p(); solve satisfy;", "p(); satisfy"},
        {"var int: x; constraint int_lin_le([1,-1],[x,x],-5) :: domain ::"
         " defines_var(x); solve satisfy;",
         "int_lin_le(I[1,-1],V[x,x],-5) :: 'domain,defines_var(x);"
         " int x; satisfy"},
        {"var int: x; constraint p([x,2,true]); solve satisfy;",
         "p(M[x,2,true]); int x; satisfy"},
        {"constraint p({},1..0,{1.5},0.5..1.5,\"s\"); solve satisfy;",
         "p({},1..0,{1.5},0.5f..1.5f,\"s\"); satisfy"},
        {"constraint p(infinity,-infinity,-infinity..3); solve satisfy;",
         "p(infinity,-infinity,-9223372036854775808..3); satisfy"},
        {"constraint p(-9223372036854775808,9223372036854775807); "
         "solve satisfy;",
         "p(-9223372036854775808,9223372036854775807); satisfy"},
        {"constraint p(9223372036854775808,[1,-9223372036854775809,0x10000000"
         "000000000]); solve satisfy;",
         "p(big:9223372036854775808,M[1,big:-9223372036854775809,"
         "big:0x10000000000000000]); satisfy"},
        {"constraint p(-0,007,-0x1f,-0o17,1e3,-1.5E-2,1.25); solve satisfy;",
         "p(0,7,-31,-15,1000f,-0.015f,1.25f); satisfy"},
        {"predicate p(array [int] of var int: for:: ann(\";)\"),int: n);"
         "constraint p([],1); solve satisfy;",
         "p(M[],1); satisfy"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, reads_solve_items)
{
    static const struct example examples[] = {
        {"var int: x; solve maximize x; constraint p(x);",
         "p(x); int x; maximize x"},
        {"solve minimize 3;", "minimize 3"},
        {"var int: x; array [1..1] of var int: a = [x]; array [1..1] of int:"
         " w = [3]; solve :: warm_start([x],w) :: restart_luby(5) ::"
         " seq_search([int_search(a,first_fail,indomain_min,complete),"
         "bool_search([true],input_order,indomain_max)]) satisfy;",
         "int x; var int a=V[x]; int w=I[3]; satisfy ::"
         " warm_start(V[x],w=I[3]),restart_luby(5),"
         "seq_search(M[int_search(a=V[x],'first_fail,'indomain_min,'complete),"
         "bool_search(B[true],'input_order,'indomain_max)])"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, says_what_it_expected)
{
    static const struct example examples[] = {
        {"", "t:1:1: expected a solve item, found end of file"},
        {"var int: x;\n% no more",
         "t:2:10: expected a solve item, found end of file"},
        {"solve satisfy",
         "t:1:14: expected ';' after the solve item, found end of file"},
        {"solve satisfy;\r\nsolve satisfy;",
         "t:2:1: expected only one solve item, found 'solve'"},
        {"solve sat;",
         "t:1:7: expected 'satisfy', 'minimize' or 'maximize', found 'sat'"},
        {"solve minimize true;",
         "t:1:16: expected an int or float objective, found 'true'"},
        {"output [];", "t:1:1: expected a declaration, a constraint or the"
                       " solve item, found 'output'"},
        {"var x: y;", "t:1:5: expected a type after 'var', found 'x'"},
        {"var 5: y;", "t:1:5: expected a range or a set, found '5'"},
        {"var int x;", "t:1:9: expected ':' after a type, found 'x'"},
        {"var int: var;", "t:1:10: expected a name after ':', found 'var'"},
        {"var int: x\nsolve satisfy;",
         "t:2:1: expected ';' after a declaration, found 'solve'"},
        {"var set int: x;", "t:1:9: expected 'of' after 'set', found 'int'"},
        {"var set of bool: x;", "t:1:12: expected a set of int, found 'bool'"},
        {"int: n;",
         "t:1:7: expected '=' and the value of a parameter, found ';'"},
        {"array [1..2] of var int: a;",
         "t:1:27: expected '=' and the elements of an array, found ';'"},
        {"array [0..2] of int: a = [];",
         "t:1:8: expected an index set 1..n, found '0..2'"},
        {"array [1..1] of int: a = 1;",
         "t:1:26: expected '[' before the elements of an array, found '1'"},
        {"array [1..1] of int: a = [1;",
         "t:1:28: expected ',' or ']' in an array, found ';'"},
        {"constraint p(1;",
         "t:1:15: expected ',' or ')' after an argument, found ';'"},
        {"constraint p(1,);", "t:1:16: expected a value, found ')'"},
        {"constraint p(1..);",
         "t:1:17: expected the upper end of a range, found ')'"},
        {"constraint p({1,2.5});",
         "t:1:17: expected an int of 64 bits in a set, found '2.5'"},
        {"constraint p(1) :: 3;", "t:1:20: expected an annotation, found '3'"},
        {"constraint p(1) \"a\";",
         "t:1:17: expected ';' after a constraint, found '\"a\"'"},
        {"predicate p(int: x;",
         "t:1:19: expected ')' after predicate parameters, found ';'"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, checks_names_and_types)
{
    static const struct example examples[] = {
        {"constraint p(x);", "t:1:14: expected a declared name, found 'x'"},
        {"constraint p(x(1));", "t:1:14: expected a declared name, found 'x'"},
        {"var int: x = x;", "t:1:14: expected a declared name, found 'x'"},
        {"var int: x;\n  bool: x = true;",
         "t:2:9: expected a new name, found 'x', declared at 1:10"},
        {"array [1..3] of int: a = [1,2];",
         "t:1:26: expected 3 elements, found 2"},
        {"array [1..2] of int: a = [1,true];",
         "t:1:29: expected a value of type int, found 'true'"},
        {"int: n = 2.5;", "t:1:10: expected a value of type int, found '2.5'"},
        {"var int: x; int: n = x;",
         "t:1:22: expected a value of type int rather than var int, found 'x'"},
        {"var bool: b; array [1..2] of var int: a = [1,b];",
         "t:1:46: expected a value of type var int rather than var bool, found "
         "'b'"},
        {"array [1..1] of int: a = [1]; constraint p([a]);",
         "t:1:45: expected an element rather than an array, found 'a'"},
        {"array [1..1] of int: a = [1]; constraint p(a[2]);",
         "t:1:46: expected an index from 1 to 1, found '2'"},
        {"array [1..1] of int: a = [1]; array [1..1] of bool: b = a;",
         "t:1:57: expected an array of the declared type, found 'a'"},
        {"var 0..9223372036854775808: x;",
         "t:1:5: expected a range within 64 bits, found"
         " '0..9223372036854775808'"},
        {"float: f = 1e999;",
         "t:1:12: expected a value, found '1e999', too large"},
    };
    check_all(examples, COUNT(examples));
}

Test(parser, names_stray_bytes)
{
    static const struct example examples[] = {
        {"\xff", "t:1:1: expected a declaration, a constraint or the solve"
                 " item, found byte 0xff"},
        {"constraint p(\"abc\n\");",
         "t:1:14: expected a value, found a string without a closing quote"},
        {"constraint p(\"abc\\",
         "t:1:14: expected a value, found a string without a closing quote"},
        {"constraint p(-);", "t:1:14: expected a value, found '-'"},
        {"constraint p(1.);",
         "t:1:15: expected ',' or ')' after an argument, found '.'"},
        {"constraint p('x", "t:1:14: expected a value, found '''"},
        {"solve :: n(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4z\"",
         "t:1:54: expected ',' or ')' after an argument, found end of file"},
        {"\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4z\"",
         "t:1:1: expected a declaration, a constraint or the solve item, found"
         " '\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"},
    };
    check_all(examples, COUNT(examples));

    char *got = dump_text("solve\0satisfy;", 14);
    cr_expect_str_eq(
        got, "t:1:6: expected 'satisfy', 'minimize' or 'maximize',"
             " found byte 0x00");
    free(got);
}

/* "solve :: a(a(...b...)) satisfy;" with depth calls. To be freed. */
static char *nested(int depth)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    fputs("solve :: ", out);
    for (int i = 0; i < depth; i++)
        fputs("a(", out);
    fputs("b", out);
    for (int i = 0; i < depth; i++)
        fputs(")", out);
    fputs(" satisfy;", out);
    fclose(out);
    return text;
}

Test(parser, limits_nesting)
{
    const char *wanted[] = {"satisfy ::", "t:1:411: expected annotations less"};
    for (int deep = 0; deep < 2; deep++) {
        char *text = nested(deep ? 1000000 : 200);
        char *got = dump_text(text, strlen(text));
        cr_expect_eq(strncmp(got, wanted[deep], strlen(wanted[deep])), 0);
        free(got);
        free(text);
    }
}

/* Of each of many names one is a variable, one a word; arrays grow past any
 * first capacity and are unpacked late. */
Test(parser, grows)
{
    enum {
        NAMES = 20000
    };
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < NAMES; i++)
        fprintf(out, "var bool: x%d :: word%d;\n", i, i);
    fputs("array [int] of var bool: a = [", out);
    for (int i = 0; i < NAMES; i++)
        fprintf(out, "x%d,", i);
    fputs("true]; solve satisfy;", out);
    fclose(out);

    struct ast *ast;
    struct error error;
    cr_assert(parser_read_text(
        "t", text, size, &(struct parser_consumer){0}, &ast, &error));
    free(text);
    cr_assert_eq(ast->variable_count, NAMES);
    cr_assert_eq(ast->symbol_count, 2 * NAMES + 1);
    const struct ast_array *array = ast->arrays[0].array;
    cr_assert_eq(array->elements, AST_VALUES);
    cr_assert_eq(array->count, NAMES + 1);
    for (uint32_t i = 0; i < NAMES; i++) {
        char name[16], word[16];
        snprintf(name, sizeof name, "x%u", i);
        snprintf(word, sizeof word, "word%u", i);
        const struct ast_variable *variable = &ast->variables[i];
        cr_assert(ast_named(ast, variable->symbol, name));
        cr_assert(ast_named(ast, variable->annotations.items[0].symbol, word));
        cr_assert_eq(array->values[i].kind, AST_VARIABLE);
        cr_assert_eq(array->values[i].variable, i);
    }
    ast_free(ast);
}

/* No prefix and no single wrong byte may do worse than give an error. */
Test(parser, survives_damage)
{
    static const char good[] =
        "predicate p(array [int] of var int: x);\n% why\n"
        "array [1..3] of int: c = [1,-0x1f,99999999999999999999];\n"
        "var {1,3}: x :: output_var; var -2.5e1..infinity: f; int: n = 3;\n"
        "array [1..2] of var int: a :: output_array([1..2]) = [x,c[2]];\n"
        "constraint p(a) :: name(\"a\\\"b\") :: defines_var(x);\n"
        "constraint q([x,true,1.5],{},'odd name',n);\n"
        "solve :: seq_search([int_search(a,first_fail,w)]) minimize x;\n";
    const char bytes[] = "\0\n\"'%(),-.:;=[]{}019aex\x80";
    for (size_t at = 0; at < sizeof good; at++) {
        free(dump_text(good, at));
        for (size_t b = 0; b < sizeof bytes; b++) {
            char bad[sizeof good];
            memcpy(bad, good, sizeof good);
            bad[at] = bytes[b];
            free(dump_text(bad, sizeof bad - 1));
        }
    }
}

static bool refuse(
    void *context, const struct ast *ast,
    const struct ast_constraint *constraint, struct error *reterr)
{
    ++*(int *)context;
    return ast_error(ast, constraint->offset, reterr, "no such constraint");
}

static bool count(
    void *context, const struct ast *ast, uint32_t index, struct error *reterr)
{
    (void)reterr;
    cr_expect_eq(ast->variable_count, index + 1);
    ++*(int *)context;
    return true;
}

Test(parser, obeys_its_consumer)
{
    static const char text[] = "var int: x; var int: y;\n constraint p(x);"
                               "constraint q(x); solve satisfy;";
    int calls = 0;
    struct parser_consumer consumer = {&calls, count, refuse};
    struct ast *ast = NULL;
    struct error error;
    cr_assert(
        !parser_read_text("t", text, strlen(text), &consumer, &ast, &error));
    cr_expect_eq(calls, 3);
    cr_expect_null(ast);
    cr_expect_str_eq(error.message, "no such constraint");
    cr_expect_eq(error.line, 2);
    cr_expect_eq(error.column, 13);
}

Test(parser, says_why_a_file_cannot_be_read)
{
    struct parser_consumer consumer = {0};
    struct ast *ast;
    struct error error;
    cr_assert(!parser_read_file("/nonexistent", &consumer, &ast, &error));
    cr_expect_str_eq(error.file, "/nonexistent");
}
