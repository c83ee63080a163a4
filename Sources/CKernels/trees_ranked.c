// Trees evaluated whole, for 64 rows at a time.
//
// Nodes are compared for all rows of a block at once, which gives a mask of 64 bits: the rows that go right.
// The masks of a complete tree's level are folded by the decisions of the levels above it, until one is
// left: the rows that go right on their own path, one bit of the number of their leaf. Its lowest levels,
// of which a row needs one node out of many, rows walk. Other trees are decided from the leaves up, where a
// number is eight masks, one of each bit. The ensemble streams by once for several blocks.

#include "trees_ranked.h"

#include <math.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define WH_INLINE static inline __attribute__((always_inline))
#define WH_UNROLLED _Pragma("clang loop unroll(full)")
// Loops of a few dependent loads a row: wide gathers are slower than the loads.
#define WH_ROW_BY_ROW _Pragma("clang loop vectorize(disable) interleave(disable) unroll_count(4)")

enum { rows_per_block = WH_RANKED_ROWS };
// Fewer rows than this are taken one by one: a block costs the same for one row as for all.
enum { fewest_rows = 12 };
// How many trees one row walks at a time, whose loads then overlap.
enum { walked_together = 8 };
// The most blocks for which the ensemble streams by once, and the bytes of their ranks, for the first cache.
enum { most_blocks = 4, near_bytes = 1 << 14 };

typedef uint8_t wh_bytes __attribute__((ext_vector_type(64)));
typedef uint16_t wh_words __attribute__((ext_vector_type(64)));
typedef _Bool wh_bits __attribute__((ext_vector_type(64)));
typedef uint64_t wh_masks8 __attribute__((ext_vector_type(8)));
typedef uint64_t wh_masks4 __attribute__((ext_vector_type(4)));
typedef uint64_t wh_masks2 __attribute__((ext_vector_type(2)));

// Where a bit of `choice` is set, that of `right`, otherwise that of `left`.
#define WH_CHOOSE(choice, left, right) (((right) & (choice)) | ((left) & ~(choice)))

// The mask that rows are at, out of the 2^depth masks of a level; `choices` are the decisions above it.
WH_INLINE uint64_t fold(const uint64_t *masks, int depth, const uint64_t *choices) {
  if (depth == 1) return WH_CHOOSE(choices[0], masks[0], masks[1]);
  if (depth == 2) {
    const uint64_t left = WH_CHOOSE(choices[0], masks[0], masks[2]);
    const uint64_t right = WH_CHOOSE(choices[0], masks[1], masks[3]);
    return WH_CHOOSE(choices[1], left, right);
  }
  wh_masks8 level[16];
  int count = (1 << depth) / 8;
  memcpy(level, masks, (size_t)count * sizeof level[0]);
  WH_UNROLLED for (; count > 1; choices++) {
    count /= 2;
    WH_UNROLLED for (int i = 0; i < count; i++)
      level[i] = WH_CHOOSE((wh_masks8)choices[0], level[i], level[i + count]);
  }
  const wh_masks4 four = WH_CHOOSE((wh_masks4)choices[0], level[0].lo, level[0].hi);
  const wh_masks2 two = WH_CHOOSE((wh_masks2)choices[1], four.lo, four.hi);
  return WH_CHOOSE(choices[2], (uint64_t)two.x, (uint64_t)two.y);
}

// The leaf of each row among 2^depth, from the masks of all nodes; that of the node at position p is at p.
WH_INLINE void leaves_of(const uint64_t *masks, int depth, uint8_t *leaf) {
  uint64_t choices[WH_RANKED_LEVELS];
  wh_bytes number = (wh_bytes)(uint8_t)0;
  WH_UNROLLED for (int level = 0; level < depth; level++) {
    const uint64_t choice = level == 0 ? masks[1] : fold(masks + (1 << level), level, choices);
    choices[level] = choice;
    wh_bits bits;
    memcpy(&bits, &choice, sizeof choice);
    number |= __builtin_convertvector(bits, wh_bytes) << (wh_bytes)(uint8_t)(depth - 1 - level);
  }
  memcpy(leaf, &number, sizeof number);
}

// The bytes whose bits eight masks are: bit b of byte i is bit i of mask b.
WH_INLINE void bytes_of(const uint64_t *masks, uint8_t *bytes) {
  wh_bytes number = (wh_bytes)(uint8_t)0;
  WH_UNROLLED for (int bit = 0; bit < 8; bit++) {
    wh_bits bits;
    memcpy(&bits, masks + bit, sizeof bits);
    number |= __builtin_convertvector(bits, wh_bytes) << (wh_bytes)(uint8_t)bit;
  }
  memcpy(bytes, &number, sizeof number);
}

// One value of each row's leaf, added to the row's sum.
#define WH_ADD(name, VALUE, LEAF)                                                                \
  static void name(                                                                              \
      const VALUE *restrict leaves, size_t per_leaf, const LEAF *restrict leaf,                  \
      VALUE *restrict totals) {                                                                  \
    WH_ROW_BY_ROW for (int row = 0; row < rows_per_block; row++)                                 \
      totals[row] += leaves[leaf[row] * per_leaf];                                               \
  }
WH_ADD(add_bytes_f32, float, uint8_t)
WH_ADD(add_bytes_f64, double, uint8_t)
WH_ADD(add_f32, float, uint16_t)
WH_ADD(add_f64, double, uint16_t)

// Whether a number counts as missing where zero does, and the code of a category.
#define WH_CELL(features, FEATURE)                                                               \
  WH_INLINE int is_missing_##features(FEATURE value) {                                           \
    return value <= (FEATURE)1e-35f && value >= (FEATURE)-1e-35f;                                \
  }                                                                                              \
  WH_INLINE uint8_t code_##features(FEATURE value) {                                             \
    if (value != value) return WH_CODE_MISSING;                                                  \
    return value > (FEATURE)-1 && value < (FEATURE)WH_CODE_MISSING ? (uint8_t)value              \
                                                                   : WH_CODE_UNKNOWN;            \
  }
WH_CELL(f32, float)
WH_CELL(f64, double)

#define RANK uint8_t
#define NAME(function) function##_u8
#include "trees_ranked_rows.inc"
#define RANK uint16_t
#define NAME(function) function##_u16
#include "trees_ranked_rows.inc"

// The ranks of a block's values among the 2^levels - 1 thresholds of a column, which lie by levels: the root is
// at 1, the children of p are at 2p and 2p + 1.
#define WH_SEARCH_LOOP(name, FEATURE, together)                                                  \
  WH_TARGET static void name(                                                                    \
      const FEATURE *restrict thresholds, uint32_t levels, const FEATURE *restrict values,       \
      uint32_t *restrict place) {                                                                \
    for (int first = 0; first < rows_per_block; first += together) {                             \
      for (int row = first; row < first + together; row++) place[row] = 1;                       \
      for (uint32_t level = 0; level < levels; level++)                                          \
        for (int row = first; row < first + together; row++)                                     \
          place[row] = 2 * place[row] + (uint32_t)(values[row] > thresholds[place[row]]);        \
      for (int row = first; row < first + together; row++) place[row] -= 1u << levels;           \
    }                                                                                            \
  }

#define WH_TARGET
// Without an instruction that gathers, rows are better searched one after the other.
WH_SEARCH_LOOP(search_f32_baseline, float, 1)
WH_SEARCH_LOOP(search_f64_baseline, double, 1)
#define WH_SEARCH(features) search_##features##_baseline
// The rows whose code a set of 32 bytes has.
WH_INLINE uint64_t members_baseline(const uint8_t *codes, const uint8_t *set) {
  uint64_t mask = 0;
  for (int row = 0; row < rows_per_block; row++)
    mask |= (uint64_t)((set[codes[row] >> 3] >> (codes[row] & 7)) & 1) << row;
  return mask;
}
#define WH_MEMBERS members_baseline
#define RANK uint8_t
#define RANKS wh_bytes
#define ROW_NAME(function) function##_u8
#define NAME(function) function##_u8_baseline
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
#define ROW_NAME(function) function##_u16
#define NAME(function) function##_u16_baseline
#include "trees_ranked.inc"
#undef WH_TARGET
#undef WH_SEARCH
#undef WH_MEMBERS

#if defined(__x86_64__)
#define WH_TARGET __attribute__((target("arch=x86-64-v3")))
WH_SEARCH_LOOP(search_f32_v3, float, rows_per_block)
WH_SEARCH_LOOP(search_f64_v3, double, rows_per_block)
#define WH_SEARCH(features) search_##features##_v3
// Each byte of the set is found by its place, in one half or the other, and its bit by a table of bits.
__attribute__((target("arch=x86-64-v3"))) static uint64_t members_v3(
    const uint8_t *codes, const uint8_t *set) {
  const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set));
  const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(set + 16)));
  const __m256i bits = _mm256_set1_epi64x((int64_t)0x8040201008040201);
  uint64_t mask = 0;
  WH_UNROLLED for (int half = 0; half < 2; half++) {
    const __m256i code = _mm256_loadu_si256((const __m256i *)(codes + 32 * half));
    const __m256i place =
        _mm256_and_si256(_mm256_srli_epi16(code, 3), _mm256_set1_epi8(0x1f));
    const __m256i in_high = _mm256_cmpgt_epi8(place, _mm256_set1_epi8(15));
    const __m256i byte = _mm256_blendv_epi8(
        _mm256_shuffle_epi8(low, place),
        _mm256_shuffle_epi8(high, _mm256_and_si256(place, _mm256_set1_epi8(15))), in_high);
    const __m256i bit =
        _mm256_shuffle_epi8(bits, _mm256_and_si256(code, _mm256_set1_epi8(7)));
    const __m256i has = _mm256_cmpeq_epi8(_mm256_and_si256(byte, bit), bit);
    mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(has) << (32 * half);
  }
  return mask;
}
#define WH_MEMBERS members_v3
#define RANK uint8_t
#define RANKS wh_bytes
#define ROW_NAME(function) function##_u8
#define NAME(function) function##_u8_v3
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
#define ROW_NAME(function) function##_u16
#define NAME(function) function##_u16_v3
#include "trees_ranked.inc"
#undef WH_TARGET
#undef WH_SEARCH

// Vectors of 512 bits must be asked for: compilers leave them out on their own.
#define WH_TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
// The thresholds of the first levels stay in registers, where a permutation finds them.
WH_TARGET static void search_f32_v4(
    const float *restrict thresholds, uint32_t levels, const float *restrict values,
    uint32_t *restrict place) {
  enum { vectors = rows_per_block / 16, in_registers = 7 };
  __m512 level[8];
  // A table of fewer levels ends before, at a whole number of vectors.
  const int loaded = levels >= in_registers ? 8 : levels <= 4 ? 1 : 1 << (levels - 4);
  for (int i = 0; i < 8; i++) level[i] = _mm512_loadu_ps(thresholds + 16 * (i < loaded ? i : 0));
  __m512i at[vectors];
  __m512 value[vectors];
  WH_UNROLLED for (int i = 0; i < vectors; i++) {
    at[i] = _mm512_set1_epi32(1);
    value[i] = _mm512_loadu_ps(values + 16 * i);
  }
  for (uint32_t step = 0; step < levels; step++) {
    WH_UNROLLED for (int i = 0; i < vectors; i++) {
      __m512 threshold;
      if (step < 4) {
        threshold = _mm512_permutexvar_ps(at[i], level[0]);
      } else if (step == 4) {
        threshold = _mm512_permutexvar_ps(at[i], level[1]);
      } else if (step == 5) {
        threshold = _mm512_permutex2var_ps(level[2], at[i], level[3]);
      } else if (step == 6) {
        threshold = _mm512_mask_blend_ps(
            _mm512_test_epi32_mask(at[i], _mm512_set1_epi32(32)),
            _mm512_permutex2var_ps(level[4], at[i], level[5]),
            _mm512_permutex2var_ps(level[6], at[i], level[7]));
      } else {
        threshold = _mm512_i32gather_ps(at[i], thresholds, 4);
      }
      const __mmask16 above = _mm512_cmp_ps_mask(value[i], threshold, _CMP_GT_OQ);
      at[i] = _mm512_add_epi32(at[i], at[i]);
      at[i] = _mm512_mask_add_epi32(at[i], above, at[i], _mm512_set1_epi32(1));
    }
  }
  WH_UNROLLED for (int i = 0; i < vectors; i++)
    _mm512_storeu_si512(
        place + 16 * i, _mm512_sub_epi32(at[i], _mm512_set1_epi32((int)(1u << levels))));
}

WH_TARGET static void search_f64_v4(
    const double *restrict thresholds, uint32_t levels, const double *restrict values,
    uint32_t *restrict place) {
  enum { vectors = rows_per_block / 8, in_registers = 6 };
  __m512d level[8];
  const int loaded = levels >= in_registers ? 8 : levels <= 3 ? 1 : 1 << (levels - 3);
  for (int i = 0; i < 8; i++) level[i] = _mm512_loadu_pd(thresholds + 8 * (i < loaded ? i : 0));
  for (int half = 0; half < 2; half++) {
    enum { near = vectors / 2 };
    __m512i at[near];
    __m512d value[near];
    WH_UNROLLED for (int i = 0; i < near; i++) {
      at[i] = _mm512_set1_epi64(1);
      value[i] = _mm512_loadu_pd(values + 8 * (half * near + i));
    }
    for (uint32_t step = 0; step < levels; step++) {
      WH_UNROLLED for (int i = 0; i < near; i++) {
        __m512d threshold;
        if (step < 3) {
          threshold = _mm512_permutexvar_pd(at[i], level[0]);
        } else if (step == 3) {
          threshold = _mm512_permutexvar_pd(at[i], level[1]);
        } else if (step == 4) {
          threshold = _mm512_permutex2var_pd(level[2], at[i], level[3]);
        } else if (step == 5) {
          threshold = _mm512_mask_blend_pd(
              _mm512_test_epi64_mask(at[i], _mm512_set1_epi64(16)),
              _mm512_permutex2var_pd(level[4], at[i], level[5]),
              _mm512_permutex2var_pd(level[6], at[i], level[7]));
        } else {
          threshold = _mm512_i64gather_pd(at[i], thresholds, 8);
        }
        const __mmask8 above = _mm512_cmp_pd_mask(value[i], threshold, _CMP_GT_OQ);
        at[i] = _mm512_add_epi64(at[i], at[i]);
        at[i] = _mm512_mask_add_epi64(at[i], above, at[i], _mm512_set1_epi64(1));
      }
    }
    WH_UNROLLED for (int i = 0; i < near; i++)
      _mm256_storeu_si256(
          (__m256i *)(place + 8 * (half * near + i)),
          _mm512_cvtepi64_epi32(
              _mm512_sub_epi64(at[i], _mm512_set1_epi64((int64_t)1 << levels))));
  }
}
#define WH_SEARCH(features) search_##features##_v4
#define RANK uint8_t
#define RANKS wh_bytes
#define ROW_NAME(function) function##_u8
#define NAME(function) function##_u8_v4
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
#define ROW_NAME(function) function##_u16
#define NAME(function) function##_u16_v4
#include "trees_ranked.inc"
#undef WH_TARGET
#endif

int32_t wh_ranked_instructions(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return WH_X86_64_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return WH_X86_64_V3;
#endif
  return WH_BASELINE;
}

// The function called `name` for the ensemble's ranks and instruction set.
#if defined(__x86_64__)
#define WH_RANKED(name, ranked)                                                                  \
  ((ranked)->rank_bytes == 1                                                                     \
       ? ((ranked)->instructions == WH_X86_64_V4   ? name##_u8_v4                                \
          : (ranked)->instructions == WH_X86_64_V3 ? name##_u8_v3                                \
                                                   : name##_u8_baseline)                         \
       : ((ranked)->instructions == WH_X86_64_V4   ? name##_u16_v4                               \
          : (ranked)->instructions == WH_X86_64_V3 ? name##_u16_v3                               \
                                                   : name##_u16_baseline))
#else
#define WH_RANKED(name, ranked)                                                                  \
  ((ranked)->rank_bytes == 1 ? name##_u8_baseline : name##_u16_baseline)
#endif

// The function called `name` of single rows for the ensemble's ranks.
#define WH_RANKED_ROW(name, ranked) ((ranked)->rank_bytes == 1 ? name##_u8 : name##_u16)

#define WH_RANKED_SUMS(features, FEATURE, values, VALUE)                                         \
  int32_t wh_ranked_sums_##features##_##values(                                                  \
      void *const *operands, const int64_t *p, int64_t begin, int64_t end) {                     \
    const size_t width = (size_t)p[0];                                                           \
    const wh_leaf_sums *sums = (const wh_leaf_sums *)(intptr_t)p[3];                             \
    const wh_ranked_trees *ranked = (const wh_ranked_trees *)(intptr_t)p[4];                     \
    const FEATURE *x = (const FEATURE *)operands[0];                                             \
    VALUE *out = (VALUE *)operands[p[1]];                                                        \
    const size_t block_bytes =                                                                   \
        (size_t)ranked->column_count * rows_per_block * (size_t)ranked->rank_bytes;              \
    const int64_t near = block_bytes ? (int64_t)(near_bytes / block_bytes) : most_blocks;        \
    const int64_t together = near < 1 ? 1 : near > most_blocks ? most_blocks : near;             \
    _Alignas(64) uint8_t blocks[WH_RANKED_BYTES];                                                \
    for (int64_t start = begin; start < end;) {                                                  \
      const int64_t rest = end - start;                                                          \
      if (rest < fewest_rows) {                                                                  \
        if (!ranked->walks_rows)                                                                 \
          return wh_tree_sums_##features##_##values(operands, p, start, end);                    \
        WH_RANKED_ROW(row_##features##_##values, ranked)                                         \
        (ranked, sums, x + (size_t)start * width, (void *)blocks,                                \
         out + start * sums->output_count);                                                      \
        start++;                                                                                 \
        continue;                                                                                \
      }                                                                                          \
      int64_t count = 0, rows = 0;                                                               \
      /* A last block of few rows is left to the loop above. */                                  \
      while (count < together && rest - rows >= fewest_rows) {                                   \
        const int64_t own = rest - rows < rows_per_block ? rest - rows : rows_per_block;         \
        WH_RANKED(ranks_##features, ranked)                                                      \
        (ranked, x + (size_t)(start + rows) * width, width, (size_t)own,                         \
         (void *)(blocks + (size_t)count * block_bytes));                                        \
        rows += own;                                                                             \
        count++;                                                                                 \
      }                                                                                          \
      WH_RANKED(sums_##values, ranked)                                                           \
      (ranked, sums, (const void *)blocks, (size_t)count, (size_t)rows,                          \
       out + start * sums->output_count);                                                        \
      start += rows;                                                                             \
    }                                                                                            \
    return 0;                                                                                    \
  }

WH_RANKED_SUMS(f32, float, f32, float)
WH_RANKED_SUMS(f32, float, f64, double)
WH_RANKED_SUMS(f64, double, f32, float)
WH_RANKED_SUMS(f64, double, f64, double)
