// The products of activations with the weights of a dense layer: nine tenths of what an embedding costs.
//
// Weights are kept as bfloat16, in panels of 48 columns, two rows of the panel side by side: what one step of the loop wants
// stands together, in the order in which it is read, and the whole model is 21 MB, which fits a last-level cache.

#ifndef GATEHOUSE_ENCODER_PRODUCT_H
#define GATEHOUSE_ENCODER_PRODUCT_H

#include "vectors.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// The columns of a panel. A layer's outputs must be a multiple of it, its inputs even.
enum { encoder_panel = 48, encoder_panel_vectors = encoder_panel / encoder_lanes };

/// Packs a layer's weights, `outputs` rows of `inputs` numbers, into the same count of bfloat16. Says 0 if one of them is
/// not finite.
static inline int encoder_pack(int64_t outputs, int64_t inputs, const float *weights, uint16_t *packed) {
    uint32_t greatest = 0;
    for (int64_t panel = 0; panel < outputs; panel += encoder_panel) {
        for (int64_t column = 0; column < encoder_panel; column += 1) {
            const float *from = weights + (panel + column) * inputs;
            uint16_t *to = packed + panel * inputs + column * 2;
            for (int64_t input = 0; input < inputs; input += 1) {
                uint32_t bits;
                __builtin_memcpy(&bits, from + input, sizeof bits);
                uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
                uint32_t size = (bits & 0x7fffffff) > ((rounded & 0x7fff) << 16) ? bits & 0x7fffffff
                                                                                : (rounded & 0x7fff) << 16;
                greatest = size > greatest ? size : greatest;
                to[(input / 2) * 2 * encoder_panel + input % 2] = (uint16_t)rounded;
            }
        }
    }
    return greatest < 0x7f800000;
}

#if defined(__x86_64__)
enum { encoder_portable_rows = 2 };
#else
enum { encoder_portable_rows = 4 };
#endif

/// `count` rows of the product, in `vectors` times sixteen columns.
ENCODER_INLINE void encoder_tile(
    int count, int vectors, int64_t inputs, const float *activations, const uint16_t *weights, int64_t outputs, float *results
) {
    encoder_floats sums[8][encoder_panel_vectors];
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < vectors; vector += 1) sums[row][vector] = (encoder_floats){};
    }
    for (int64_t input = 0; input < inputs; input += 2) {
        // The even inputs first, then the odd ones: registers for one half of the weights are enough.
        ENCODER_UNROLLED for (int half = 0; half < 2; half += 1) {
            encoder_floats column[encoder_panel_vectors];
            ENCODER_UNROLLED for (int vector = 0; vector < vectors; vector += 1) {
                encoder_words pairs;
                __builtin_memcpy(&pairs, weights + input * encoder_panel + vector * 2 * encoder_lanes, sizeof pairs);
                column[vector] = (encoder_floats)(half == 0 ? pairs << 16 : pairs & 0xffff0000);
            }
            ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
                float activation = activations[row * inputs + input + half];
                ENCODER_UNROLLED for (int vector = 0; vector < vectors; vector += 1) {
                    sums[row][vector] = column[vector] * activation + sums[row][vector];
                }
            }
        }
    }
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < vectors; vector += 1) {
            encoder_save(&sums[row][vector], results + row * outputs + vector * encoder_lanes);
        }
    }
}

#if defined(__x86_64__)
/// The same of bfloat16 activations: one instruction multiplies and adds a pair of them.
ENCODER_BF16 ENCODER_INLINE void encoder_tile_halves(
    int count, int64_t inputs, const uint16_t *activations, const uint16_t *weights, int64_t outputs, float *results
) {
    __m512 sums[8][encoder_panel_vectors];
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_panel_vectors; vector += 1) sums[row][vector] = _mm512_setzero_ps();
    }
    for (int64_t input = 0; input < inputs; input += 2) {
        __m512bh pairs[encoder_panel_vectors];
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_panel_vectors; vector += 1) {
            pairs[vector] = (__m512bh)_mm512_loadu_si512(weights + input * encoder_panel + vector * 2 * encoder_lanes);
        }
        ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
            int pair;
            __builtin_memcpy(&pair, activations + row * inputs + input, sizeof pair);
            ENCODER_UNROLLED for (int vector = 0; vector < encoder_panel_vectors; vector += 1) {
                sums[row][vector] =
                    _mm512_dpbf16_ps(sums[row][vector], (__m512bh)_mm512_set1_epi32(pair), pairs[vector]);
            }
        }
    }
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_panel_vectors; vector += 1) {
            _mm512_storeu_ps(results + row * outputs + vector * encoder_lanes, sums[row][vector]);
        }
    }
}
#endif

// The count of rows is a constant in each case, so that the sums stay in registers.
#define ENCODER_TILE_CASE(COUNT)                                                                                    \
    case COUNT:                                                                                                     \
        if (COUNT <= tile_rows) {                                                                                   \
            encoder_tile(COUNT, tile_vectors, inputs, from, weights + at, outputs, to);                             \
        }                                                                                                           \
        break;

ENCODER_INLINE void encoder_product_floats_body(
    enum encoder_processor processor, int64_t rows, int64_t outputs, int64_t inputs, const void *activations,
    const uint16_t *weights, float *results
) {
    // As many sums as the registers hold: 32 wide ones, or 16 of half the width or a quarter.
    const int wide = processor >= encoder_avx512;
    const int tile_rows = wide ? 8 : processor == encoder_avx2 ? 4 : encoder_portable_rows;
    const int tile_vectors = wide ? encoder_panel_vectors : 1;
    for (int64_t column = 0; column < outputs; column += tile_vectors * encoder_lanes) {
        int64_t at = (column / encoder_panel) * encoder_panel * inputs + (column % encoder_panel) * 2;
        for (int64_t row = 0; row < rows; row += tile_rows) {
            const float *from = (const float *)activations + row * inputs;
            float *to = results + row * outputs + column;
            switch (rows - row < tile_rows ? rows - row : tile_rows) {
                ENCODER_TILE_CASE(1)
                ENCODER_TILE_CASE(2)
                ENCODER_TILE_CASE(3)
                ENCODER_TILE_CASE(4)
                ENCODER_TILE_CASE(5)
                ENCODER_TILE_CASE(6)
                ENCODER_TILE_CASE(7)
                ENCODER_TILE_CASE(8)
            }
        }
    }
}

#if defined(__x86_64__)
#define ENCODER_TILE_HALVES_CASE(COUNT)                                                                             \
    case COUNT:                                                                                                     \
        encoder_tile_halves(COUNT, inputs, from, weights + column * inputs, outputs, to);                           \
        break;

ENCODER_BF16 static inline void encoder_product_halves(
    int64_t rows, int64_t outputs, int64_t inputs, const void *activations, const uint16_t *weights, float *results
) {
    for (int64_t column = 0; column < outputs; column += encoder_panel) {
        for (int64_t row = 0; row < rows; row += 8) {
            const uint16_t *from = (const uint16_t *)activations + row * inputs;
            float *to = results + row * outputs + column;
            switch (rows - row < 8 ? rows - row : 8) {
                ENCODER_TILE_HALVES_CASE(1)
                ENCODER_TILE_HALVES_CASE(2)
                ENCODER_TILE_HALVES_CASE(3)
                ENCODER_TILE_HALVES_CASE(4)
                ENCODER_TILE_HALVES_CASE(5)
                ENCODER_TILE_HALVES_CASE(6)
                ENCODER_TILE_HALVES_CASE(7)
                ENCODER_TILE_HALVES_CASE(8)
            }
        }
    }
}
#endif

ENCODER_KERNEL(
    encoder_product_floats,
    (enum encoder_processor processor, int64_t rows, int64_t outputs, int64_t inputs, const void *activations,
     const uint16_t *weights, float *results),
    rows, outputs, inputs, activations, weights, results
)

/// `results` (rows × outputs) become `activations` (rows × inputs) times the packed weights, without the bias.
static inline void encoder_product(
    enum encoder_processor processor, int64_t rows, int64_t outputs, int64_t inputs, const void *activations,
    const uint16_t *weights, float *results
) {
#if defined(__x86_64__)
    if (processor == encoder_avx512_bf16) {
        encoder_product_halves(rows, outputs, inputs, activations, weights, results);
        return;
    }
#endif
    encoder_product_floats(processor, rows, outputs, inputs, activations, weights, results);
}

#endif
