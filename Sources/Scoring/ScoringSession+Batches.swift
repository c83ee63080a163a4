// Scoring all rows of a reader, batch by batch, so that memory is bounded by a batch.

import Tables

extension ScoringSession {
  /// Scores all rows of `reader`, and gives `body` the predictions for each batch and the number of
  /// rows so far.
  ///
  /// The first batch comes even where there are no rows. A model whose rows depend on each other gets all
  /// rows as one batch.
  /// - Returns: The number of rows.
  /// - Throws: `TableError` where the rows cannot be read, `ScoringError` where they do not fit the
  ///   model, and what `body` throws.
  @discardableResult
  public func score(
    _ reader: TableReader, batchSize: Int = 16_384, _ body: (Table, Int) throws -> Void
  ) throws -> Int {
    try prepare(reader)
    var count = 0
    if model.needsAllRows {
      let table = try reader.readAll()
      try body(try score(table), table.rowCount)
      return table.rowCount
    }
    while let batch = try reader.next(maximumRows: batchSize) {
      count += batch.rowCount
      try body(try score(batch), count)
    }
    return count
  }
}
