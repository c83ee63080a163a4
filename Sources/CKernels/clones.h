// How plain loops become several instruction sets.
#ifndef WINDHOVER_CLONES_H
#define WINDHOVER_CLONES_H

#include <stdint.h>
#include <string.h>

// One function, three compilations, resolved when the program is loaded. Elsewhere (aarch64) the
// baseline has the vector unit already.
#if defined(__x86_64__) && defined(__linux__)
#define WH_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WH_CLONES
#endif

// Element-wise results are the same on every processor: no multiplication is merged with an addition.
#pragma STDC FP_CONTRACT OFF

// The target of an element-wise loop may be one of its sources, at the same index.
#define WH_VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety)")

typedef struct {
  const char *name;
  int32_t dtype;
  void (*function)(void *, const void *, const void *, const void *, int64_t);
} wh_tile_entry;

static inline float wh_from_bf16(uint16_t bits) {
  uint32_t wide = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &wide, 4);
  return value;
}

static inline uint16_t wh_to_bf16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  return (uint16_t)(value != value ? (bits >> 16) | 0x40 : rounded);
}

// Names a table entry and defines its function: CODE is the dtype's code, LOAD/STORE convert
// between memory and the type of the arithmetic.
#define WH_SAME(x) (x)

#define WH_UNARY(FN, M, T, R, S, LOAD, STORE, EXPR)                                              \
  WH_CLONES void FN(void *d, const void *a, const void *b, const void *c, int64_t n) {           \
    (void)b, (void)c;                                                                            \
    R *target = d;                                                                               \
    const M *source = a;                                                                         \
    WH_VECTOR_LOOP for (int64_t i = 0; i < n; i++) {                                             \
      const T x = LOAD(source[i]);                                                               \
      const S y = EXPR;                                                                          \
      target[i] = STORE(y);                                                                      \
    }                                                                                            \
  }

#define WH_BINARY(FN, M, T, R, S, LOAD, STORE, EXPR)                                             \
  WH_CLONES void FN(void *d, const void *a, const void *b, const void *c, int64_t n) {           \
    (void)c;                                                                                     \
    R *target = d;                                                                               \
    const M *left = a, *right = b;                                                               \
    WH_VECTOR_LOOP for (int64_t i = 0; i < n; i++) {                                             \
      const T x = LOAD(left[i]), z = LOAD(right[i]);                                             \
      const S y = EXPR;                                                                          \
      target[i] = STORE(y);                                                                      \
    }                                                                                            \
  }

// The same around calls of the mathematics library, which are not vectorised.
#define WH_UNARY_CALL(FN, M, T, LOAD, STORE, EXPR)                                               \
  void FN(void *d, const void *a, const void *b, const void *c, int64_t n) {                     \
    (void)b, (void)c;                                                                            \
    M *target = d;                                                                               \
    const M *source = a;                                                                         \
    for (int64_t i = 0; i < n; i++) {                                                            \
      const T x = LOAD(source[i]);                                                               \
      const T y = EXPR;                                                                          \
      target[i] = STORE(y);                                                                      \
    }                                                                                            \
  }

#define WH_BINARY_CALL(FN, M, T, LOAD, STORE, EXPR)                                              \
  void FN(void *d, const void *a, const void *b, const void *c, int64_t n) {                     \
    (void)c;                                                                                     \
    M *target = d;                                                                               \
    const M *left = a, *right = b;                                                               \
    for (int64_t i = 0; i < n; i++) {                                                            \
      const T x = LOAD(left[i]), z = LOAD(right[i]);                                             \
      const T y = EXPR;                                                                          \
      target[i] = STORE(y);                                                                      \
    }                                                                                            \
  }

#endif
