// Counting terms by hash.

import Pipelines
import TensorIR

extension HashTerms: LowerableOperator {
  /// One operation from texts to sparse rows.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let counts = try context.builder.textHashes(
      inputs[0].matrix(.string, in: context), features: featureCount,
      alternateSign: alternateSign, rules: rules, isBinary: isBinary, dtype)
    return LoweredTable(counts, in: context)
  }
}
