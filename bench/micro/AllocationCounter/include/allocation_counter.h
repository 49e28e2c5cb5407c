#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdint.h>

// What this process has asked of its allocator since it began, on all of its threads.
struct allocation_counts {
    // Calls that returned memory: malloc, calloc, the aligned ones, and each realloc, moved or not.
    uint64_t allocations;
    // Calls of free with something to free.
    uint64_t frees;
    // The sum of the sizes that were asked for.
    uint64_t bytes;
};

struct allocation_counts allocation_counts_now(void);

#endif
