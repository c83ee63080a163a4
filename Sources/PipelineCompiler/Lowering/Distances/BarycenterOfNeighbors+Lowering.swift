// Mixtures of neighbours.

import Pipelines
import TensorIR
import Tensors

extension BarycenterOfNeighbors: LowerableOperator {
  /// The products of the differences from the neighbours, a system of equations, and a weighted sum.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let (_, places) = try inputs[1].neighbors(in: context)
    let count = context.inputTypes[1].width / 2
    let differences = try b.subtract(
      b.gather(points.rows(.f64, in: context), places, axis: 0),
      b.reshape(x, [.rows, 1, .fixed(points.featureCount)]))
    let products = try b.matmul(differences, differences, transposeRight: true)
    let unit = try b.constant(
      Tensor(
        (0..<count * count).map { $0 % (count + 1) == 0 ? 1.0 : 0 }, shape: [1, count, count]),
      named: "unit")
    let trace = try b.reduceSum(
      b.multiply(products, unit), axes: [1, 2], keepDimensions: true, ordered: true)
    let share = try context.number(regularization, like: x)
    let isAbove = try b.compare(trace, context.number(0, like: x), .greater)
    let added = try b.select(isAbove, b.multiply(share, trace), share)
    let system = try b.add(products, b.multiply(unit, added))
    let ones = try b.broadcast(context.number(1, like: x), to: [.rows, .fixed(count)])
    let weights = try b.solvePositive(system, ones)
    let total = try b.reduceSum(weights, axes: [1], keepDimensions: true)
    let known = try context.matrix(
      values, rows: points.count, columns: outputCount, .f64, named: "values")
    let mixed = try b.multiply(
      b.gather(known, places, axis: 0),
      b.reshape(b.divide(weights, total), [.rows, .fixed(count), 1]))
    return LoweredTable(try b.reduceSum(mixed, axes: [1], ordered: true), in: context)
  }
}
