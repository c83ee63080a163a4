// Rows laid out for a model once, and scored part by part.

import Tables
import Tensors

/// Rows as the arguments of one session's model.
///
/// For programs that hold rows in memory and score some of them at a time: columns are matched and converted
/// once, and what ``ScoringSession/matrices(for:in:)`` does for each call is the model's own work.
public struct BoundRows: Sendable {
  /// The number of rows.
  public let count: Int
  let arguments: [Value]
}

extension ScoringSession {
  /// Matches the columns of `table` with the model's inputs, and converts and lays out their values.
  /// - Throws: `ScoringError` where the columns or their values do not fit.
  public func bind(_ table: Table) throws -> BoundRows {
    BoundRows(count: table.rowCount, arguments: try binder.arguments(table))
  }

  /// The predictions for some rows, as the program gives them: for each of the model's outputs in turn the
  /// matrices `[rows.count, width]` that its ``PipelineCompiler/CompiledOutput/results`` name.
  ///
  /// What `rows` were bound by must be this session, or one of the same model and methods.
  /// - Throws: `ScoringError` where the values do not fit the model.
  public func matrices(for rows: BoundRows, in range: Range<Int>) throws -> [Tensor] {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows.count, "there are no such rows")
    return try results { try function.tensors(rows.arguments, rows: range) }
  }
}
