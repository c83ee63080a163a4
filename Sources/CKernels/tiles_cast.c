// Changing the dtype of numbers: floats truncate and saturate when they become integers, NaN becomes
// 0, integers keep their low bits, and what is not 0 is true.

#include "clones.h"

#define SATURATE(TYPE, MIN, MAX, LIMIT)                                       \
  static inline TYPE to_##TYPE(double x) {                                    \
    return x != x ? 0 : x >= LIMIT ? MAX : x <= -LIMIT ? MIN : (TYPE)x;       \
  }
SATURATE(int64_t, INT64_MIN, INT64_MAX, 9223372036854775808.0)
SATURATE(int32_t, INT32_MIN, INT32_MAX, 2147483648.0)
SATURATE(int8_t, INT8_MIN, INT8_MAX, 128.0)

// Rounds a double once: by way of a float that is rounded to odd, so that no tie is invented.
static inline uint16_t bf16_from_double(double x) {
  float nearest = (float)x;
  uint32_t bits;
  memcpy(&bits, &nearest, 4);
  if ((bits & 0x7F800000) != 0x7F800000 && (double)nearest != x && (bits & 1) == 0) {
    // Away from zero the bits grow; stepping towards x makes the last bit odd.
    int grow = nearest == 0 || (nearest > 0) == ((double)nearest < x);
    if (nearest == 0) {
      bits = (x < 0 ? 0x80000000u : 0) | 1;
    } else {
      bits = grow ? bits + 1 : bits - 1;
    }
    memcpy(&nearest, &bits, 4);
  }
  return wh_to_bf16(nearest);
}

#define TRUTH(x) (uint8_t)((x) != 0)
#define LOW64 (int64_t)
#define LOW32 (int32_t)
#define LOW8 (int8_t)

#define CAST(FROM, TO, M, T, R, LOAD, CONVERT) \
  WH_UNARY(wh_cast_##FROM##_##TO, M, T, R, R, LOAD, WH_SAME, CONVERT(x))

#define FROM_FLOAT(FROM, M, T, LOAD, TO_BF16)         \
  CAST(FROM, f64, M, T, double, LOAD, (double))       \
  CAST(FROM, f32, M, T, float, LOAD, (float))         \
  CAST(FROM, bf16, M, T, uint16_t, LOAD, TO_BF16)     \
  CAST(FROM, i64, M, T, int64_t, LOAD, to_int64_t)    \
  CAST(FROM, i32, M, T, int32_t, LOAD, to_int32_t)    \
  CAST(FROM, i8, M, T, int8_t, LOAD, to_int8_t)       \
  CAST(FROM, bool, M, T, uint8_t, LOAD, TRUTH)

#define FROM_INTEGER(FROM, M)                         \
  CAST(FROM, f64, M, M, double, WH_SAME, (double))    \
  CAST(FROM, f32, M, M, float, WH_SAME, (float))      \
  CAST(FROM, bf16, M, float, uint16_t, (float), wh_to_bf16)\
  CAST(FROM, i64, M, M, int64_t, WH_SAME, LOW64)      \
  CAST(FROM, i32, M, M, int32_t, WH_SAME, LOW32)      \
  CAST(FROM, i8, M, M, int8_t, WH_SAME, LOW8)         \
  CAST(FROM, bool, M, M, uint8_t, WH_SAME, TRUTH)

FROM_FLOAT(f64, double, double, WH_SAME, bf16_from_double)
FROM_FLOAT(f32, float, float, WH_SAME, wh_to_bf16)
FROM_FLOAT(bf16, uint16_t, float, wh_from_bf16, wh_to_bf16)
FROM_INTEGER(i64, int64_t)
FROM_INTEGER(i32, int32_t)
FROM_INTEGER(i8, int8_t)
FROM_INTEGER(bool, uint8_t)

#define ENTRY(FROM, CODE, TO) {"cast." #TO, CODE, wh_cast_##FROM##_##TO},
#define ENTRIES(FROM, CODE)                                                             \
  ENTRY(FROM, CODE, f64) ENTRY(FROM, CODE, f32) ENTRY(FROM, CODE, bf16)                 \
  ENTRY(FROM, CODE, i64) ENTRY(FROM, CODE, i32) ENTRY(FROM, CODE, i8) ENTRY(FROM, CODE, bool)

const wh_tile_entry wh_cast_tiles[] = {
    ENTRIES(f64, 0) ENTRIES(f32, 1) ENTRIES(bf16, 2) ENTRIES(i64, 3) ENTRIES(i32, 4)
    ENTRIES(i8, 5) ENTRIES(bool, 6) {0, 0, 0}};
