// For each operation, when it keeps rows apart.

import TensorIR
import Tensors

/// The rules of `RowIndependence`, one for each operation that has one.
enum RowRules {
  /// An operation whose operands are invariant or by row, and whose results lead with the rows.
  struct Step {
    let operation: TensorIR.Operation
    let isElementwise: Bool
    let operands: [RowIndependence.Dependence]
    let operandTypes: [ValueType]
    let resultTypes: [ValueType]
    let rows: Dimension

    func isByRow(_ operand: Int) -> Bool {
      operand < operands.count && operands[operand] == .byRow
    }

    /// Whether every operand behind the first is invariant.
    var restIsInvariant: Bool { operands.dropFirst().allSatisfy { $0 == .invariant } }

    func rank(_ operand: Int) -> Int { operandTypes[operand].tensorType?.rank ?? -1 }

    var resultRank: Int { resultTypes.first?.tensorType?.rank ?? -1 }

    /// The axis attribute; 0, which keeps no rows, where there is none.
    var axis: Int { if case .int(let axis)? = operation.attributes["axis"] { axis } else { 0 } }

    func ints(_ name: String) -> [Int]? {
      if case .ints(let values)? = operation.attributes[name] { values } else { nil }
    }

    func flag(_ name: String) -> Bool { operation.attributes[name] == .bool(true) }
  }

  /// Whether row `i` of every result depends on row `i` of the operands that are by row.
  static func keepsRows(_ step: Step) -> Bool {
    if step.isElementwise { return elementwise(step) }
    switch step.operation.name {
    case "reduce_sum", "reduce_product", "reduce_mean", "reduce_max", "reduce_min", "reduce_all",
      "reduce_any", "reverse":
      return step.isByRow(0) && step.ints("axes").map { !$0.contains(0) } ?? false
    case "arg_max", "arg_min", "cumulative_sum", "sort", "arg_sort", "slice", "insert_axis":
      return step.isByRow(0) && step.axis != 0
    case "top_k": return step.isByRow(0) && step.rank(0) > 1
    case "concatenate":
      return step.axis != 0 && step.operands.allSatisfy { $0 == .byRow }
    case "reshape", "one_hot", "split_text", "ragged_counts", "ragged_row_lengths", "to_sparse",
      "to_dense", "text_hashes", "sparse_normalize_rows", "sparse_map", "sparse_cast",
      "sparse_select_columns":
      return step.operands == [.byRow]
    case "string_lookup", "ragged_lookup", "sparse_scale_columns", "string_fill_missing",
      "tree_ensemble", "tree_leaves", "term_counts", "text_counts", "pairwise_distance",
      "nearest_points", "kernel_density", "listed_labels":
      return step.isByRow(0) && step.restIsInvariant
    case "string_is_missing", "string_to_number", "city_hash", "couple_probabilities":
      return step.operands == [.byRow]
    case "sparse_concatenate", "solve_positive": return step.operands.allSatisfy { $0 == .byRow }
    case "transpose": return step.isByRow(0) && step.ints("permutation")?.first == 0
    case "pad":
      return step.isByRow(0) && step.restIsInvariant && step.ints("low")?.first == 0
        && step.ints("high")?.first == 0
    case "broadcast": return broadcasts(step, operand: 0)
    case "broadcast_like": return step.isByRow(1) && broadcasts(step, operand: 0)
    case "reshape_like": return step.operands == [.byRow, .byRow]
    case "iota": return step.axis != 0
    case "gather":
      return step.axis == 0
        ? !step.isByRow(0) && step.isByRow(1) : step.isByRow(0) && !step.isByRow(1)
    case "gather_along": return step.axis != 0 && step.operands == [.byRow, .byRow]
    case "scatter_add_along":
      return step.axis != 0 && step.operands.allSatisfy { $0 == .byRow }
    case "require": return step.operands == [.byRow, .byRow, .byRow]
    case "search_sorted": return step.operands == [.invariant, .byRow]
    case "matmul": return matmul(step)
    case "sparse_matmul":
      return step.isByRow(0) && step.restIsInvariant && !step.flag("transpose_left")
    default: return false
    }
  }

  /// Whether `dimension_size` measures an axis that is not the rows.
  static func isInvariantSize(_ step: Step) -> Bool {
    guard let type = step.operandTypes[0].tensorType, type.dimensions.indices.contains(step.axis)
    else { return false }
    let dimension = type.dimensions[step.axis]
    return dimension != step.rows && dimension != .unknown
  }

  /// Rows are aligned with rows, and what has none repeats.
  private static func elementwise(_ step: Step) -> Bool {
    step.operands.indices.allSatisfy { operand in
      step.operandTypes[operand].isDense
        && (!step.isByRow(operand) || step.rank(operand) == step.resultRank)
        && (step.isByRow(operand) || !repeatsOverRowsUnevenly(step, operand))
    }
  }

  /// Whether an operand without rows has more than one slab along the result's first axis.
  private static func repeatsOverRowsUnevenly(_ step: Step, _ operand: Int) -> Bool {
    step.rank(operand) == step.resultRank
      && step.operandTypes[operand].leadingDimension != .fixed(1)
  }

  private static func broadcasts(_ step: Step, operand: Int) -> Bool {
    step.isByRow(operand)
      ? step.rank(operand) == step.resultRank : !repeatsOverRowsUnevenly(step, operand)
  }

  private static func matmul(_ step: Step) -> Bool {
    let (left, right) = (step.rank(0), step.rank(1))
    if left == 2, step.isByRow(0), !step.isByRow(1), right == 2 {
      return !step.flag("transpose_left")
    }
    // The rows are batches of matrices.
    guard step.resultRank > 2 else { return false }
    return (0..<2).allSatisfy { operand in
      step.isByRow(operand)
        ? step.rank(operand) == step.resultRank
        : step.rank(operand) < step.resultRank
          || step.operandTypes[operand].leadingDimension == .fixed(1)
    }
  }
}
