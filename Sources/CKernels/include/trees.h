// Traversal of decision trees: the packed form of the nodes, and the kernels over it.
#ifndef WINDHOVER_TREES_H
#define WINDHOVER_TREES_H

#include <stddef.h>
#include <stdint.h>

// The bits of `windhover_node*.feature` above the column number.
#define WINDHOVER_NAN_LEFT 0x80000000u
#define WINDHOVER_CATEGORY 0x40000000u
#define WINDHOVER_ZERO_IS_MISSING 0x20000000u
#define WINDHOVER_FEATURE_MASK 0x1fffffffu

// A node goes left, to `left`, or right, to `left + 1`. A leaf has `left` pointing at itself and a
// threshold of +inf with NaN going left, so that further steps stay there.
typedef struct {
  float threshold;  // at a category node: the bits of the number of the set
  uint32_t feature;
  uint32_t left;
} windhover_node32;

typedef struct {
  double threshold;
  uint32_t feature;
  uint32_t left;
} windhover_node64;

// An ensemble ready to run. Pointers are borrowed.
typedef struct {
  const void *nodes;            // windhover_node32 or windhover_node64
  const uint32_t *leaf_of_node; // the leaf number of each leaf node
  const uint32_t *roots;        // the first node of each tree
  const uint32_t *depths;       // the longest path of each tree, in steps
  size_t tree_count;
  const uint32_t *set_offsets;  // where each category set's words begin
  const uint32_t *set_words;
  int has_special_nodes;        // some node is a category node or takes zero as missing
} windhover_trees;

// leaves[row * tree_count + tree] = the leaf that `tree` sends `row` to.
void windhover_tree_leaves_f32(const windhover_trees *trees, const float *x, size_t rows,
                               size_t width, int64_t *leaves);
void windhover_tree_leaves_f64(const windhover_trees *trees, const double *x, size_t rows,
                               size_t width, int64_t *leaves);

// How leaves become outputs: see the `tree_ensemble` operation.
typedef struct {
  const void *leaf_values;       // leaves x values_per_leaf
  size_t values_per_leaf;
  const int32_t *tree_outputs;
  const void *base;
  size_t output_count;
  int average;
} windhover_leaf_sums;

// out[row * output_count + output]; the suffixes name the dtypes of features and of leaf values.
void windhover_tree_sums_f32_f32(const windhover_trees *trees, const windhover_leaf_sums *sums,
                                 const float *x, size_t rows, size_t width, float *out);
void windhover_tree_sums_f32_f64(const windhover_trees *trees, const windhover_leaf_sums *sums,
                                 const float *x, size_t rows, size_t width, double *out);
void windhover_tree_sums_f64_f32(const windhover_trees *trees, const windhover_leaf_sums *sums,
                                 const double *x, size_t rows, size_t width, float *out);
void windhover_tree_sums_f64_f64(const windhover_trees *trees, const windhover_leaf_sums *sums,
                                 const double *x, size_t rows, size_t width, double *out);

#endif
