// What is done to each row between the products.

#ifndef GATEHOUSE_ENCODER_ROWS_H
#define GATEHOUSE_ENCODER_ROWS_H

#include "vectors.h"

ENCODER_INLINE void encoder_normalize_body(
    enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *bias,
    const float *scale, const float *shift, float epsilon, float *stream, void *activations
) {
    for (int64_t row = 0; row < rows; row += 1) {
        float *kept = stream + row * width;
        encoder_floats total = {}, value, other;
        for (int64_t at = 0; at < width; at += encoder_lanes) {
            encoder_load(results + row * width + at, &value);
            encoder_load(bias + at, &other);
            value += other;
            encoder_load(kept + at, &other);
            value += other;
            total += value;
            encoder_save(&value, kept + at);
        }
        float mean = encoder_sum(&total) / (float)width;
        total = (encoder_floats){};
        for (int64_t at = 0; at < width; at += encoder_lanes) {
            encoder_load(kept + at, &value);
            value -= mean;
            total += value * value;
        }
        float factor = 1.0f / __builtin_sqrtf(encoder_sum(&total) / (float)width + epsilon);
        for (int64_t at = 0; at < width; at += encoder_lanes) {
            encoder_load(kept + at, &value);
            value = (value - mean) * factor;
            encoder_load(scale + at, &other);
            value *= other;
            encoder_load(shift + at, &other);
            value += other;
            encoder_save(&value, kept + at);
            encoder_save_activation(&value, activations, row * width + at, processor);
        }
    }
}

/// `stream` becomes the layer norm (arXiv 1607.06450) of `stream + results + bias`, row by row, and so do the activations.
ENCODER_KERNEL(
    encoder_normalize,
    (enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *bias,
     const float *scale, const float *shift, float epsilon, float *stream, void *activations),
    rows, width, results, bias, scale, shift, epsilon, stream, activations
)

ENCODER_INLINE void encoder_activate_body(
    enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *bias,
    void *activations
) {
    for (int64_t row = 0; row < rows; row += 1) {
        for (int64_t at = 0; at < width; at += encoder_lanes) {
            encoder_floats value, other;
            encoder_load(results + row * width + at, &value);
            encoder_load(bias + at, &other);
            value += other;
            encoder_gelu(&value);
            encoder_save_activation(&value, activations, row * width + at, processor);
        }
    }
}

/// The activations become the Gaussian error linear units of `results + bias`.
ENCODER_KERNEL(
    encoder_activate,
    (enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *bias,
     void *activations),
    rows, width, results, bias, activations
)

ENCODER_INLINE void encoder_pool_body(
    enum encoder_processor processor, int64_t rows, int64_t width, const float *stream, float *vector
) {
    (void)processor;
    encoder_floats squares = {};
    for (int64_t at = 0; at < width; at += encoder_lanes) {
        encoder_floats total = {}, value;
        for (int64_t row = 0; row < rows; row += 1) {
            encoder_load(stream + row * width + at, &value);
            total += value;
        }
        squares += total * total;
        encoder_save(&total, vector + at);
    }
    float length = __builtin_sqrtf(encoder_sum(&squares));
    // A model that is not the real one may give numbers without a length: the vector is then zero, and like nothing.
    float factor = length > 0 && length < __builtin_inff() ? 1.0f / length : 0;
    for (int64_t at = 0; at < width; at += encoder_lanes) {
        encoder_floats value;
        encoder_load(vector + at, &value);
        value = factor > 0 ? value * factor : (encoder_floats){};
        encoder_save(&value, vector + at);
    }
}

/// The mean of the rows, divided by its length: their sum has the same direction.
ENCODER_KERNEL(
    encoder_pool,
    (enum encoder_processor processor, int64_t rows, int64_t width, const float *stream, float *vector),
    rows, width, stream, vector
)

#endif
