// Whole numbers to indicators.

import Pipelines
import TensorIR
import Tensors

extension OneHotIndices: LowerableOperator {
  /// Indicators of all columns at once where they have as many values, and column by column otherwise.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let dtype = context.outputType.uniformDType ?? .f64
    if let depth = depths.first, depth > 0, depths.allSatisfy({ $0 == depth }) {
      let hot = try b.oneHot(inputs[0].matrix(.i64, in: context), depth: depth, dtype)
      return LoweredTable(try b.reshape(hot, [.rows, .fixed(depth * depths.count)]), in: context)
    }
    let cells = try inputs[0].columns(in: context)
    let indicators = try zip(cells, depths).filter { $0.1 > 0 }.map { column, depth in
      let hot = try b.oneHot(column.matrix(.i64, in: context), depth: depth, dtype)
      return try b.reshape(hot, [.rows, .fixed(depth)])
    }
    return LoweredTable(indicators, in: b)
  }
}
