// Averages over neighbours.

import Pipelines
import TensorIR

extension AverageNeighbors: LowerableOperator {
  /// What the neighbours have, gathered and summed in their order.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let (distances, places) = try inputs[0].neighbors(in: context)
    let known = try context.matrix(
      values, rows: values.count / outputCount, columns: outputCount, .f64, named: "values")
    let found = try b.gather(known, places, axis: 0)
    let count = context.inputTypes[0].width / 2
    switch weighting {
    case .uniform:
      let sum = try b.reduceSum(found, axes: [1], ordered: true)
      return LoweredTable(
        try b.divide(sum, context.number(Double(count), like: sum)), in: context)
    case .inverseDistance:
      let weights = try weighting.weights(distances, in: context)
      let weighted = try b.multiply(found, b.reshape(weights, [.rows, .fixed(count), 1]))
      let total = try b.reduceSum(weights, axes: [1], keepDimensions: true, ordered: true)
      return LoweredTable(
        try b.divide(b.reduceSum(weighted, axes: [1], ordered: true), total), in: context)
    }
  }
}

extension AverageNeighbors.Weighting {
  /// Inverse distances; where a row has distances of 0, 1 for those and 0 elsewhere.
  func weights(_ distances: ValueID, in context: LoweringContext) throws -> ValueID {
    let b = context.builder
    let inverse = try b.divide(context.number(1, like: distances), distances)
    let isInfinite = try b.isInfinite(inverse)
    let hasInfinite = try b.reduceAny(isInfinite, axes: [1], keepDimensions: true)
    return try b.select(hasInfinite, b.cast(isInfinite, .f64), inverse)
  }
}

extension LoweredTable {
  /// The distances and the places, each `[rows, count]`, of a table of neighbours.
  func neighbors(in context: LoweringContext) throws -> (distances: ValueID, places: ValueID) {
    let count = width / 2
    return (
      try selecting(Array(0..<count), in: context).matrix(.f64, in: context),
      try selecting(Array(count..<2 * count), in: context).matrix(.i64, in: context)
    )
  }
}
