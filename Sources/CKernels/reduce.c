// Reductions over the middle axis of [outer, axis, inner].
//
// A sum of floats begins at -0.0, which leaves its first element as it is; a sum of nothing is 0.
// Behind an inner extent the loop runs along the axis outside and over `inner` inside, so that every
// element is reduced in the order of the axis and neighbours share vectors. Along the last axis a
// sum has eight partial sums, always the same, unless it is `ordered`.

#include "CKernels.h"
#include "clones.h"
#include <math.h>

enum { LANES = 8 };

#define MAXIMUM(a, x) ((((a) >= (x)) | ((a) != (a))) ? (a) : (x))
#define MINIMUM(a, x) ((((a) <= (x)) | ((a) != (a))) ? (a) : (x))
#define SUM(a, x) ((a) + (x))
#define PRODUCT(a, x) ((a) * (x))
#define ALL(a, x) ((a) & (x))
#define ANY(a, x) ((a) | (x))

// T is the memory's type, A the accumulator's.
#define REDUCTION(NAME, T, A, START, STEP)                                                      \
  __attribute__((always_inline)) static inline void NAME##_lines(                               \
      const T *x, T *y, int64_t axis, int64_t inner) {                                          \
    for (int64_t n = 0; n < inner; n++) y[n] = (T)(START);                                     \
    for (int64_t i = 0; i < axis; i++) {                                                        \
      const T *line = x + i * inner;                                                            \
      WH_VECTOR_LOOP for (int64_t n = 0; n < inner; n++) {                                      \
        y[n] = (T)STEP((A)y[n], (A)line[n]);                                                    \
      }                                                                                         \
    }                                                                                           \
  }                                                                                             \
  WH_CLONES int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) { \
    const int64_t axis = p[0], inner = p[1];                                                    \
    const T *x = operands[0];                                                                   \
    T *y = operands[1];                                                                         \
    for (int64_t o = begin; o < end; o++) {                                                     \
      const T *row = x + o * axis * inner;                                                      \
      if (inner != 1) {                                                                         \
        NAME##_lines(row, y + o * inner, axis, inner);                                          \
        continue;                                                                               \
      }                                                                                         \
      A lane[LANES];                                                                            \
      for (int l = 0; l < LANES; l++) lane[l] = START;                                          \
      int64_t i = 0;                                                                            \
      for (; i + LANES <= axis; i += LANES) {                                                   \
        for (int l = 0; l < LANES; l++) {                                                       \
          const A value = (A)row[i + l];                                                        \
          lane[l] = (A)STEP(lane[l], value);                                                    \
        }                                                                                       \
      }                                                                                         \
      for (; i < axis; i++) {                                                                   \
        const A value = (A)row[i];                                                              \
        lane[0] = (A)STEP(lane[0], value);                                                      \
      }                                                                                         \
      for (int width = LANES / 2; width > 0; width /= 2) {                                      \
        for (int l = 0; l < width; l++) lane[l] = (A)STEP(lane[l], lane[l + width]);            \
      }                                                                                         \
      y[o] = (T)lane[0];                                                                        \
    }                                                                                           \
    return 0;                                                                                   \
  }

REDUCTION(wh_sum_f64, double, double, axis ? -0.0 : 0.0, SUM)
REDUCTION(wh_sum_f32, float, float, axis ? -0.0 : 0.0, SUM)
REDUCTION(wh_sum_i64, int64_t, uint64_t, 0, SUM)
REDUCTION(wh_sum_i32, int32_t, uint32_t, 0, SUM)
REDUCTION(wh_product_f64, double, double, 1, PRODUCT)
REDUCTION(wh_product_f32, float, float, 1, PRODUCT)
REDUCTION(wh_product_i64, int64_t, uint64_t, 1, PRODUCT)
REDUCTION(wh_product_i32, int32_t, uint32_t, 1, PRODUCT)
REDUCTION(wh_max_f64, double, double, -INFINITY, MAXIMUM)
REDUCTION(wh_max_f32, float, float, -INFINITY, MAXIMUM)
REDUCTION(wh_max_i64, int64_t, int64_t, INT64_MIN, MAXIMUM)
REDUCTION(wh_max_i32, int32_t, int32_t, INT32_MIN, MAXIMUM)
REDUCTION(wh_min_f64, double, double, INFINITY, MINIMUM)
REDUCTION(wh_min_f32, float, float, INFINITY, MINIMUM)
REDUCTION(wh_min_i64, int64_t, int64_t, INT64_MAX, MINIMUM)
REDUCTION(wh_min_i32, int32_t, int32_t, INT32_MAX, MINIMUM)
REDUCTION(wh_all_bool, uint8_t, uint8_t, 1, ALL)
REDUCTION(wh_any_bool, uint8_t, uint8_t, 0, ANY)

// Ordered sums and products along the last axis: eight rows at a time, each strictly in order.
#define ORDERED(NAME, T, START, STEP, LINES)                                                    \
  WH_CLONES int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) { \
    const int64_t axis = p[0], inner = p[1];                                                    \
    const T *x = operands[0];                                                                   \
    T *y = operands[1];                                                                         \
    int64_t o = begin;                                                                          \
    if (inner != 1) {                                                                           \
      for (; o < end; o++) LINES(x + o * axis * inner, y + o * inner, axis, inner);             \
      return 0;                                                                                 \
    }                                                                                           \
    for (; o + LANES <= end; o += LANES) {                                                      \
      T lane[LANES];                                                                            \
      for (int l = 0; l < LANES; l++) lane[l] = START;                                          \
      for (int64_t i = 0; i < axis; i++) {                                                      \
        for (int l = 0; l < LANES; l++) lane[l] = STEP(lane[l], x[(o + l) * axis + i]);         \
      }                                                                                         \
      for (int l = 0; l < LANES; l++) y[o + l] = lane[l];                                       \
    }                                                                                           \
    for (; o < end; o++) {                                                                      \
      T sum = START;                                                                            \
      for (int64_t i = 0; i < axis; i++) sum = STEP(sum, x[o * axis + i]);                      \
      y[o] = sum;                                                                               \
    }                                                                                           \
    return 0;                                                                                   \
  }
ORDERED(wh_ordered_sum_f64, double, axis ? -0.0 : 0.0, SUM, wh_sum_f64_lines)
ORDERED(wh_ordered_sum_f32, float, axis ? -0.0 : 0.0, SUM, wh_sum_f32_lines)
ORDERED(wh_ordered_product_f64, double, 1, PRODUCT, wh_product_f64_lines)
ORDERED(wh_ordered_product_f32, float, 1, PRODUCT, wh_product_f32_lines)

// The first extreme along the axis; the first NaN wins over every number.
#define ARG(NAME, T, BETTER)                                                                    \
  int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {           \
    const int64_t axis = p[0], inner = p[1];                                                    \
    const T *x = operands[0];                                                                   \
    int64_t *y = operands[1];                                                                   \
    for (int64_t o = begin; o < end; o++) {                                                     \
      for (int64_t n = 0; n < inner; n++) {                                                     \
        const T *line = x + o * axis * inner + n;                                               \
        T best = line[0];                                                                       \
        int64_t place = 0;                                                                      \
        for (int64_t i = 1; i < axis; i++) {                                                    \
          const T value = line[i * inner];                                                      \
          const int better = (value BETTER best) | ((value != value) & (best == best));         \
          place = better ? i : place;                                                           \
          best = better ? value : best;                                                         \
        }                                                                                       \
        y[o * inner + n] = place;                                                               \
      }                                                                                         \
    }                                                                                           \
    return 0;                                                                                   \
  }
// A NaN that is already the best must not lose: a comparison with it is always false.
ARG(wh_arg_max_f64, double, >)
ARG(wh_arg_max_f32, float, >)
ARG(wh_arg_max_i64, int64_t, >)
ARG(wh_arg_max_i32, int32_t, >)
ARG(wh_arg_min_f64, double, <)
ARG(wh_arg_min_f32, float, <)
ARG(wh_arg_min_i64, int64_t, <)
ARG(wh_arg_min_i32, int32_t, <)

#define RUNNING(NAME, T, A)                                                                     \
  int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {           \
    const int64_t axis = p[0], inner = p[1];                                                    \
    for (int64_t o = begin; o < end && axis > 0; o++) {                                         \
      const T *x = (const T *)operands[0] + o * axis * inner;                                   \
      T *y = (T *)operands[1] + o * axis * inner;                                               \
      memcpy(y, x, (size_t)inner * sizeof(T));                                                  \
      for (int64_t i = inner; i < axis * inner; i++) y[i] = (T)((A)y[i - inner] + (A)x[i]);     \
    }                                                                                           \
    return 0;                                                                                   \
  }
RUNNING(wh_running_sum_f64, double, double)
RUNNING(wh_running_sum_f32, float, float)
RUNNING(wh_running_sum_i64, int64_t, uint64_t)
RUNNING(wh_running_sum_i32, int32_t, uint32_t)

wh_kernel wh_find_cumulative_sum(int32_t dtype) {
  switch (dtype) {
    case WH_F64: return wh_running_sum_f64;
    case WH_F32: return wh_running_sum_f32;
    case WH_I64: return wh_running_sum_i64;
    case WH_I32: return wh_running_sum_i32;
    default: return 0;
  }
}

#define MEAN(NAME, T, SUM_KERNEL)                                                               \
  int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {           \
    SUM_KERNEL(operands, p, begin, end);                                                        \
    T *y = operands[1];                                                                         \
    for (int64_t i = begin * p[1]; i < end * p[1]; i++) y[i] = y[i] / (T)p[0];                  \
    return 0;                                                                                   \
  }
MEAN(wh_mean_f64, double, wh_sum_f64)
MEAN(wh_mean_f32, float, wh_sum_f32)
MEAN(wh_ordered_mean_f64, double, wh_ordered_sum_f64)
MEAN(wh_ordered_mean_f32, float, wh_ordered_sum_f32)

typedef struct {
  const char *name;
  int32_t dtype;
  wh_kernel function, ordered;
} reduction_entry;

#define ENTRY(NAME, CODE, TYPE) {#NAME, CODE, wh_##NAME##_##TYPE, wh_##NAME##_##TYPE},
#define INTEGER_ENTRIES(NAME) ENTRY(NAME, WH_I64, i64) ENTRY(NAME, WH_I32, i32)
#define ENTRIES(NAME) ENTRY(NAME, WH_F64, f64) ENTRY(NAME, WH_F32, f32) INTEGER_ENTRIES(NAME)
#define FLOAT_ENTRIES(NAME)                                                                     \
  {#NAME, WH_F64, wh_##NAME##_f64, wh_ordered_##NAME##_f64},                                    \
      {#NAME, WH_F32, wh_##NAME##_f32, wh_ordered_##NAME##_f32},
#define SUM_ENTRIES(NAME) FLOAT_ENTRIES(NAME) INTEGER_ENTRIES(NAME)

wh_kernel wh_find_reduction(const char *name, int32_t dtype, bool ordered) {
  static const reduction_entry entries[] = {
      SUM_ENTRIES(sum) SUM_ENTRIES(product) FLOAT_ENTRIES(mean) ENTRIES(max) ENTRIES(min) ENTRIES(arg_max)
      ENTRIES(arg_min) ENTRY(all, WH_BOOL, bool) ENTRY(any, WH_BOOL, bool)};
  for (unsigned i = 0; i < sizeof entries / sizeof *entries; i++) {
    if (entries[i].dtype == dtype && strcmp(entries[i].name, name) == 0) {
      return ordered ? entries[i].ordered : entries[i].function;
    }
  }
  return 0;
}
