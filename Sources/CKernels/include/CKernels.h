// The public face of the C micro-kernels: plain loops over memory that the caller has checked.
//
// Nothing here allocates, locks or keeps state. Every loop that pays is compiled for several
// instruction sets and resolved once, when the program is loaded (see clones.h).
#ifndef WINDHOVER_CKERNELS_H
#define WINDHOVER_CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "trees.h"
#include "trees_ranked.h"

// MARK: Kernels

/// A kernel as a plan calls it.
///
/// `operands` are the addresses of the inputs, then of the outputs, then of scratch memory.
/// `parameters` were fixed when the plan was made. `[begin, end)` is the range of independent units
/// (rows, elements, panels; each kernel says which) to compute, so that a step can be split over
/// threads. Returns 0, or the kernel's own code where the operands' values allow no result.
typedef int32_t (*wh_kernel)(
    void *const *operands, const int64_t *parameters, int64_t begin, int64_t end);

/// A function of up to three runs of `n` elements; `d` may be one of them.
typedef void (*wh_tile)(void *d, const void *a, const void *b, const void *c, int64_t n);

/// Element types, in the order of `DType`.
enum { WH_F64, WH_F32, WH_BF16, WH_I64, WH_I32, WH_I8, WH_BOOL };

/// The element-wise function called `name` (`add`, `compare.less`, `cast.f32`, `select`, ...) over
/// operands of `dtype`; null where there is none.
wh_tile wh_find_tile(const char *name, int32_t dtype);

/// A chain of element-wise functions over tiles that stay in the first-level cache (fused.c).
int32_t wh_fused(void *const *operands, const int64_t *parameters, int64_t begin, int64_t end);
/// The number of elements in a tile.
enum { WH_TILE = 512 };
/// The most values (inputs, outputs and temporaries) that one chain can hold.
enum { WH_FUSED_SLOTS = 48 };
/// How an input of a chain is repeated over the chain's rows and columns.
enum { WH_FULL, WH_SCALAR, WH_ROW, WH_COLUMN };

// MARK: Reductions: units are outer positions; parameters {axis extent, inner extent}

/// A reduction kernel over `[outer, axis, inner]`: `sum`, `product`, `mean`, `max`, `min`, `all`,
/// `any`, `arg_max`, `arg_min`; `ordered` adds strictly in the order of the axis. Null where none
/// exists.
wh_kernel wh_find_reduction(const char *name, int32_t dtype, bool ordered);

/// A running sum over `[outer, axis, inner]`; parameters {axis extent, inner extent}.
wh_kernel wh_find_cumulative_sum(int32_t dtype);

// MARK: Moving elements

/// Copies a box of elements between two strided layouts; units are positions of the first axis.
/// Parameters {element size, rank, source offset, target offset, then extents, source strides,
/// target strides}, all in elements.
int32_t wh_strided_copy(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Fills with one element: operand 0 is the element; parameters {element size}; units are elements.
int32_t wh_fill(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Joins n inputs along an axis; units are outer positions; parameters {n, bytes of each a unit}.
int32_t wh_concatenate(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Picks slices `[outer, i, inner]`; operands x, indices, result; units are outer positions;
/// parameters {axis extent, index count, inner bytes, index element size}. Returns 1 for an index
/// out of range.
int32_t wh_gather(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Picks elements with one index each: `result[o, i, n] = x[o, indices[o, i, n], n]`; units are
/// outer positions; parameters {axis extent, index extent, inner extent, element size, index element
/// size}. Returns 1 for an index out of range.
int32_t wh_gather_along(void *const *, const int64_t *, int64_t begin, int64_t end);
/// A row of `depth` with a 1 at the index, or all 0 where it is out of range; units are indices;
/// parameters {depth, element size, index element size, bits of 1}.
int32_t wh_one_hot(void *const *, const int64_t *, int64_t begin, int64_t end);
/// The number of sorted boundaries below (or, `right`, not above) each value; units are values;
/// operands boundaries, values, i64 result; parameters {boundary count, right}.
wh_kernel wh_find_search_sorted(int32_t dtype);

// MARK: Matrix products

/// Packs `[batch, k, n]` into strips of 64 bytes of columns; units are batches; operands B, packed
/// at the indices given; parameters as `wh_find_matmul`.
wh_kernel wh_find_matmul_pack(int32_t dtype);
/// The bytes of one packed matrix.
int64_t wh_matmul_packed_bytes(int64_t k, int64_t n, int64_t element_size);
/// `[batch, m, k] x packed -> [batch, m, n]`; units are panels of 64 rows, batch after batch. Every
/// element is one chain of products in the order of k, whatever the rows around it.
/// Parameters {m, k, n, A elements a batch, packed bytes a batch, address of the packed matrix or 0,
/// index of the packed operand}.
wh_kernel wh_find_matmul(int32_t dtype);
enum { WH_MATMUL_PANEL = 64 };

// MARK: Distances

/// The difference of each row of `[rows, width]` from each column of `[width, count]` by the measure
/// called `name`; units are rows; parameters {width, count, bits of the exponent}. Null where there is
/// none.
wh_kernel wh_find_distance(const char *name, int32_t dtype);

// MARK: Text

/// Nullable UTF-8 strings in Arrow's layout, or a run of them.
typedef struct {
  const int64_t *offsets;
  const uint8_t *bytes;
  const uint8_t *missing;  // null where none is missing
} wh_strings;

/// A hash table of texts in open addressing; `slots` holds entry indices, or -1.
typedef struct {
  wh_strings entries;
  const int64_t *values;  // what each entry stands for
  const int32_t *slots;
  uint64_t slot_mask;
  int64_t unknown;        // the value of texts that are not entries
  int64_t missing;        // the value of missing elements
} wh_string_table;

/// A hash of `count` bytes.
uint64_t wh_hash_bytes(const uint8_t *bytes, int64_t count);
/// Looks up each text; units are elements; operands strings, vocabulary (not read), i64 result;
/// parameters {address of the table}.
int32_t wh_string_lookup(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Whether each text is missing; units are elements.
int32_t wh_string_is_missing(void *const *, const int64_t *, int64_t begin, int64_t end);
/// Whether two texts are present and equal; parameters {stride of the first, stride of the second}.
int32_t wh_string_equal(void *const *, const int64_t *, int64_t begin, int64_t end);

// MARK: Threads

/// The number of processors that the process may run on; at least 1.
int32_t wh_available_processors(void);
/// Tells the processor that this is a spin loop.
void wh_pause(void);
/// Adds 1 to a word that threads sleep on.
static inline void wh_atomic_increment(uint32_t *address) {
  __atomic_fetch_add(address, 1, __ATOMIC_SEQ_CST);
}
/// Reads a word that threads sleep on.
static inline uint32_t wh_atomic_load(const uint32_t *address) {
  return __atomic_load_n(address, __ATOMIC_SEQ_CST);
}
/// Sleeps until `*address` is no longer `expected`, or spuriously for a moment.
void wh_futex_wait(const uint32_t *address, uint32_t expected);
/// Wakes up to `count` sleepers at `address`.
void wh_futex_wake(const uint32_t *address, int32_t count);

#endif
