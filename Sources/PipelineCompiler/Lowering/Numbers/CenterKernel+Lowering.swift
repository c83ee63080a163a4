// Kernels of centred features.

import Pipelines

extension CenterKernel: LowerableOperator {
  /// Two subtractions and an addition, in the library's order.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let kernel = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: kernel).dtype
    let sum = try b.reduceSum(kernel, axes: [1], keepDimensions: true)
    let rowMean = try b.divide(sum, context.number(Double(columnMeans.count), like: kernel))
    let means = try context.row(columnMeans, dtype, named: "means")
    let centred = try b.subtract(b.subtract(kernel, means), rowMean)
    return LoweredTable(try b.add(centred, context.number(mean, like: kernel)), in: context)
  }
}
