// Small and narrow matrix products over a packed right operand.
//
// The right operand is packed into strips of one 64-byte vector of columns, padded with zeros, so that
// the inner loop has no edge. Every element is one chain of multiply-adds in the order of k, the same
// for every row whatever its neighbours: results do not depend on how rows are split.

#include "CKernels.h"
#include "clones.h"

// Unlike element-wise functions, products may be merged with sums: both orders of rounding are right.
#pragma STDC FP_CONTRACT ON

int64_t wh_matmul_packed_bytes(int64_t k, int64_t n, int64_t size) {
  const int64_t width = 64 / size;
  return (n + width - 1) / width * k * 64;
}

// The order of parameters of both kernels.
enum { M, K, N, A_BATCH, B_BATCH, B_ADDRESS, B_OPERAND };

#define PACK(NAME, T)                                                                           \
  int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {           \
    enum { WIDTH = 64 / sizeof(T) };                                                            \
    const int64_t k = p[K], n = p[N];                                                           \
    for (int64_t batch = begin; batch < end; batch++) {                                         \
      const T *b = (const T *)operands[1] + batch * k * n;                                      \
      T *packed = (T *)((char *)operands[p[B_OPERAND]] + batch * p[B_BATCH]);                   \
      for (int64_t strip = 0; strip < n; strip += WIDTH) {                                      \
        const int64_t width = n - strip < WIDTH ? n - strip : WIDTH;                            \
        for (int64_t i = 0; i < k; i++, packed += WIDTH) {                                      \
          for (int64_t j = 0; j < width; j++) packed[j] = b[i * n + strip + j];                 \
          for (int64_t j = width; j < WIDTH; j++) packed[j] = 0;                                \
        }                                                                                       \
      }                                                                                         \
    }                                                                                           \
    return 0;                                                                                   \
  }
PACK(wh_matmul_pack_f64, double)
PACK(wh_matmul_pack_f32, float)

typedef double vector_f64 __attribute__((vector_size(64)));
typedef float vector_f32 __attribute__((vector_size(64)));

// ROWS rows of A times one strip.
#define STRIP(ROWS, T, V)                                                                       \
  do {                                                                                          \
    V sum[ROWS];                                                                                \
    for (int r = 0; r < ROWS; r++) sum[r] = (V){0};                                             \
    const V *b = (const V *)packed;                                                             \
    for (int64_t i = 0; i < k; i++) {                                                           \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < ROWS; r++) {                       \
        sum[r] += a[r * k + i] * b[i];                                                          \
      }                                                                                         \
    }                                                                                           \
    for (int r = 0; r < ROWS; r++) memcpy(c + r * n + strip, &sum[r], (size_t)width * sizeof(T)); \
  } while (0)

#define MATMUL(NAME, T, V)                                                                      \
  WH_CLONES int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) { \
    enum { WIDTH = 64 / sizeof(T) };                                                            \
    const int64_t m = p[M], k = p[K], n = p[N];                                                 \
    const int64_t panels = (m + WH_MATMUL_PANEL - 1) / WH_MATMUL_PANEL;                         \
    for (int64_t unit = begin; unit < end; unit++) {                                            \
      const int64_t batch = unit / panels, top = unit % panels * WH_MATMUL_PANEL;               \
      const int64_t bottom = m - top < WH_MATMUL_PANEL ? m : top + WH_MATMUL_PANEL;             \
      const char *base = p[B_ADDRESS] ? (const char *)(intptr_t)p[B_ADDRESS]                    \
                                      : (const char *)operands[p[B_OPERAND]];                   \
      const T *packed = (const T *)(base + batch * p[B_BATCH]);                                 \
      const T *left = (const T *)operands[0] + batch * p[A_BATCH];                              \
      T *result = (T *)operands[2] + batch * m * n;                                             \
      for (int64_t strip = 0; strip < n; strip += WIDTH, packed += k * WIDTH) {                 \
        const int64_t width = n - strip < WIDTH ? n - strip : WIDTH;                            \
        int64_t row = top;                                                                      \
        for (; row + 4 <= bottom; row += 4) {                                                   \
          const T *a = left + row * k;                                                          \
          T *c = result + row * n;                                                              \
          STRIP(4, T, V);                                                                       \
        }                                                                                       \
        for (; row < bottom; row++) {                                                           \
          const T *a = left + row * k;                                                          \
          T *c = result + row * n;                                                              \
          STRIP(1, T, V);                                                                       \
        }                                                                                       \
      }                                                                                         \
    }                                                                                           \
    return 0;                                                                                   \
  }
MATMUL(wh_matmul_f64, double, vector_f64)
MATMUL(wh_matmul_f32, float, vector_f32)

wh_kernel wh_find_matmul_pack(int32_t dtype) {
  return dtype == WH_F64 ? wh_matmul_pack_f64 : dtype == WH_F32 ? wh_matmul_pack_f32 : 0;
}

wh_kernel wh_find_matmul(int32_t dtype) {
  return dtype == WH_F64 ? wh_matmul_f64 : dtype == WH_F32 ? wh_matmul_f32 : 0;
}
