// Weighing counts of terms.

import Pipelines
import TensorIR

extension WeighTerms: LowerableOperator {
  /// Functions of the entries of a sparse matrix: what is 0 stays 0.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    var terms = try inputs[0].sparse(in: context)
    if isSublinear { terms = try b.sparseLogCounts(terms) }
    if let weights {
      let row = try context.row(weights, inputs[0].floatDType, named: "term.weights")
      terms = try b.sparseScaleColumns(terms, row)
    }
    return LoweredTable(terms, in: context)
  }
}
