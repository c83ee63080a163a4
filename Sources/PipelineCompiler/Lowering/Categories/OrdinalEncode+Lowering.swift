// Categories to codes.

import Pipelines
import TensorIR
import Tensors

extension OrdinalEncode: LowerableOperator {
  /// Each column looked up, and its categories' codes gathered.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let cells = try inputs[0].columns(in: context)
    let codes = try zip(cells, columns).enumerated().map { index, pair in
      let lookup = CategoryLookup(pair.1)
      let places = try lookup.places(of: pair.0, column: context.columnName(index), in: context)
      let codes = try b.constant(self.codes(lookup, context), named: "codes")
      return try b.gather(codes, places, axis: 0)
    }
    return LoweredTable(codes, in: b)
  }

  private func codes(_ lookup: CategoryLookup, _ context: LoweringContext) throws -> Tensor {
    let codes = lookup.codes.map { code in
      if case .code(let number) = code { number } else { Double.nan }
    }
    switch dtype {
    case .f64: return Tensor(codes)
    case .f32: return Tensor(codes.map { Float($0) })
    case .i64:
      // A place that scoring refuses has no code, and none is read.
      let integers = codes.map { $0.isNaN ? 0 : Int64(exactly: $0) }
      return Tensor(
        try integers.map { code in
          guard let code else { throw context.error("a code is no integer, but codes are i64") }
          return code
        })
    default: throw context.error("codes of \(dtype) are not supported")
    }
  }
}
