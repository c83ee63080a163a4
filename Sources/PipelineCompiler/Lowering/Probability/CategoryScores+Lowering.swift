// Scores of categories.

import Pipelines
import TensorIR

extension CategoryScores: LowerableOperator {
  /// One gather a column, added in order.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    var scores: ValueID?
    for (index, table) in tables.enumerated() {
      let count = table.count / base.count
      let column = try inputs[0].selecting([index], in: context).matrix(.f64, in: context)
      let code = try b.cast(column, .i64)
      let isKnown = try b.logicalAnd(
        b.compare(code, b.scalar(0, .i64), .greaterOrEqual),
        b.compare(code, b.scalar(Double(count), .i64), .less))
      let safe = try b.require(
        code, isKnown, subject: column,
        message: "\(context.place): column \(context.columnName(index)) has categories 0 to "
          + "\(count - 1); the row has another one")
      let known = try context.matrix(
        table, rows: count, columns: base.count, .f64, named: "categories")
      let found = try b.gather(known, b.reshape(safe, [.rows]), axis: 0)
      scores = try scores.map { try b.add($0, found) } ?? found
    }
    guard let scores else { throw context.error("there are no columns") }
    return LoweredTable(try b.add(scores, context.row(base, .f64, named: "base")), in: context)
  }
}
