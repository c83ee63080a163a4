// Shallow trees evaluated whole, for 64 rows at a time.
//
// Every node of a tree is compared for all rows at once, which gives a mask of 64 bits: the rows that go
// right. The masks of a level are then folded by the decisions of the levels above it, until one is left:
// the rows that go right on their own path, one bit of the number of their leaf. No branch and no address
// depends on the rows, and the ensemble streams by once for 64 of them.

#include "trees.h"

#include <string.h>

#define WH_INLINE static inline __attribute__((always_inline))
#define WH_UNROLLED _Pragma("clang loop unroll(full)")

typedef uint8_t wh_bytes __attribute__((ext_vector_type(64)));
typedef uint16_t wh_words __attribute__((ext_vector_type(64)));
typedef _Bool wh_bits __attribute__((ext_vector_type(64)));
typedef uint64_t wh_masks8 __attribute__((ext_vector_type(8)));
typedef uint64_t wh_masks4 __attribute__((ext_vector_type(4)));
typedef uint64_t wh_masks2 __attribute__((ext_vector_type(2)));

enum { rows_per_block = 64 };

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
  uint64_t choices[WH_RANKED_DEPTH];
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

#define WH_TARGET
// Without an instruction that gathers, rows are better searched one after the other.
#define WH_SEARCHED_TOGETHER 1
#define RANK uint8_t
#define RANKS wh_bytes
#define NAME(function) function##_u8_baseline
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
#define NAME(function) function##_u16_baseline
#include "trees_ranked.inc"
#undef WH_TARGET
#undef WH_SEARCHED_TOGETHER

#if defined(__x86_64__)
#define WH_SEARCHED_TOGETHER rows_per_block
#define WH_TARGET __attribute__((target("arch=x86-64-v3")))
#define RANK uint8_t
#define RANKS wh_bytes
#define NAME(function) function##_u8_v3
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
#define NAME(function) function##_u16_v3
#include "trees_ranked.inc"
#undef WH_TARGET

// Vectors of 512 bits must be asked for: compilers leave them out on their own.
#define WH_TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define RANK uint8_t
#define RANKS wh_bytes
#define NAME(function) function##_u8_v4
#include "trees_ranked.inc"
#define RANK uint16_t
#define RANKS wh_words
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

// Fewer rows than this are walked: a block costs the same for one row as for all.
enum { fewest_rows = 12 };

#define WH_RANKED_SUMS(features, FEATURE, values, VALUE)                                         \
  int32_t wh_ranked_sums_##features##_##values(                                                  \
      void *const *operands, const int64_t *p, int64_t begin, int64_t end) {                     \
    const size_t width = (size_t)p[0];                                                           \
    const wh_leaf_sums *sums = (const wh_leaf_sums *)(intptr_t)p[3];                             \
    const wh_ranked_trees *ranked = (const wh_ranked_trees *)(intptr_t)p[4];                     \
    const FEATURE *x = (const FEATURE *)operands[0];                                             \
    VALUE *out = (VALUE *)operands[p[1]];                                                        \
    _Alignas(64) uint8_t block[WH_RANKED_BYTES];                                                 \
    for (int64_t start = begin; start < end; start += rows_per_block) {                          \
      const int64_t rest = end - start;                                                          \
      if (rest < fewest_rows)                                                                    \
        return wh_tree_sums_##features##_##values(operands, p, start, end);                      \
      const size_t rows = rest < rows_per_block ? (size_t)rest : rows_per_block;                 \
      WH_RANKED(ranks_##features, ranked)                                                        \
      (ranked, x + (size_t)start * width, width, rows, (void *)block);                           \
      WH_RANKED(sums_##values, ranked)                                                           \
      (ranked, sums, (const void *)block, rows, out + start * sums->output_count);               \
    }                                                                                            \
    return 0;                                                                                    \
  }

WH_RANKED_SUMS(f32, float, f32, float)
WH_RANKED_SUMS(f32, float, f64, double)
WH_RANKED_SUMS(f64, double, f32, float)
WH_RANKED_SUMS(f64, double, f64, double)
