// Trees by the ranks of features: a feature's rank is how many of the ensemble's own thresholds on it are
// below it, so that `x <= threshold` is `rank <= place of the threshold`, exactly, on one byte or two.
// Rows are taken 64 at a time, a block.
#ifndef WINDHOVER_TREES_RANKED_H
#define WINDHOVER_TREES_RANKED_H

#include "trees.h"

// How the decisions of a tree become the number of a row's leaf.
enum {
  // The tree as a complete one: the number's bits are the decisions on the way, the first the highest.
  WH_COMPLETE,
  // Complete, and all nodes of a level are the same: one decision a level.
  WH_SYMMETRIC,
  // Any tree: from the last nodes up, each chooses among the numbers that its children give.
  WH_DIAGRAM
};

// One tree. Its nodes that are compared for whole blocks stand apart from those that rows walk to.
typedef struct {
  uint32_t first_node;    // of `node_columns`, `node_ranks` and `node_slots`
  uint32_t first_member;  // of `member_columns`, `member_sets` and `member_slots`: category nodes
  uint32_t first_walk;    // complete: of `walk_nodes`; diagram: of `children`, in pairs
  uint32_t first_leaf;    // of the leaves
  uint16_t node_count;
  uint16_t member_count;
  uint8_t form;
  uint8_t masked_levels;  // complete and symmetric: the levels that are compared for whole blocks
  uint8_t walked_levels;  // complete: the levels below, which each row walks
  uint8_t run;            // how many trees from this one have its form and depth; at most 255
} wh_ranked_tree;

// An ensemble. Pointers are borrowed.
//
// A column holds the ranks of a feature for one way that NaN goes and one meaning of zero; a feature whose
// nodes differ in that has several. Of a feature that is a category, it holds the bytes of the codes.
typedef struct {
  int32_t rank_bytes;                // 1 where no column has more than 255 thresholds, otherwise 2
  int32_t instructions;              // one of WH_BASELINE, WH_X86_64_V3, WH_X86_64_V4
  int64_t column_count;
  const uint32_t *column_features;
  const uint8_t *column_flags;       // WH_COLUMN_*
  const uint32_t *column_levels;     // the steps of a search among a column's thresholds
  const uint32_t *column_thresholds; // where its thresholds begin: 2^levels of them, and at least 16
  // Of the dtype of the features; by levels, the root at 1, +inf where there are too few.
  const void *thresholds;
  int64_t tree_count;
  const wh_ranked_tree *trees;
  // The slot of a node is the place of its mask of rows: in complete trees the root is 1, and the children of
  // p are 2p and 2p + 1; in diagrams nodes are counted from 0, children before parents, the root last.
  const uint16_t *node_columns;
  const void *node_ranks;            // the place of each node's threshold, of `rank_bytes`
  const uint8_t *node_slots;
  const uint16_t *member_columns;
  const uint8_t *member_sets;        // of 32 bytes: the codes that go right
  const uint8_t *member_slots;
  // 2^depth of a complete tree, by slots: (column * WH_RANKED_ROWS) << bits of a rank | rank.
  const uint32_t *walk_nodes;
  const uint16_t *children;          // left and right: a leaf's number, or WH_DIAGRAM_LEAVES + slot
  const void *leaf_values;           // a complete tree has 2^depth leaves
  int32_t diagram_leaves;            // the most leaves of a diagram
  int32_t walks_rows;                // whether single rows may walk: no tree has category nodes
} wh_ranked_trees;

// NaN goes left.
#define WH_COLUMN_NAN_LEFT 1
// Values of at most 1e-35 in magnitude count as NaN.
#define WH_COLUMN_ZERO_IS_MISSING 2
// Bytes of a category's codes instead of ranks.
#define WH_COLUMN_CODES 4
// The codes of what counts as NaN, and of what no set has.
enum { WH_CODE_MISSING = 254, WH_CODE_UNKNOWN = 255 };

// The most levels of a tree that are compared for whole blocks, so that a byte numbers what is below.
enum { WH_RANKED_LEVELS = 8 };
// The most leaves of a diagram.
enum { WH_DIAGRAM_LEAVES = 256 };
// The most bytes of the ranks of a block, which lie on the stack.
enum { WH_RANKED_BYTES = 1 << 17 };
// The most outputs of an ensemble whose sums are kept there.
enum { WH_RANKED_OUTPUTS = 64 };
// Rows of a block.
enum { WH_RANKED_ROWS = 64 };
// Instruction sets of the ranked kernels.
enum { WH_BASELINE, WH_X86_64_V3, WH_X86_64_V4 };
// The best of them that this processor has.
int32_t wh_ranked_instructions(void);

// The sums of `wh_tree_sums_*` by ranks; one parameter more: {…, address of the `wh_ranked_trees`}. Where
// single rows may not walk, a rest of rows that is too few for a block takes the packed trees.
int32_t wh_ranked_sums_f32_f32(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_ranked_sums_f32_f64(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_ranked_sums_f64_f32(void *const *, const int64_t *, int64_t begin, int64_t end);
int32_t wh_ranked_sums_f64_f64(void *const *, const int64_t *, int64_t begin, int64_t end);

#endif
