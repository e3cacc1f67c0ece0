/* circuit.h — Hamiltonian circuits, between the files that make them
 *
 *   circuit.c             class: check, simplify, post; chains of fixed arcs
 *   circuit_chains.c      reasons of chains
 *   circuit_connection.c  connection of the arcs that are left
 *   circuit_cut.c         reasons of connection
 *
 * Nodes have the places 0..n - 1; x_i is the successor of node i, as value
 * first + place.
 */
#ifndef PROPAGATORS_CIRCUIT_H
#define PROPAGATORS_CIRCUIT_H

#include "solver/explain.h"
#include "solver/post.h"

/* State: arc count, words of nodes that are open, chains of nodes. */
struct chains {
    struct prop prop;
    uint32_t count, words;
    value first;
    const view *xs;
};

struct connection {
    struct prop prop;
    uint32_t count, words;
    value first;
    const view *xs;
};

/* Both: count > 1, and the domains lie in first..first + count - 1. */
void circuit_chains_post(
    struct post *post, const view *xs, uint32_t count, value first);
void circuit_connection_post(
    struct post *post, const view *xs, uint32_t count, value first);

bool circuit_chains_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);
bool circuit_cut_explain(
    const struct explain_view *before, const struct prop *prop,
    const struct literal *wanted, struct reason *ret);

#endif
