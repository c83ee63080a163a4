// Numbers that are required.

import Pipelines
import TensorIR

extension RequireAbove: LowerableOperator {
  /// A comparison, which NaN passes.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let isAbove = try b.compare(
      x, context.number(bound, like: x), allowsBound ? .greaterOrEqual : .greater)
    let result = try b.require(
      x, b.logicalOr(isAbove, b.isNaN(x)), subject: x,
      message: "\(context.place): numbers \(allowsBound ? "from" : "above") \(bound) are required")
    return LoweredTable(result, in: context)
  }
}
