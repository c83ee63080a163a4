// Reads CSV and JSON lines batch by batch.

/// A reader of one format, from the first batch to the last.
protocol BatchReader: AnyObject {
  var columnNames: [String] { get }
  var hasNames: Bool { get }
  /// Sets what to read of the columns; called before the first batch.
  func configure(types: [String: ColumnType], columns: [String]?) throws(TableError)
  /// The next rows, `nil` after the last.
  func next(maximumRows: Int, maximumBytes: Int) throws(TableError) -> Table?
}

/// Reads records of text with a scanner that finds them and a parser that reads their fields.
final class TextTableReader<Scanner: RecordScanner, Parser: RecordParser>: BatchReader {
  /// Makes a parser for some fields; the flag says whether it reports keys that are none of them.
  typealias MakeParser = ([RecordField], Bool) -> Parser

  private let name: String
  private let source: any InputSource
  private let scanner: Scanner
  private let makeParser: MakeParser
  private let converter: ColumnConverter
  private var isConverted = false
  let columnNames: [String]

  var hasNames: Bool { true }

  /// Reads records from `source` on; `acceptsNewFields` where records name their fields themselves.
  init(
    name: String, source: any InputSource, scanner: Scanner, columnNames: [String],
    acceptsNewFields: Bool, threads: Int, makeParser: @escaping MakeParser
  ) {
    self.name = name
    self.source = source
    self.scanner = scanner
    self.columnNames = columnNames
    self.makeParser = makeParser
    converter = ColumnConverter(
      fields: columnNames.map { RecordField(name: $0, type: nil) },
      acceptsNewFields: acceptsNewFields, threads: threads)
  }

  func configure(types: [String: ColumnType], columns: [String]?) throws(TableError) {
    var fields = columnNames.map { name in
      RecordField(name: name, type: types[name], isSelected: columns?.contains(name) ?? true)
    }
    for wanted in columns ?? [] where !columnNames.contains(wanted) {
      guard converter.acceptsNewFields else {
        throw TableError.noColumn(wanted, of: columns ?? [], in: columnNames, file: name)
      }
      fields.append(RecordField(name: wanted, type: types[wanted]))
    }
    if columns != nil { converter.acceptsNewFields = false }
    converter.fields = fields
  }

  func next(maximumRows: Int, maximumBytes: Int) throws(TableError) -> Table? {
    let (batch, size) = try scan(maximumRows: maximumRows, maximumBytes: maximumBytes)
    defer { source.consume(size) }
    // A table without rows has columns too.
    if batch.count == 0, isConverted { return nil }
    isConverted = true
    let columns = try locating { () throws(RecordFailure) in
      try converter.convert(batch, makeParser: makeParser)
    }
    return Table(columns: columns, rowCount: batch.count)
  }

  /// Finds the records of the next batch; gives also how many bytes of the window they take.
  private func scan(
    maximumRows: Int, maximumBytes: Int
  ) throws(TableError) -> (RecordBatch, size: Int) {
    var batch = RecordBatch()
    var position = 0
    while true {
      position = try locating { () throws(RecordFailure) in
        try scanner.scan(
          source.window, from: position, isComplete: source.isComplete, rowLimit: maximumRows,
          byteLimit: maximumBytes, into: &batch)
      }
      if batch.count == maximumRows || batch.count > 0 && position >= maximumBytes { break }
      if batch.count == 0 {
        // Nothing but blank lines so far.
        source.consume(position)
        position = 0
      }
      if source.isComplete {
        if position == source.window.count { break }
        continue
      }
      guard source.window.count - position <= RecordBatch.maximumRecordSize else {
        throw error(.recordTooLong(at: position))
      }
      try source.extend()
    }
    if let base = source.window.baseAddress { batch.base = base }
    return (batch, position)
  }

  private func locating<Result>(
    _ body: () throws(RecordFailure) -> Result
  ) throws(TableError) -> Result {
    do throws(RecordFailure) {
      return try body()
    } catch {
      throw self.error(error)
    }
  }

  private func error(_ failure: RecordFailure) -> TableError {
    var advice = failure.advice
    let field = failure.field.map { converter.fields[$0] }
    if failure.kind == .value, let field, field.isInferred {
      advice = "the type was inferred from other rows; say the type that the column has"
    }
    return failure.error(in: name, of: source, column: field?.name, advice: advice)
  }
}

extension RecordFailure {
  /// The error for a failure in the window of `source`.
  func error(
    in file: String, of source: any InputSource, column: String? = nil, advice: String? = nil
  ) -> TableError {
    let place = isAboutBytes ? " at byte \(source.consumedCount + offset)" : ""
    return TableError(
      kind, file: file, line: source.lineCount(before: offset) + 1,
      column: column ?? fieldName,
      found: found + place, expected: expected, advice: advice ?? self.advice)
  }
}
