// Tables into files and streams, batch by batch.

import FoundationEssentials

/// Writes batches of rows of the same columns.
///
/// Numbers are written as the shortest text that reads back as the same number of their type, with a
/// point or an exponent where they are `f64` or `f32`. In CSV a missing number is `NaN` when it is
/// `f64` or `f32` and an empty field otherwise, infinities are `inf` and `-inf`, truth values `True`
/// and `False`; fields are quoted where they must be. Missing text is an empty field, and text that
/// is empty is `""`; as for pandas, both read back as missing by default. In JSON lines NaN and
/// what is missing are `null`, and infinities are `1e999` and `-1e999`, which every reader rounds to
/// infinity. A `.npy` file is one matrix, so that its columns are all numbers or truth values: of
/// one type, or of several that all fit `f64`.
public final class TableWriter {
  private let output: OutputFile
  private let rows: any RowWriter

  /// Opens `path` for writing; `-` is standard output.
  ///
  /// Without a `format` it is that of the extension, and CSV where that tells nothing. The file
  /// appears with ``finish()``. Throws ``TableError`` where the file cannot be written.
  public init(
    path: String, format: TableFormat? = nil, threads: Int? = nil
  ) throws(TableError) {
    if path.hasSuffix(".gz") {
      throw TableError(
        .unrecognised, file: path, found: "an extension of compressed files",
        expected: "output that is not compressed", advice: "compress it afterwards")
    }
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let format = format ?? TableFormat(pathExtensionOf: path) ?? .csv
    output = try OutputFile(path: path)
    switch format {
    case .csv, .jsonLines: rows = TextRowWriter(output, format: format, threads: threads)
    case .npy: rows = try NpyRowWriter(output)
    case .npz:
      throw TableError(
        .unrecognised, file: output.name, found: "the format .npz",
        expected: "CSV, JSON lines or .npy for output")
    }
  }

  /// Writes the rows of `table`, whose columns have the names and types of the first table's.
  public func write(_ table: Table) throws(TableError) { try rows.write(table) }

  /// Completes the output and gives the file its name; without this call no file appears.
  public func finish() throws(TableError) {
    try rows.finish()
    try output.finish()
  }
}

/// Writes rows in one format.
protocol RowWriter: AnyObject {
  func write(_ table: Table) throws(TableError)
  func finish() throws(TableError)
}

/// Writes rows as text.
final class TextRowWriter: RowWriter {
  private let output: OutputFile
  private let format: TableFormat
  private let threads: Int
  private var formatter: (any TableFormatter)?
  private var columns: [(name: String, type: ColumnType)] = []
  /// How many rows are formatted at a time by one thread.
  private static let chunkSize = 8192

  init(_ output: OutputFile, format: TableFormat, threads: Int) {
    self.output = output
    self.format = format
    self.threads = max(threads, 1)
  }

  func write(_ table: Table) throws(TableError) {
    let columns = table.columns
    let formatter = try begin(table)
    precondition(
      columns.elementsEqual(self.columns) { $0.name == $1.name && $0.type == $1.type },
      "every batch has the same columns")
    let cells = CellsToFormat(cells: columns.map(ColumnCells.init))
    let chunkCount = (table.rowCount + Self.chunkSize - 1) / Self.chunkSize
    for first in stride(from: 0, to: chunkCount, by: 4 * threads) {
      let texts = (first..<min(chunkCount, first + 4 * threads)).map { _ in TextOfChunk() }
      inParallel(texts.count, threads: threads) { index in
        let start = (first + index) * Self.chunkSize
        let end = min(table.rowCount, start + Self.chunkSize)
        for row in start..<end { formatter.writeRow(row, cells.cells, to: texts[index].text) }
      }
      for chunk in texts { try output.write(chunk.text.bytes) }
    }
    extendLifetime(columns)
  }

  func finish() throws(TableError) {}

  /// Before the first rows, writes the header; columns without names are called by their positions.
  private func begin(_ table: Table) throws(TableError) -> any TableFormatter {
    if let formatter { return formatter }
    columns = table.columns.map { ($0.name, $0.type) }
    let names = table.hasNames ? table.columnNames : columns.indices.map(String.init)
    let formatter: any TableFormatter =
      format == .csv ? CSVFormatter() : JSONLinesFormatter(names: names)
    let header = OutputText(capacity: 256)
    formatter.writeHeader(names, to: header)
    try output.write(header.bytes)
    self.formatter = formatter
    return formatter
  }
}

/// `@unchecked Sendable`: the cells are only read, while the columns are held.
private struct CellsToFormat: @unchecked Sendable {
  let cells: [ColumnCells]
}

/// `@unchecked Sendable`: each is written by one thread, and read when all are done.
private final class TextOfChunk: @unchecked Sendable {
  let text = OutputText(capacity: 256 << 10)
}
