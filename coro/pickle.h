/* pickle.h — the bytes of a pickle
 *
 *   header        struct pickle_header, 48 bytes
 *   state         result 8, answer 4, arity 4
 *   own bytes     layout, then the fields' values
 *   routines      count 4; each: name, layout
 *   frames        count 4; each, outermost first: routine 4 (index above),
 *                 name of its suspension, the fields' values
 *   memory        runs of words that differ from the image: word offset 4,
 *                 words 4 (more than 0), 8 bytes a word; ascending; ends with
 *                 offset PICKLE_NO_RUN
 *   checksum      8, of all before it
 *
 * A name is length 2 and so many bytes. A layout is count 4; each: name, kind
 * 4, size 4, elements 4. Values are size × elements bytes; a reference is its
 * index 4 among the world's references, counted from 1; 0 is NULL. All numbers
 * are little-endian and unaligned. Nothing depends on the shape of the memory
 * or on the order of fields, suspensions or routines in the program.
 */
#ifndef CORO_PICKLE_H
#define CORO_PICKLE_H

#include <stdint.h>

#define PICKLE_MAGIC   UINT64_C(0x6f726f636f646e70) /* "pndocoro" */
#define PICKLE_VERSION 1u
#define PICKLE_NO_RUN  UINT32_MAX

/* Numbers are copied as they lie in memory. */
_Static_assert(
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "pickles are little-endian");

struct pickle_header {
    uint64_t magic;
    uint32_t version;
    uint32_t memory_size;
    uint64_t size; /* of the whole pickle, bytes */
    uint64_t fingerprint;
    uint64_t image; /* checksum of the world's image */
    uint64_t unused;
};

#endif
