// Counting the terms of a vocabulary.

import Pipelines
import TensorIR
import Tensors

extension CountTerms: LowerableOperator {
  /// One operation from texts to sparse rows.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let counts = try b.textCounts(
      inputs[0].matrix(.string, in: context),
      vocabulary: b.constant(Tensor(strings: vocabulary), named: "vocabulary"), rules: rules,
      isBinary: isBinary, dtype)
    return LoweredTable(counts, in: context)
  }
}
