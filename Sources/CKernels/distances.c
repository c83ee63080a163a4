// The difference of each row from each of many points, which stand in columns.
//
// A tile of points stays in the first cache while the coordinates go past it in their order, so that
// every sum is that of a plain loop and neighbouring points share vectors.

#include "CKernels.h"
#include "clones.h"
#include <math.h>

enum { POINTS = 256 };

// ACCUMULATE says what coordinate `a` of the row and `b` of a point add to `sum` and `scale`; FINISH
// what becomes of them.
#define DISTANCE(NAME, T, ACCUMULATE, FINISH)                                                    \
  WH_CLONES int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {  \
    const int64_t width = p[0], count = p[1];                                                    \
    double exponent;                                                                             \
    memcpy(&exponent, &p[2], sizeof exponent);                                                   \
    (void)exponent;                                                                              \
    const T *x = operands[0], *points = operands[1];                                             \
    T *distances = operands[2];                                                                  \
    T sums[POINTS], scales[POINTS];                                                              \
    for (int64_t row = begin; row < end; row++) {                                                \
      for (int64_t first = 0; first < count; first += POINTS) {                                  \
        const int64_t tile = count - first < POINTS ? count - first : POINTS;                    \
        for (int64_t i = 0; i < tile; i++) sums[i] = scales[i] = 0;                              \
        for (int64_t k = 0; k < width; k++) {                                                    \
          const T a = x[row * width + k];                                                        \
          const T *line = points + k * count + first;                                            \
          WH_VECTOR_LOOP for (int64_t i = 0; i < tile; i++) {                                    \
            const T b = line[i];                                                                 \
            T sum = sums[i], scale = scales[i];                                                  \
            ACCUMULATE;                                                                          \
            sums[i] = sum;                                                                       \
            scales[i] = scale;                                                                   \
          }                                                                                      \
        }                                                                                        \
        T *target = distances + row * count + first;                                             \
        for (int64_t i = 0; i < tile; i++) {                                                     \
          const T sum = sums[i], scale = scales[i];                                              \
          (void)scale;                                                                           \
          target[i] = FINISH;                                                                    \
        }                                                                                        \
      }                                                                                          \
    }                                                                                            \
    return 0;                                                                                    \
  }

#define DISTANCES(S, T, ABS)                                                                     \
  DISTANCE(squared_euclidean_##S, T, { const T d = a - b; sum += d * d; }, sum)                  \
  DISTANCE(manhattan_##S, T, { sum += ABS(a - b); }, sum)                                        \
  DISTANCE(chebyshev_##S, T, { const T d = ABS(a - b); sum = d > sum ? d : sum; }, sum)          \
  DISTANCE(minkowski_##S, T, { sum += (T)pow((double)ABS(a - b), exponent); }, sum)              \
  DISTANCE(canberra_##S, T, {                                                                    \
    scale = ABS(a) + ABS(b);                                                                     \
    sum += scale > 0 ? ABS(a - b) / scale : 0;                                                   \
  }, sum)                                                                                        \
  DISTANCE(bray_curtis_##S, T, { sum += ABS(a - b); scale += ABS(a) + ABS(b); },                 \
           scale > 0 ? sum / scale : 0)                                                          \
  DISTANCE(hamming_##S, T, { sum += a != b; }, sum / (T)width)                                   \
  DISTANCE(chi_squared_##S, T, {                                                                 \
    const T d = a - b;                                                                           \
    scale = a + b;                                                                               \
    sum += scale != 0 ? d * d / scale : 0;                                                       \
  }, sum)

DISTANCES(f64, double, fabs)
DISTANCES(f32, float, fabsf)

typedef struct {
  const char *name;
  wh_kernel doubles, floats;
} entry;

#define ENTRY(NAME) {#NAME, NAME##_f64, NAME##_f32}

static const entry entries[] = {
    ENTRY(squared_euclidean), ENTRY(manhattan), ENTRY(chebyshev), ENTRY(minkowski),
    ENTRY(canberra), ENTRY(bray_curtis), ENTRY(hamming), ENTRY(chi_squared),
};

wh_kernel wh_find_distance(const char *name, int32_t dtype) {
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    if (strcmp(entries[i].name, name) != 0) continue;
    return dtype == WH_F64 ? entries[i].doubles : dtype == WH_F32 ? entries[i].floats : 0;
  }
  return 0;
}
