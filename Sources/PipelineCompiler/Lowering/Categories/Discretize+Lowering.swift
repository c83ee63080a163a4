// Numbers to bins.

import Pipelines
import TensorIR
import Tensors

extension Discretize: LowerableOperator {
  /// Each column searched in its edges, which are compared in 64 bits.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let dtype = context.outputType.uniformDType ?? .f64
    let cells = try inputs[0].columns(in: context)
    let bins = try zip(cells, edges).map { column, edges in
      let places = try b.searchSorted(
        b.constant(Tensor(edges), named: "edges"), column.matrix(.f64, in: context), side: .right)
      return try b.cast(places, dtype)
    }
    return LoweredTable(bins, in: b)
  }
}
