// Sets of labels to indicators.

import Pipelines
import TensorIR
import Tensors

extension LabelSets: LowerableOperator {
  /// One operation, whose rows without a list are refused.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let cells = try inputs[0].matrix(.string, in: context)
    let texts = labels.compactMap { if case .text(let text) = $0 { text } else { nil } }
    let numbers = labels.compactMap { if case .number(let number) = $0 { number } else { nil } }
    let known = areTexts ? Tensor(strings: texts) : Tensor(numbers)
    let found = try b.listedLabels(cells, labels: b.constant(known, named: "labels"))
    let first = try b.slice(found, axis: 1, start: 0, end: 1)
    let isList = try b.compare(first, b.scalar(0, .i64), .greaterOrEqual)
    let message =
      "\(context.place): column \(context.columnName(0)) must hold a JSON list of labels, such as "
      + (areTexts ? "[\"a\", \"b\"]" : "[1, 2]")
    return LoweredTable(
      try b.require(found, isList, subject: cells, message: message), in: context)
  }
}
