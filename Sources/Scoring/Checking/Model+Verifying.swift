// Predictions for the rows of one file against those in another, in step.

import Tables
import Tensors

extension Model {
  /// Compares the predictions for the rows of `reader` with `expected`, whose columns are named as
  /// the model's methods name them; only the methods that it has columns of are computed.
  ///
  /// - Parameters:
  ///   - reader: the rows.
  ///   - expected: what is expected, a row for each row.
  ///   - rtol: the relative tolerance.
  ///   - atol: the absolute tolerance.
  ///   - threads: how many threads score; `nil` for all processors.
  ///   - progress: is told the number of rows so far.
  /// - Throws: `TableError` where a file cannot be read; `ScoringError` where the expected columns
  ///   are not the model's, listing both, or where one file has more rows than the other.
  public func verify(
    _ reader: TableReader, against expected: TableReader, rtol: Double, atol: Double,
    threads: Int? = nil, progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    let methods = try methods(giving: expected)
    let session = try ScoringSession(self, methods: methods, threads: threads)
    var verification = Verification(rtol: rtol, atol: atol)
    var answers = RowQueue(expected, names: expected.hasColumnNames ? nil : session.columnNames)
    try session.score(reader) { predictions, count in
      try answers.configure(for: predictions)
      var start = 0
      repeat {
        let wanted = try answers.next(atMost: predictions.rowCount - start)
        try verification.add(predictions.rows(start..<start + wanted.rowCount), wanted)
        start += wanted.rowCount
      } while start < predictions.rowCount
      progress(count)
    }
    let rest = try answers.countRest()
    guard rest == 0 else {
      throw ScoringError(
        .rows, at: "expected predictions",
        "there are \(verification.rowCount + rest) rows, but \(verification.rowCount) rows of input"
      )
    }
    return verification
  }

  /// The methods that give the columns of `expected`; where these have no names, the first default
  /// method, which must have as many columns.
  private func methods(giving expected: TableReader) throws(ScoringError) -> [String] {
    guard expected.hasColumnNames else {
      let first = methods.first { $0.isDefault }
      return first.map { [$0.name] } ?? []
    }
    let known = methods.flatMap(\.columnNames)
    let unknown = expected.columnNames.filter { !known.contains($0) }
    guard unknown.isEmpty, !expected.columnNames.isEmpty else {
      throw ScoringError(
        .rows, at: "expected predictions",
        "the columns \(listed(unknown)) are none of the model's; there are "
          + "\(listed(expected.columnNames)), and the model gives \(listed(known))")
    }
    let wanted = Set(expected.columnNames)
    return methods.filter { !wanted.isDisjoint(with: $0.columnNames) }.map(\.name)
  }
}

/// The rows of a reader, in portions of any size.
private struct RowQueue {
  private let reader: TableReader
  /// Names for columns that have none.
  private let names: [String]?
  private var isConfigured = false
  private var batch: Table?
  private var start = 0
  private var count = 0

  init(_ reader: TableReader, names: [String]?) {
    self.reader = reader
    self.names = names
  }

  /// Before the first rows, has columns read as what they are compared with.
  mutating func configure(for predictions: Table) throws {
    guard !isConfigured else { return }
    isConfigured = true
    guard reader.hasColumnNames else { return }
    var types: [String: ColumnType] = [:]
    for name in reader.columnNames {
      types[name] = predictions[name]?.type == .string ? .string : .f64
    }
    try reader.configure(types: types)
  }

  /// The next rows, at most `wanted` of them and, unless there are none wanted, at least one.
  mutating func next(atMost wanted: Int) throws -> Table {
    while batch == nil || start == batch?.rowCount, wanted > 0 || batch == nil {
      guard let more = try reader.next() else {
        throw ScoringError(
          .rows, at: "expected predictions", "there are \(count) rows, but more rows of input")
      }
      (batch, start) = (more, 0)
    }
    guard let batch else { preconditionFailure("the first batch always comes") }
    let taken = start..<start + min(wanted, batch.rowCount - start)
    start = taken.upperBound
    count += taken.count
    return try named(batch.rows(taken))
  }

  /// The number of rows that were not taken.
  mutating func countRest() throws -> Int {
    var rest = batch.map { $0.rowCount - start } ?? 0
    while let more = try reader.next() { rest += more.rowCount }
    return rest
  }

  private func named(_ table: Table) throws(ScoringError) -> Table {
    guard let names else { return table }
    guard names.count == table.columns.count else {
      throw ScoringError(
        .rows, at: "expected predictions",
        "there are \(table.columns.count) columns without names, and the model gives \(listed(names))"
      )
    }
    let columns = zip(names, table.columns).map {
      Column(name: $0, values: $1.values, missing: $1.missing)
    }
    return Table(columns: columns, rowCount: table.rowCount)
  }
}
