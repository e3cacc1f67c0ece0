/* circuit.h — Hamiltonian circuits, between the files that make them
 *
 *   circuit.c             class: check, simplify, post; chains of fixed arcs
 *   circuit_connection.c  connection of the arcs that are left
 *
 * Nodes have the places 0..n - 1; x_i is the successor of node i, as value
 * first + place.
 */
#ifndef PROPAGATORS_CIRCUIT_H
#define PROPAGATORS_CIRCUIT_H

#include "solver/post.h"

/* Both: count > 1, and the domains lie in first..first + count - 1. */
void circuit_chains_post(
    struct post *post, const view *xs, uint32_t count, value first);
void circuit_connection_post(
    struct post *post, const view *xs, uint32_t count, value first);

#endif
