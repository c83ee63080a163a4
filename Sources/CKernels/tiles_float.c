// Element-wise functions of floating-point numbers; bf16 is computed in f32 and rounded.

#include "clones.h"
#include <math.h>

static inline double floored64(double r, double divisor) {
  if (r == 0) return copysign(0.0, divisor);
  return (r < 0) != (divisor < 0) ? r + divisor : r;
}

static inline float floored32(float r, float divisor) {
  if (r == 0) return copysignf(0.0f, divisor);
  return (r < 0) != (divisor < 0) ? r + divisor : r;
}

// X(name, expression) over x, y and z; the elementary ones vectorise.
#define FOR_UNARY(X)                                     \
  X(negate, -x)                                          \
  X(abs, __builtin_elementwise_abs(x))                   \
  X(sqrt, __builtin_elementwise_sqrt(x))                 \
  X(reciprocal, 1 / x)                                   \
  X(sign, x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x)       \
  X(floor, __builtin_elementwise_floor(x))               \
  X(ceil, __builtin_elementwise_ceil(x))                 \
  X(round_half_even, __builtin_elementwise_roundeven(x))

#define FOR_BINARY(X)                                    \
  X(add, x + z)                                          \
  X(subtract, x - z)                                     \
  X(multiply, x * z)                                     \
  X(divide, x / z)                                       \
  X(maximum, ((x >= z) | (x != x)) ? x : z)              \
  X(minimum, ((x <= z) | (x != x)) ? x : z)

// X(name, function of f64, function of f32)
#define FOR_UNARY_CALL(X)                                \
  X(exp, exp(x), expf(x))                                \
  X(expm1, expm1(x), expm1f(x))                          \
  X(log, log(x), logf(x))                                \
  X(log1p, log1p(x), log1pf(x))                          \
  X(logistic, 1 / (1 + exp(-x)), 1 / (1 + expf(-x)))     \
  X(erf, erf(x), erff(x))                                \
  X(sin, sin(x), sinf(x))                                \
  X(cos, cos(x), cosf(x))                                \
  X(tan, tan(x), tanf(x))                                \
  X(asin, asin(x), asinf(x))                             \
  X(acos, acos(x), acosf(x))                             \
  X(atan, atan(x), atanf(x))                             \
  X(sinh, sinh(x), sinhf(x))                             \
  X(cosh, cosh(x), coshf(x))                             \
  X(tanh, tanh(x), tanhf(x))                             \
  X(asinh, asinh(x), asinhf(x))                          \
  X(acosh, acosh(x), acoshf(x))                          \
  X(atanh, atanh(x), atanhf(x))

#define FOR_BINARY_CALL(X)                                                       \
  X(remainder, floored64(fmod(x, z), z), floored32(fmodf(x, z), z))              \
  X(power, pow(x, z), powf(x, z))                                                \
  X(atan2, atan2(x, z), atan2f(x, z))

#define UNARY(NAME, E)                                                                         \
  WH_UNARY(wh_##NAME##_f64, double, double, double, double, WH_SAME, WH_SAME, E)               \
  WH_UNARY(wh_##NAME##_f32, float, float, float, float, WH_SAME, WH_SAME, E)                   \
  WH_UNARY(wh_##NAME##_bf16, uint16_t, float, uint16_t, float, wh_from_bf16, wh_to_bf16, E)
#define BINARY(NAME, E)                                                                        \
  WH_BINARY(wh_##NAME##_f64, double, double, double, double, WH_SAME, WH_SAME, E)              \
  WH_BINARY(wh_##NAME##_f32, float, float, float, float, WH_SAME, WH_SAME, E)                  \
  WH_BINARY(wh_##NAME##_bf16, uint16_t, float, uint16_t, float, wh_from_bf16, wh_to_bf16, E)
#define UNARY_CALL(NAME, E64, E32)                                                             \
  WH_UNARY_CALL(wh_##NAME##_f64, double, double, WH_SAME, WH_SAME, E64)                        \
  WH_UNARY_CALL(wh_##NAME##_f32, float, float, WH_SAME, WH_SAME, E32)                          \
  WH_UNARY_CALL(wh_##NAME##_bf16, uint16_t, float, wh_from_bf16, wh_to_bf16, E32)
#define BINARY_CALL(NAME, E64, E32)                                                            \
  WH_BINARY_CALL(wh_##NAME##_f64, double, double, WH_SAME, WH_SAME, E64)                       \
  WH_BINARY_CALL(wh_##NAME##_f32, float, float, WH_SAME, WH_SAME, E32)                         \
  WH_BINARY_CALL(wh_##NAME##_bf16, uint16_t, float, wh_from_bf16, wh_to_bf16, E32)

FOR_UNARY(UNARY)
FOR_BINARY(BINARY)
FOR_UNARY_CALL(UNARY_CALL)
FOR_BINARY_CALL(BINARY_CALL)

#define ENTRY(NAME, ...)                   \
  {#NAME, 0, wh_##NAME##_f64}, {#NAME, 1, wh_##NAME##_f32}, {#NAME, 2, wh_##NAME##_bf16},

const wh_tile_entry wh_float_tiles[] = {
    FOR_UNARY(ENTRY) FOR_BINARY(ENTRY) FOR_UNARY_CALL(ENTRY) FOR_BINARY_CALL(ENTRY) {0, 0, 0}};
