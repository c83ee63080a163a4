// Scores to labels.

import Pipelines
import TensorIR
import Tensors

extension DecideClass: LowerableOperator {
  /// The place of the class, and its label.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let scores = try inputs[0].floats(in: context)
    let places: ValueID
    switch rule {
    case .largest:
      places = try b.reshape(b.argMax(scores, axis: 1), [.rows, 1])
    case .above(let threshold):
      let isSecond = try b.compare(scores, context.number(threshold, like: scores), .greater)
      places = try b.cast(isSecond, .i64)
    case .atLeast(let threshold):
      let isSecond = try b.compare(scores, context.number(threshold, like: scores), .greaterOrEqual)
      places = try b.cast(isSecond, .i64)
    }
    if labels == .integers(Array(0..<labels.count)) { return LoweredTable(places, in: context) }
    let table = try b.constant(labels.tensor, named: "labels")
    return LoweredTable(try b.gather(table, places, axis: 0), in: context)
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
