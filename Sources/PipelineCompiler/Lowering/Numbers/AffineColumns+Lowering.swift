// Stretching, shifting and clipping.

import Pipelines

extension AffineColumns: LowerableOperator {
  /// A multiplication, an addition, and two extremes that keep NaN.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    if inputs[0].isSparse, shift == nil, clip == nil {
      return try inputs[0].scalingSparse(scale, named: "scale", in: context)
    }
    var x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    x = try b.multiply(x, context.row(scale, dtype, named: "scale"))
    if let shift { x = try b.add(x, context.row(shift, dtype, named: "shift")) }
    if let clip {
      x = try b.maximum(x, context.number(clip.lowerBound, like: x))
      x = try b.minimum(x, context.number(clip.upperBound, like: x))
    }
    return LoweredTable(x, in: context)
  }
}
