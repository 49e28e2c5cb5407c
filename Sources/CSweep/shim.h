// The loop of the literal sweep that wants vectors. They are those of the compiler (clang's vector extensions), so that one
// text serves every processor.

#ifndef GATEHOUSE_SWEEP_H
#define GATEHOUSE_SWEEP_H

#include <stdint.h>
#include <string.h>

typedef uint8_t sweep_bytes __attribute__((vector_size(16)));
typedef uint16_t sweep_pairs __attribute__((vector_size(16)));

/// How many places sweep_candidates looks at, and how many bytes it reads.
enum { sweep_places = 64, sweep_reads = 64 + 3 };

/// Of three folded bytes, the first in the lowest bits of `key`: 15 bits. What stands above them does not count.
static inline uint32_t sweep_hash(uint32_t key) {
    return (uint16_t)((uint16_t)key * 0x9e37u + (uint16_t)(key >> 8) * 0x79b1u) >> 1;
}

static inline sweep_bytes sweep_folded(const uint8_t *bytes) {
    sweep_bytes loaded;
    memcpy(&loaded, bytes, sizeof loaded);
    return loaded | 0x20;
}

/// Eight bytes that are zero or not, as one bit each, the first the lowest.
static inline uint64_t sweep_gathered(uint64_t lanes) {
    const uint64_t sevens = 0x7f7f7f7f7f7f7f7f;
    uint64_t full = ((((lanes & sevens) + sevens) | lanes) >> 7) & 0x0101010101010101;
    return (full * 0x0102040810204080) >> 56;
}

/// Whether all the bytes that sweep_candidates reads are the same.
static inline int sweep_is_run(const uint8_t *bytes) {
    uint64_t first, other;
    memcpy(&first, bytes, sizeof first);
    if (first != (first & 0xff) * 0x0101010101010101) return 0;
    for (int place = 3; place < sweep_reads; place += 8) {
        memcpy(&other, bytes + place, sizeof other);
        if (other != first) return 0;
    }
    return 1;
}

/// The places among 64 at which three folded bytes, and the lowest three bits of the byte behind them, have their bit in
/// `filter`, which has a byte for every hash: one bit for each place, the first the lowest.
static inline uint64_t sweep_candidates(const uint8_t *bytes, const uint8_t *filter) {
    uint64_t candidates = 0;
    // A run of one byte is soon told: it looks the same everywhere.
    if (sweep_is_run(bytes)) {
        uint32_t byte = bytes[0] | 0x20;
        uint32_t bit = filter[sweep_hash(byte | byte << 8 | byte << 16)] >> (byte & 7) & 1;
        return bit ? ~(uint64_t)0 : 0;
    }
    for (int place = 0; place < sweep_places; place += 16) {
        sweep_bytes first = sweep_folded(bytes + place);
        sweep_bytes second = sweep_folded(bytes + place + 1);
        sweep_bytes third = sweep_folded(bytes + place + 2);
        sweep_bytes behind = (sweep_bytes){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
            << (sweep_folded(bytes + place + 3) & 7);
        // The hashes of every other place, from the pairs of bytes that begin there and one byte later.
        uint16_t even[8], odd[8];
        sweep_pairs hashes = ((sweep_pairs)first * 0x9e37 + (sweep_pairs)second * 0x79b1) >> 1;
        memcpy(even, &hashes, sizeof even);
        hashes = ((sweep_pairs)second * 0x9e37 + (sweep_pairs)third * 0x79b1) >> 1;
        memcpy(odd, &hashes, sizeof odd);
        uint64_t bits[2], lanes[2] = {0, 0};
        memcpy(bits, &behind, sizeof bits);
        for (int half = 0; half < 2; half += 1) {
            for (int pair = 0; pair < 4; pair += 1) {
                lanes[half] |= (uint64_t)filter[even[4 * half + pair]] << (16 * pair);
                lanes[half] |= (uint64_t)filter[odd[4 * half + pair]] << (16 * pair + 8);
            }
            candidates |= sweep_gathered(lanes[half] & bits[half]) << (place + 8 * half);
        }
    }
    return candidates;
}

#endif
