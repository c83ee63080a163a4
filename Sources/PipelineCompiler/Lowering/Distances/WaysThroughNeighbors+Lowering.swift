// Ways by neighbours.

import Pipelines
import TensorIR

extension WaysThroughNeighbors: LowerableOperator {
  /// The ways from each neighbour, gathered, and the shortest of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let (distances, places) = try inputs[0].neighbors(in: context)
    let count = context.inputTypes[0].width / 2
    let known = try context.matrix(
      lengths, rows: pointCount, columns: pointCount, .f64, named: "lengths")
    let ways = try b.add(
      b.gather(known, places, axis: 0), b.reshape(distances, [.rows, .fixed(count), 1]))
    return LoweredTable(try b.reduceMin(ways, axes: [1]), in: context)
  }
}
