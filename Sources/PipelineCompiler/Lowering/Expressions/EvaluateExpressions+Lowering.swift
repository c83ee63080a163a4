// Formulas to tensor operations.

import Pipelines
import TensorIR

extension EvaluateExpressions: LowerableOperator {
  /// Each formula in turn, as operations on columns.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let columns = try inputs.flatMap { try $0.columns(in: context) }.map { $0.slabs[0].value }
    var emitter = ExpressionEmitter(columns: columns, context: context)
    emitter.prepareTermCounts(in: definitions.map(\.expression))
    for definition in definitions {
      emitter.earlier.append(try emitter.emit(definition.expression))
    }
    return LoweredTable(
      try emitter.earlier.map { try emitter.column(emitter.stored($0)) }, in: context.builder)
  }
}
