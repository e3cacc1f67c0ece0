/* test_circuit.c — Hamiltonian circuits */
#include "propagators/propagators.h"
#include "tests/propagators/check.h"
#include "tests/propagators/dice.h"

static bool circuit(const value *a, value first, value n)
{
    bool met[20] = {false};
    value node = 0;
    for (value step = 0; step < n; step++) {
        node = a[node] - first;
        if (node < 0 || node >= n || met[node])
            return false;
        met[node] = true;
    }
    return node == 0;
}

#define CIRCUIT(name, first, n)      \
    static bool name(const value *a) \
    {                                \
        return circuit(a, first, n); \
    }
CIRCUIT(circuit_of_one, 7, 1)
CIRCUIT(circuit_of_two, 1, 2)
CIRCUIT(circuit_of_three, 0, 3)
CIRCUIT(circuit_of_four, 1, 4)
CIRCUIT(circuit_of_five, -2, 5)
CIRCUIT(circuit_of_six, 1, 6)
CIRCUIT(circuit_of_seven, 1, 7)
CIRCUIT(circuit_of_eight, 0, 8)
CIRCUIT(circuit_far, 5000000000, 3)
CIRCUIT(circuit_of_fifteen, 0, 15)

#define CLASS .class = &constraint_circuit

CHECK_PROPAGATOR(
    circuit_one, .arity = 1, .min = 5, .max = 9, CLASS, CHECK_VALUES(7),
    .holds = circuit_of_one, .strength = DOMAIN)
CHECK_PROPAGATOR(
    circuit_two, .arity = 2, .min = 0, .max = 3, CLASS, CHECK_VALUES(1),
    .holds = circuit_of_two, .strength = DOMAIN)
CHECK_PROPAGATOR(
    circuit_three, .arity = 3, .min = -1, .max = 3, CLASS, CHECK_VALUES(0),
    .holds = circuit_of_three, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_four, .arity = 4, .min = 0, .max = 5, CLASS, CHECK_VALUES(1),
    .holds = circuit_of_four, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_five, .arity = 5, .min = -2, .max = 2, CLASS, CHECK_VALUES(-2),
    .holds = circuit_of_five, .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_five_bounds, .arity = 5, .min = -2, .max = 2, CLASS,
    CHECK_VALUES(-2), .wanted = STRENGTH_VALUE, .holds = circuit_of_five,
    .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_six_domain, .arity = 6, .min = 1, .max = 6, CLASS, CHECK_VALUES(1),
    .wanted = STRENGTH_DOMAIN, .holds = circuit_of_six, .strength = CHECK_VALUE)
/* Few arcs, so that what connects them matters. */
CHECK_PROPAGATOR(
    circuit_seven_sparse, .arity = 7, CLASS, CHECK_VALUES(1),
    CHECK_BOX({2, 4}, {1, 4}, {1, 5}, {3, 6}, {4, 7}, {4, 7}, {1, 6}),
    .wanted = STRENGTH_VALUE, .holds = circuit_of_seven,
    .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_eight_sparse, .arity = 8, CLASS, CHECK_VALUES(0),
    CHECK_BOX({1, 7}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4, 6}, {5, 7}, {0, 1}),
    .wanted = STRENGTH_VALUE, .holds = circuit_of_eight,
    .strength = CHECK_VALUE)
CHECK_PROPAGATOR(
    circuit_three_far, .arity = 3, .min = 4999999999, .max = 5000000003, CLASS,
    CHECK_VALUES(5000000000), .holds = circuit_far, .strength = CHECK_VALUE)

/* A random order of the nodes, closed. */
static void sample_circuit(struct dice *dice, value *ret_a)
{
    value order[15];
    for (uint32_t i = 0; i < 15; i++) {
        uint32_t k = (uint32_t)dice_below(dice, i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (uint32_t i = 0; i < 15; i++)
        ret_a[order[i]] = order[(i + 1) % 15];
}

CHECK_PROPAGATOR(
    circuit_fifteen, .arity = 15, .min = 0, .max = 14, CLASS, CHECK_VALUES(0),
    .holds = circuit_of_fifteen, .sample = sample_circuit)
