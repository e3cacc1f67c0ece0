/* summary.h — what is said of a search when it has ended */
#ifndef PROBLEMS_PUZZLES_SUMMARY_H
#define PROBLEMS_PUZZLES_SUMMARY_H

#include <stdint.h>

struct buffer;
struct pando_search;
struct puzzle;
struct run_result;
struct session_options;

/* One sentence. reason: what interrupted it, as in "the time limit". */
void summary_sentence(
    const struct puzzle *puzzle, const struct session_options *options,
    const struct run_result *result, const char *reason, struct buffer *out);

/* A table of counters. */
void summary_statistics(const struct run_result *result, struct buffer *out);

/* JSON fields after the solutions. */
void summary_json(
    const struct puzzle *puzzle, const struct run_result *result,
    const char *reason, struct buffer *out);
void summary_json_statistics(
    const struct run_result *result, struct buffer *out);

/* What is shown while a search runs, in one line. */
void summary_progress(
    const struct puzzle *puzzle, const struct pando_search *search,
    uint64_t solutions, int64_t objective, struct buffer *out);

/* 1234567 as 1,234,567 */
void summary_count(struct buffer *out, uint64_t count);
void summary_seconds(struct buffer *out, double seconds);

#endif
