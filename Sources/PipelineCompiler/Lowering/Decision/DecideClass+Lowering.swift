// Scores to labels.

import Pipelines
import TensorIR
import Tensors

extension DecideClass: LowerableOperator {
  /// The place of the class, and its label.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let places = try places(inputs[0], in: context)
    if labels == .integers(Array(0..<labels.count)) { return LoweredTable(places, in: context) }
    let b = context.builder
    let table = try b.constant(labels.tensor, named: "labels")
    return LoweredTable(try b.gather(table, places, axis: 0), in: context)
  }

  /// The place of each row's class among the labels, `i64[rows, 1]`.
  func places(_ scores: LoweredTable, in context: LoweringContext) throws -> ValueID {
    let b = context.builder
    let scores = try scores.floats(in: context)
    switch rule {
    case .largest:
      return try b.reshape(b.argMax(scores, axis: 1), [.rows, 1])
    case .above(let threshold):
      let isSecond = try b.compare(scores, context.number(threshold, like: scores), .greater)
      return try b.cast(isSecond, .i64)
    case .atLeast(let threshold):
      let isSecond = try b.compare(scores, context.number(threshold, like: scores), .greaterOrEqual)
      return try b.cast(isSecond, .i64)
    }
  }
}

extension ClassLabels {
  /// The labels as a tensor of one axis.
  fileprivate var tensor: Tensor {
    switch self {
    case .integers(let labels): Tensor(labels.map(Int64.init))
    case .doubles(let labels): Tensor(labels)
    case .strings(let labels): Tensor(strings: labels)
    case .bools(let labels): Tensor(labels)
    }
  }
}
