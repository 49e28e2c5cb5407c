// Sixteen numbers at a time, with the vectors of the compiler: a processor with narrower registers takes several of them.
// Vectors are handed over by address, because how they are passed by value depends on the processor.

#ifndef GATEHOUSE_ENCODER_VECTORS_H
#define GATEHOUSE_ENCODER_VECTORS_H

#include "processors.h"

typedef float encoder_floats __attribute__((vector_size(64)));
typedef int32_t encoder_ints __attribute__((vector_size(64)));
typedef uint32_t encoder_words __attribute__((vector_size(64)));
typedef uint16_t encoder_halves __attribute__((vector_size(32)));

enum { encoder_lanes = 16 };

ENCODER_INLINE void encoder_load(const float *from, encoder_floats *value) {
    __builtin_memcpy(value, from, sizeof *value);
}

ENCODER_INLINE void encoder_save(const encoder_floats *value, float *to) {
    __builtin_memcpy(to, value, sizeof *value);
}

/// Writes an activation as the products of this processor read it: rounded to bfloat16 (to nearest, ties to even) or as
/// it is. `place` counts numbers.
ENCODER_INLINE void encoder_save_activation(
    const encoder_floats *value, void *activations, int64_t place, enum encoder_processor processor
) {
    if (processor != encoder_avx512_bf16) {
        encoder_save(value, (float *)activations + place);
        return;
    }
    encoder_words bits = (encoder_words)*value;
    bits = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    encoder_halves rounded = __builtin_convertvector(bits, encoder_halves);
    __builtin_memcpy((uint16_t *)activations + place, &rounded, sizeof rounded);
}

/// e to the power of each number, to two units in the last place; below -87 as at -87, above 88 as at 88. The reduction and
/// the polynomial are those of `expf` in the Cephes library (Moshier).
ENCODER_INLINE void encoder_exp(encoder_floats *value) {
    encoder_floats x = *value;
    x = __builtin_elementwise_max(x, (encoder_floats){} - 87.0f);
    x = __builtin_elementwise_min(x, (encoder_floats){} + 88.0f);
    // Adding 1.5 * 2^23 leaves the nearest whole number in the low bits.
    encoder_floats shifted = x * 1.44269504088896341f + 12582912.0f;
    encoder_floats whole = shifted - 12582912.0f;
    x = x - whole * 0.693359375f;
    x = x + whole * 2.12194440e-4f;
    encoder_floats sum = x * 1.9875691500e-4f + 1.3981999507e-3f;
    sum = sum * x + 8.3334519073e-3f;
    sum = sum * x + 4.1665795894e-2f;
    sum = sum * x + 1.6666665459e-1f;
    sum = sum * x + 5.0000001201e-1f;
    sum = sum * (x * x) + x + 1.0f;
    *value = (encoder_floats)((encoder_words)sum + ((encoder_words)shifted << 23));
}

/// The Gaussian error linear unit, x * (1 + erf(x / sqrt(2))) / 2 (arXiv 1606.08415), with the error function of Abramowitz
/// and Stegun 7.1.26, which is off by 1.5e-7 at most.
ENCODER_INLINE void encoder_gelu(encoder_floats *value) {
    encoder_floats x = *value;
    encoder_floats size = __builtin_elementwise_abs(x);
    encoder_floats z = size * 0.70710678118654752f;
    encoder_floats t = 1.0f / (z * 0.3275911f + 1.0f);
    encoder_floats sum = t * 1.061405429f - 1.453152027f;
    sum = sum * t + 1.421413741f;
    sum = sum * t - 0.284496736f;
    sum = sum * t + 0.254829592f;
    encoder_floats tail = -(z * z);
    encoder_exp(&tail);
    // What is left of the error function above z.
    tail = tail * (sum * t);
    *value = __builtin_elementwise_max(x, (encoder_floats){}) - size * tail * 0.5f;
}

ENCODER_INLINE float encoder_sum(const encoder_floats *value) {
    float lanes[encoder_lanes];
    __builtin_memcpy(lanes, value, sizeof lanes);
    for (int width = encoder_lanes / 2; width > 0; width /= 2) {
        for (int lane = 0; lane < width; lane += 1) lanes[lane] += lanes[lane + width];
    }
    return lanes[0];
}

ENCODER_INLINE float encoder_greatest(const encoder_floats *value) {
    float lanes[encoder_lanes];
    __builtin_memcpy(lanes, value, sizeof lanes);
    for (int width = encoder_lanes / 2; width > 0; width /= 2) {
        for (int lane = 0; lane < width; lane += 1) {
            if (lanes[lane + width] > lanes[lane]) lanes[lane] = lanes[lane + width];
        }
    }
    return lanes[0];
}

#endif
