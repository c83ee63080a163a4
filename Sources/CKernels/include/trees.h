// Traversal of decision trees: the packed form of the nodes, and the kernels over it.
#ifndef WINDHOVER_TREES_H
#define WINDHOVER_TREES_H

#include <stddef.h>
#include <stdint.h>

// The bits of `wh_node*.feature` above the column number.
#define WH_NAN_LEFT 0x80000000u
#define WH_CATEGORY 0x40000000u
#define WH_ZERO_IS_MISSING 0x20000000u
#define WH_FEATURE_MASK 0x1fffffffu

// A node goes left, to `left`, or right, to `left + 1`. A leaf has `left` pointing at itself and a
// threshold of +inf with NaN going left, so that further steps stay there.
typedef struct {
  float threshold;  // at a category node: the bits of the number of the set
  uint32_t feature;
  uint32_t left;
} wh_node32;

typedef struct {
  double threshold;
  uint32_t feature;
  uint32_t left;
} wh_node64;

// An ensemble ready to run. Pointers are borrowed.
typedef struct {
  const void *nodes;            // wh_node32 or wh_node64
  const uint32_t *leaf_of_node; // the leaf number of each leaf node
  const uint32_t *roots;        // the first node of each tree
  const uint32_t *depths;       // the longest path of each tree, in steps
  int64_t tree_count;
  const uint32_t *set_offsets;  // where each category set's words begin
  const uint32_t *set_words;
  int32_t has_special_nodes;       // some node is a category node or takes zero as missing
} wh_trees;

// How leaves become outputs: see the `tree_ensemble` operation.
typedef struct {
  const void *leaf_values;  // leaves x values_per_leaf
  int64_t values_per_leaf;
  const int32_t *tree_outputs;
  const void *base;
  int64_t output_count;
  int32_t average;
} wh_leaf_sums;

// Kernels as plans call them. Operand 0 is the matrix of features, the last one the result; units are
// rows; parameters {number of columns, index of the result among the operands, address of the
// `wh_trees`, address of the `wh_leaf_sums`}.

// result[row * tree_count + tree] = the leaf that `tree` sends `row` to, as i64.
int32_t wh_tree_leaves_f32(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_tree_leaves_f64(void *const *, const int64_t *, int64_t begin, int64_t end);

// result[row * output_count + output]; the suffixes name the dtypes of features and of leaf values.
int32_t wh_tree_sums_f32_f32(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_tree_sums_f32_f64(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_tree_sums_f64_f32(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_tree_sums_f64_f64(void *const *, const int64_t *, int64_t begin, int64_t end);

#endif
