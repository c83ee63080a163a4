// Element-wise functions of integers: computed in 64 bits, cut to the dtype's width.

#include "clones.h"

typedef uint64_t u64;
typedef int64_t i64;

static inline i64 quotient(i64 a, i64 b) {
  if (b == 0) return 0;
  return b == -1 ? (i64)(0 - (u64)a) : a / b;
}

static inline i64 floored_remainder(i64 a, i64 b) {
  if (b == 0 || b == -1) return 0;
  i64 remainder = a % b;
  return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

static inline i64 power(i64 base, i64 exponent) {
  if (exponent < 0) {
    if (base == 1) return 1;
    return base == -1 ? (exponent & 1 ? -1 : 1) : 0;
  }
  u64 result = 1, square = (u64)base;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= square;
    square *= square;
  }
  return (i64)result;
}

// A shift by a negative amount goes the other way; one beyond the width leaves 0, or the sign.
static inline i64 shift(i64 a, i64 by) {
  if (by >= 64) return 0;
  if (by <= -64) return a < 0 ? -1 : 0;
  return by >= 0 ? (i64)((u64)a << by) : a >> -by;
}

#define FOR_UNARY(X)                        \
  X(negate, (i64)(0 - (u64)x))              \
  X(abs, x < 0 ? (i64)(0 - (u64)x) : x)     \
  X(sign, (x > 0) - (x < 0))                \
  X(floor, x)                               \
  X(ceil, x)                                \
  X(round_half_even, x)

#define FOR_BINARY(X)                       \
  X(add, (i64)((u64)x + (u64)z))            \
  X(subtract, (i64)((u64)x - (u64)z))       \
  X(multiply, (i64)((u64)x * (u64)z))       \
  X(maximum, x > z ? x : z)                 \
  X(minimum, x < z ? x : z)                 \
  X(bitwise_and, x & z)                     \
  X(bitwise_or, x | z)                      \
  X(bitwise_xor, x ^ z)

#define FOR_SCALAR_BINARY(X)                \
  X(divide, quotient(x, z))                 \
  X(remainder, floored_remainder(x, z))     \
  X(power, power(x, z))                     \
  X(shift_left, shift(x, z))                \
  X(shift_right, shift(x, z == INT64_MIN ? INT64_MAX : -z))

#define EACH(DEFINE, NAME, E)                                                         \
  DEFINE(wh_##NAME##_i64, int64_t, int64_t, int64_t, int64_t, WH_SAME, (int64_t), E)  \
  DEFINE(wh_##NAME##_i32, int32_t, int64_t, int32_t, int64_t, WH_SAME, (int32_t), E)  \
  DEFINE(wh_##NAME##_i8, int8_t, int64_t, int8_t, int64_t, WH_SAME, (int8_t), E)
#define UNARY(NAME, E) EACH(WH_UNARY, NAME, E)
#define BINARY(NAME, E) EACH(WH_BINARY, NAME, E)
#define SCALAR_BINARY(NAME, E)                                                        \
  WH_BINARY_CALL(wh_##NAME##_i64, int64_t, int64_t, WH_SAME, (int64_t), E)            \
  WH_BINARY_CALL(wh_##NAME##_i32, int32_t, int64_t, WH_SAME, (int32_t), E)            \
  WH_BINARY_CALL(wh_##NAME##_i8, int8_t, int64_t, WH_SAME, (int8_t), E)

FOR_UNARY(UNARY)
FOR_BINARY(BINARY)
FOR_SCALAR_BINARY(SCALAR_BINARY)

#define ENTRY(NAME, ...)                   \
  {#NAME, 3, wh_##NAME##_i64}, {#NAME, 4, wh_##NAME##_i32}, {#NAME, 5, wh_##NAME##_i8},

const wh_tile_entry wh_integer_tiles[] = {
    FOR_UNARY(ENTRY) FOR_BINARY(ENTRY) FOR_SCALAR_BINARY(ENTRY) {0, 0, 0}};
