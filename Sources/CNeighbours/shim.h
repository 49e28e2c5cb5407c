// The two loops of the nearest-neighbour search that want vectors: the scan of the sign codes and the exact product. Each is
// written once in plain C and compiled a second time for AVX2, where a table look-up of 32 bytes is one instruction; which one
// runs is asked of the processor.

#ifndef GATEHOUSE_NEIGHBOURS_H
#define GATEHOUSE_NEIGHBOURS_H

#include <stdint.h>
#include <string.h>

/// How many vectors' sign codes stand in one block.
enum { neighbours_lanes = 32 };

/// A block's sums are exact below this many columns; above, they are carried over in between.
enum { neighbours_columns_at_once = 128 };

/// For each of 32 vectors the sum of what `table` says of its sign code. A block holds, column by column, a byte of each
/// vector: the signs of eight dimensions. The table has two rows of 16 bytes for a column, for the byte's lower and upper
/// half, with values up to 127.
static inline void neighbours_sums_portable(
    const uint8_t *block, const uint8_t *table, uint32_t columns, uint32_t *sums
) {
    memset(sums, 0, neighbours_lanes * sizeof *sums);
    for (uint32_t column = 0; column < columns; column += 1) {
        const uint8_t *bytes = block + (size_t)column * neighbours_lanes;
        const uint8_t *row = table + (size_t)column * 32;
        for (int lane = 0; lane < neighbours_lanes; lane += 1) {
            sums[lane] += row[bytes[lane] & 15] + row[16 + (bytes[lane] >> 4)];
        }
    }
}

/// The product of a query and a vector in 8-bit codes.
static inline __attribute__((always_inline)) float neighbours_product_inline(
    const float *query, const int8_t *codes, uint32_t dimensions
) {
    typedef float floats __attribute__((vector_size(32)));
    typedef int8_t bytes __attribute__((vector_size(8)));
    floats sums[4] = {{0}, {0}, {0}, {0}};
    uint32_t place = 0;
    for (; place + 32 <= dimensions; place += 32) {
        for (int part = 0; part < 4; part += 1) {
            floats left;
            bytes right;
            memcpy(&left, query + place + 8 * part, sizeof left);
            memcpy(&right, codes + place + 8 * part, sizeof right);
            sums[part] += left * __builtin_convertvector(right, floats);
        }
    }
    float sum = 0;
    for (int lane = 0; lane < 8; lane += 1) sum += (sums[0][lane] + sums[1][lane]) + (sums[2][lane] + sums[3][lane]);
    for (; place < dimensions; place += 1) sum += query[place] * (float)codes[place];
    return sum;
}

static inline float neighbours_product_portable(const float *query, const int8_t *codes, uint32_t dimensions) {
    return neighbours_product_inline(query, codes, dimensions);
}

#if defined(__x86_64__)

__attribute__((target("avx2,fma"))) static inline float neighbours_product_avx2(
    const float *query, const int8_t *codes, uint32_t dimensions
) {
    return neighbours_product_inline(query, codes, dimensions);
}

typedef char neighbours_v32 __attribute__((vector_size(32)));
typedef uint8_t neighbours_u32 __attribute__((vector_size(32)));
typedef uint16_t neighbours_u16 __attribute__((vector_size(32)));

__attribute__((target("avx2"))) static inline void neighbours_sums_avx2(
    const uint8_t *block, const uint8_t *table, uint32_t columns, uint32_t *sums
) {
    memset(sums, 0, neighbours_lanes * sizeof *sums);
    for (uint32_t first = 0; first < columns; first += neighbours_columns_at_once) {
        uint32_t end = columns - first < neighbours_columns_at_once ? columns : first + neighbours_columns_at_once;
        neighbours_u16 even = {0}, odd = {0};
        for (uint32_t column = first; column < end; column += 1) {
            neighbours_u32 bytes, lower, upper;
            memcpy(&bytes, block + (size_t)column * neighbours_lanes, sizeof bytes);
            memcpy(&lower, table + (size_t)column * 32, 16);
            memcpy((uint8_t *)&lower + 16, table + (size_t)column * 32, 16);
            memcpy(&upper, table + (size_t)column * 32 + 16, 16);
            memcpy((uint8_t *)&upper + 16, table + (size_t)column * 32 + 16, 16);
            neighbours_u32 high = (neighbours_u32)((neighbours_u16)bytes >> 4) & 15;
            // At most 127 + 127: no carry.
            neighbours_u32 both =
                (neighbours_u32)__builtin_ia32_pshufb256((neighbours_v32)lower, (neighbours_v32)(bytes & 15))
                + (neighbours_u32)__builtin_ia32_pshufb256((neighbours_v32)upper, (neighbours_v32)high);
            even += (neighbours_u16)both & 255;
            odd += (neighbours_u16)both >> 8;
        }
        for (int pair = 0; pair < neighbours_lanes / 2; pair += 1) {
            sums[2 * pair] += even[pair];
            sums[2 * pair + 1] += odd[pair];
        }
    }
}

static inline int neighbours_has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#else

static inline int neighbours_has_avx2(void) { return 0; }

#endif

/// Which of a block's 32 vectors may reach the cosine that is asked for: a bit each, the first the lowest. Vector i may if
/// `offset + factor * sum >= cosine * along[i] - sine * across[i]`.
static inline uint32_t neighbours_candidates(
    int avx2, const uint8_t *block, const uint8_t *table, uint32_t columns, float offset, float factor, float cosine,
    float sine, const float *along, const float *across
) {
    uint32_t sums[neighbours_lanes];
#if defined(__x86_64__)
    if (avx2) {
        neighbours_sums_avx2(block, table, columns, sums);
    } else {
        neighbours_sums_portable(block, table, columns, sums);
    }
#else
    (void)avx2;
    neighbours_sums_portable(block, table, columns, sums);
#endif
    uint32_t candidates = 0;
    for (int lane = 0; lane < neighbours_lanes; lane += 1) {
        float most = offset + factor * (float)(int32_t)sums[lane];
        candidates |= (uint32_t)(most >= cosine * along[lane] - sine * across[lane]) << lane;
    }
    return candidates;
}

static inline float neighbours_product(int avx2, const float *query, const int8_t *codes, uint32_t dimensions) {
#if defined(__x86_64__)
    if (avx2) return neighbours_product_avx2(query, codes, dimensions);
#else
    (void)avx2;
#endif
    return neighbours_product_portable(query, codes, dimensions);
}

#endif
