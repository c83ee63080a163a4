// Comparisons, classification, booleans and choice, element by element.

#include "clones.h"
#include "CKernels.h"

#define FOR_COMPARISONS(X)    \
  X(equal, x == z)            \
  X(not_equal, x != z)        \
  X(less, x < z)              \
  X(less_or_equal, x <= z)    \
  X(greater, x > z)           \
  X(greater_or_equal, x >= z)

#define COMPARISON(NAME, E)                                                                  \
  WH_BINARY(wh_##NAME##_f64, double, double, uint8_t, uint8_t, WH_SAME, WH_SAME, E)          \
  WH_BINARY(wh_##NAME##_f32, float, float, uint8_t, uint8_t, WH_SAME, WH_SAME, E)            \
  WH_BINARY(wh_##NAME##_bf16, uint16_t, float, uint8_t, uint8_t, wh_from_bf16, WH_SAME, E)   \
  WH_BINARY(wh_##NAME##_i64, int64_t, int64_t, uint8_t, uint8_t, WH_SAME, WH_SAME, E)        \
  WH_BINARY(wh_##NAME##_i32, int32_t, int32_t, uint8_t, uint8_t, WH_SAME, WH_SAME, E)        \
  WH_BINARY(wh_##NAME##_i8, int8_t, int8_t, uint8_t, uint8_t, WH_SAME, WH_SAME, E)
FOR_COMPARISONS(COMPARISON)

#define LOGICAL(NAME, E)                                                                     \
  WH_BINARY(wh_##NAME, uint8_t, uint8_t, uint8_t, uint8_t, WH_SAME, WH_SAME, E)
LOGICAL(logical_and, x & z)
LOGICAL(logical_or, x | z)
LOGICAL(logical_xor, x ^ z)
LOGICAL(logical_equal, x == z)
WH_UNARY(wh_logical_not, uint8_t, uint8_t, uint8_t, uint8_t, WH_SAME, WH_SAME, x ^ 1)

#define FOR_CLASSES(X)                                          \
  X(is_nan, x != x)                                             \
  X(is_infinite, (x == __builtin_inf()) | (x == -__builtin_inf()))
#define CLASS(NAME, E)                                                                       \
  WH_UNARY(wh_##NAME##_f64, double, double, uint8_t, uint8_t, WH_SAME, WH_SAME, E)           \
  WH_UNARY(wh_##NAME##_f32, float, float, uint8_t, uint8_t, WH_SAME, WH_SAME, E)             \
  WH_UNARY(wh_##NAME##_bf16, uint16_t, float, uint8_t, uint8_t, wh_from_bf16, WH_SAME, E)
FOR_CLASSES(CLASS)

// `d = a ? b : c`, by the width of the elements.
#define SELECT(FN, WORD)                                                                     \
  WH_CLONES void FN(void *d, const void *a, const void *b, const void *c, int64_t n) {       \
    WORD *target = d;                                                                        \
    const uint8_t *condition = a;                                                            \
    const WORD *yes = b, *no = c;                                                            \
    WH_VECTOR_LOOP for (int64_t i = 0; i < n; i++) {                                         \
      const WORD y = yes[i], z = no[i];                                                      \
      target[i] = condition[i] ? y : z;                                                      \
    }                                                                                        \
  }
SELECT(wh_select_8, uint64_t)
SELECT(wh_select_4, uint32_t)
SELECT(wh_select_2, uint16_t)
SELECT(wh_select_1, uint8_t)

#define COMPARISON_ENTRY(NAME, ...)                                                          \
  {"compare." #NAME, 0, wh_##NAME##_f64}, {"compare." #NAME, 1, wh_##NAME##_f32},            \
      {"compare." #NAME, 2, wh_##NAME##_bf16}, {"compare." #NAME, 3, wh_##NAME##_i64},       \
      {"compare." #NAME, 4, wh_##NAME##_i32}, {"compare." #NAME, 5, wh_##NAME##_i8},
#define CLASS_ENTRY(NAME, ...)                                                               \
  {#NAME, 0, wh_##NAME##_f64}, {#NAME, 1, wh_##NAME##_f32}, {#NAME, 2, wh_##NAME##_bf16},

const wh_tile_entry wh_logic_tiles[] = {
    FOR_COMPARISONS(COMPARISON_ENTRY) FOR_CLASSES(CLASS_ENTRY)
    {"compare.equal", 6, wh_logical_equal}, {"compare.not_equal", 6, wh_logical_xor},
    {"logical_and", 6, wh_logical_and}, {"logical_or", 6, wh_logical_or},
    {"logical_xor", 6, wh_logical_xor}, {"logical_not", 6, wh_logical_not},
    {"select", 0, wh_select_8}, {"select", 1, wh_select_4}, {"select", 2, wh_select_2},
    {"select", 3, wh_select_8}, {"select", 4, wh_select_4}, {"select", 5, wh_select_1},
    {"select", 6, wh_select_1}, {0, 0, 0}};

extern const wh_tile_entry wh_float_tiles[], wh_integer_tiles[], wh_cast_tiles[];

wh_tile wh_find_tile(const char *name, int32_t dtype) {
  const wh_tile_entry *tables[] = {wh_float_tiles, wh_integer_tiles, wh_logic_tiles, wh_cast_tiles};
  for (int table = 0; table < 4; table++) {
    for (const wh_tile_entry *entry = tables[table]; entry->name; entry++) {
      if (entry->dtype == dtype && strcmp(entry->name, name) == 0) return entry->function;
    }
  }
  return 0;
}
