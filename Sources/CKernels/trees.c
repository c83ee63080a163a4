// Traversal of decision trees, for each dtype of features and of leaf values.

#include "trees.h"

#include <string.h>

#define FEATURE float
#define NODE wh_node32
#define BITS uint32_t
#define NAME(function) function##_f32
#include "trees_traversal.inc"
#undef FEATURE
#undef NODE
#undef BITS
#undef NAME

#define FEATURE double
#define NODE wh_node64
#define BITS uint64_t
#define NAME(function) function##_f64
#include "trees_traversal.inc"
#undef FEATURE
#undef NODE
#undef BITS
#undef NAME

#define FEATURE float
#define WALK walk_f32
#define VALUE float
#define SUMS wh_tree_sums_f32_f32
#include "trees_sums.inc"
#undef VALUE
#undef SUMS
#define VALUE double
#define SUMS wh_tree_sums_f32_f64
#include "trees_sums.inc"
#undef FEATURE
#undef WALK
#undef VALUE
#undef SUMS

#define FEATURE double
#define WALK walk_f64
#define VALUE float
#define SUMS wh_tree_sums_f64_f32
#include "trees_sums.inc"
#undef VALUE
#undef SUMS
#define VALUE double
#define SUMS wh_tree_sums_f64_f64
#include "trees_sums.inc"
