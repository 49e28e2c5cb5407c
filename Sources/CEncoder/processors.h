// Each kernel is written once, as a function `…_body` that is always inlined, and compiled for several processors: the
// functions made here pass the body constants that fit the registers, and one of them is chosen at run time.

#ifndef GATEHOUSE_ENCODER_PROCESSORS_H
#define GATEHOUSE_ENCODER_PROCESSORS_H

#include <stdint.h>

/// What the kernels are compiled for. All compute the same function; they round differently.
enum encoder_processor {
    /// What every processor of the architecture has.
    encoder_portable = 0,
    /// AVX2 and FMA.
    encoder_avx2 = 1,
    /// AVX-512 F, BW and VL.
    encoder_avx512 = 2,
    /// The same with products of bfloat16 pairs. Activations are then bfloat16 too.
    encoder_avx512_bf16 = 3,
};

/// The best that this processor has. A greater one must not be asked for.
static inline enum encoder_processor encoder_best_processor(void) {
#if defined(__x86_64__)
    int wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl");
    if (wide && __builtin_cpu_supports("avx512bf16")) return encoder_avx512_bf16;
    if (wide) return encoder_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return encoder_avx2;
#endif
    return encoder_portable;
}

/// The bytes of one activation.
static inline int64_t encoder_activation_bytes(enum encoder_processor processor) {
    return processor == encoder_avx512_bf16 ? 2 : 4;
}

#define ENCODER_INLINE static inline __attribute__((always_inline))
// Where the sums of a loop shall stay in registers: Swift's pipeline does not unroll such loops of its own accord, and was then
// three times slower.
#define ENCODER_UNROLLED _Pragma("clang loop unroll(full)")
#define ENCODER_AVX2 __attribute__((target("avx2,fma")))
#define ENCODER_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")))
#define ENCODER_BF16 __attribute__((target("avx512bf16,avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")))

// ENCODER_KERNEL(name, (processor, parameters), arguments...) makes `name` of `name_body`, which has the same parameters: a
// version of it for each processor, in which `processor` is a constant, and the choice among them.
#if defined(__x86_64__)
#define ENCODER_KERNEL(NAME, PARAMETERS, ...)                                                                       \
    static inline void NAME##_portable PARAMETERS { NAME##_body(encoder_portable, __VA_ARGS__); }                   \
    ENCODER_AVX2 static inline void NAME##_avx2 PARAMETERS { NAME##_body(encoder_avx2, __VA_ARGS__); }              \
    ENCODER_AVX512 static inline void NAME##_avx512 PARAMETERS { NAME##_body(encoder_avx512, __VA_ARGS__); }        \
    ENCODER_BF16 static inline void NAME##_bf16 PARAMETERS { NAME##_body(encoder_avx512_bf16, __VA_ARGS__); }       \
    static inline void NAME PARAMETERS {                                                                            \
        switch (processor) {                                                                                        \
        case encoder_avx512_bf16: NAME##_bf16(processor, __VA_ARGS__); return;                                      \
        case encoder_avx512: NAME##_avx512(processor, __VA_ARGS__); return;                                         \
        case encoder_avx2: NAME##_avx2(processor, __VA_ARGS__); return;                                             \
        case encoder_portable: NAME##_portable(processor, __VA_ARGS__); return;                                     \
        }                                                                                                           \
    }
#else
#define ENCODER_KERNEL(NAME, PARAMETERS, ...)                                                                       \
    static inline void NAME PARAMETERS { NAME##_body(encoder_portable, __VA_ARGS__); }
#endif

#endif
