// Scaled dot-product attention (arXiv 1706.03762), one head after the other.

#ifndef GATEHOUSE_ENCODER_ATTENTION_H
#define GATEHOUSE_ENCODER_ATTENTION_H

#include "vectors.h"

/// The width of a head, and the rows that are looked at together.
enum { encoder_head = 32, encoder_head_vectors = encoder_head / encoder_lanes, encoder_attention_rows = 4 };

/// `count` rows of one head: their scores over all rows, the softmax of these, and with it the mean of the values.
ENCODER_INLINE void encoder_attend(
    int count, int64_t rows, int64_t padded, int64_t width, const float *queries, const float *query_bias,
    const float *keys, const float *values, const float *value_bias, float *scores, void *activations, int64_t place,
    enum encoder_processor processor
) {
    // 1 / sqrt(32)
    const float scale = 0.17677669529663687f;
    float scaled[encoder_attention_rows][encoder_head];
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int at = 0; at < encoder_head; at += 1) {
            scaled[row][at] = (queries[row * 3 * width + at] + query_bias[at]) * scale;
        }
    }
    encoder_floats greatest[encoder_attention_rows], totals[encoder_attention_rows];
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        greatest[row] = (encoder_floats){} - __builtin_inff();
        totals[row] = (encoder_floats){};
    }
    for (int64_t column = 0; column < padded; column += encoder_lanes) {
        encoder_floats sums[encoder_attention_rows], key;
        ENCODER_UNROLLED for (int row = 0; row < count; row += 1) sums[row] = (encoder_floats){};
        ENCODER_UNROLLED for (int at = 0; at < encoder_head; at += 1) {
            encoder_load(keys + at * padded + column, &key);
            ENCODER_UNROLLED for (int row = 0; row < count; row += 1) sums[row] = key * scaled[row][at] + sums[row];
        }
        ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
            encoder_save(&sums[row], scores + row * padded + column);
            greatest[row] = __builtin_elementwise_max(greatest[row], sums[row]);
        }
    }
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        // The columns that only fill the last vector have the score 0: as the greatest they do no harm unless all others
        // are far below, so they are looked at and taken out one by one.
        float most = encoder_greatest(&greatest[row]);
        if (padded > rows && most <= 0) {
            most = scores[row * padded];
            for (int64_t column = 1; column < rows; column += 1) {
                if (scores[row * padded + column] > most) most = scores[row * padded + column];
            }
        }
        for (int64_t column = 0; column < padded; column += encoder_lanes) {
            encoder_floats score;
            encoder_load(scores + row * padded + column, &score);
            score -= most;
            encoder_exp(&score);
            if (column + encoder_lanes > rows) {
                for (int lane = 0; lane < encoder_lanes; lane += 1) {
                    if (column + lane >= rows) score[lane] = 0;
                }
            }
            totals[row] += score;
            encoder_save(&score, scores + row * padded + column);
        }
    }
    encoder_floats sums[encoder_attention_rows][encoder_head_vectors], value;
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_head_vectors; vector += 1) sums[row][vector] = (encoder_floats){};
    }
    for (int64_t column = 0; column < rows; column += 1) {
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_head_vectors; vector += 1) {
            encoder_load(values + column * 3 * width + vector * encoder_lanes, &value);
            ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
                sums[row][vector] = value * scores[row * padded + column] + sums[row][vector];
            }
        }
    }
    ENCODER_UNROLLED for (int row = 0; row < count; row += 1) {
        float factor = 1.0f / encoder_sum(&totals[row]);
        ENCODER_UNROLLED for (int vector = 0; vector < encoder_head_vectors; vector += 1) {
            encoder_load(value_bias + vector * encoder_lanes, &value);
            value = sums[row][vector] * factor + value;
            encoder_save_activation(&value, activations, place + row * width + vector * encoder_lanes, processor);
        }
    }
}

#define ENCODER_ATTEND_CASE(COUNT)                                                                                  \
    case COUNT:                                                                                                     \
        encoder_attend(                                                                                             \
            COUNT, rows, padded, width, results + row * 3 * width + head, query_bias + head, keys, values,          \
            value_bias + head, scores, activations, row * width + head, processor                                    \
        );                                                                                                          \
        break;

ENCODER_INLINE void encoder_attention_body(
    enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *query_bias,
    const float *value_bias, float *scratch, void *activations
) {
    const int64_t padded = (rows + encoder_lanes - 1) / encoder_lanes * encoder_lanes;
    float *keys = scratch, *scores = scratch + encoder_head * padded;
    for (int64_t head = 0; head < width; head += encoder_head) {
        const float *values = results + 2 * width + head;
        ENCODER_UNROLLED for (int at = 0; at < encoder_head; at += 1) {
            for (int64_t row = 0; row < rows; row += 1) {
                keys[at * padded + row] = results[row * 3 * width + width + head + at];
            }
            for (int64_t row = rows; row < padded; row += 1) keys[at * padded + row] = 0;
        }
        for (int64_t row = 0; row < rows; row += encoder_attention_rows) {
            switch (rows - row < encoder_attention_rows ? rows - row : encoder_attention_rows) {
                ENCODER_ATTEND_CASE(1)
                ENCODER_ATTEND_CASE(2)
                ENCODER_ATTEND_CASE(3)
                ENCODER_ATTEND_CASE(4)
            }
        }
    }
}

/// The floats of scratch that `encoder_attention` wants.
static inline int64_t encoder_attention_scratch(int64_t rows) {
    return (encoder_head + encoder_attention_rows) * ((rows + encoder_lanes - 1) / encoder_lanes * encoder_lanes);
}

/// The activations (rows × width) become what each row attends to. A row of `results` has its queries, keys and values, each
/// `width` wide and without bias. The bias of the keys has no part in it: it adds the same to all scores of a row, and the
/// softmax takes that away again; the weights of the values sum to one, so their bias is added at the end.
ENCODER_KERNEL(
    encoder_attention,
    (enum encoder_processor processor, int64_t rows, int64_t width, const float *results, const float *query_bias,
     const float *value_bias, float *scratch, void *activations),
    rows, width, results, query_bias, value_bias, scratch, activations
)

#endif
