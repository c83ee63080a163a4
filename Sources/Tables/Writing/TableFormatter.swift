// Tables as text.

import Tensors

/// The cells of a column, to be formatted row by row.
struct ColumnCells {
  let type: ColumnType
  /// The first element; strings have their own storage.
  let values: UnsafeRawPointer?
  let strings: StringStorage?
  let missing: [Bool]?

  /// Borrows the memory of `column`, which must be alive as long as the cells are read.
  init(_ column: Column) {
    type = column.type
    missing = column.missing
    if type == .string {
      (values, strings) = (nil, column.values.strings)
    } else {
      (values, strings) = (column.values.withUnsafeBytes { $0.baseAddress }, nil)
    }
  }

  func isMissing(_ row: Int) -> Bool { missing?[row] ?? false }

  /// The element at `row`, whose type must be the column's.
  @inline(__always)
  func load<Element: TensorElement>(_ row: Int) -> Element {
    guard let values else { preconditionFailure("text has its own storage") }
    return values.load(fromByteOffset: row &* MemoryLayout<Element>.stride, as: Element.self)
  }

  /// Reads the bytes of the text at `row`.
  func withText(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard let strings else { preconditionFailure("not a column of text") }
    let range = strings.offsets[row]..<strings.offsets[row + 1]
    strings.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}

/// A text format of tables.
protocol TableFormatter: Sendable {
  /// Writes what comes before the rows.
  func writeHeader(_ names: [String], to text: OutputText)
  /// Writes one row.
  func writeRow(_ row: Int, _ cells: [ColumnCells], to text: OutputText)
}

/// Comma-separated values as RFC 4180 has them, except that lines end in LF.
struct CSVFormatter: TableFormatter {
  func writeHeader(_ names: [String], to text: OutputText) {
    for (index, name) in names.enumerated() {
      if index > 0 { text.append(Structural.comma) }
      var name = name
      name.withUTF8 { write($0, to: text, quotesEmpty: names.count == 1) }
    }
    text.append(Structural.lineFeed)
  }

  func writeRow(_ row: Int, _ cells: [ColumnCells], to text: OutputText) {
    for index in cells.indices {
      if index > 0 { text.append(Structural.comma) }
      write(cells[index], row, to: text, isAlone: cells.count == 1)
    }
    text.append(Structural.lineFeed)
  }

  private func write(_ cell: ColumnCells, _ row: Int, to text: OutputText, isAlone: Bool) {
    switch cell.type {
    case .f64: write(cell.load(row) as Double, to: text)
    case .f32: write(cell.load(row) as Float, to: text)
    case .i64, .bool, .string:
      if cell.isMissing(row) {
        // A line with nothing on it is no row.
        if isAlone { text.append("\"\"") }
      } else if cell.type == .i64 {
        text.append(cell.load(row) as Int64)
      } else if cell.type == .bool {
        text.append(cell.load(row) as Bool ? "True" : "False")
      } else {
        cell.withText(row) { write($0, to: text, quotesEmpty: true) }
      }
    }
  }

  @inline(__always)
  private func write<Value: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Value, to text: OutputText
  ) {
    if value.isFinite {
      text.append(value)
    } else if value.isNaN {
      text.append("NaN")
    } else {
      text.append(value < 0 ? "-inf" : "inf")
    }
  }

  private func write(
    _ field: UnsafeBufferPointer<UInt8>, to text: OutputText, quotesEmpty: Bool
  ) {
    let needsQuotes = field.contains {
      $0 == Structural.comma || $0 == Structural.quote || $0 == Structural.lineFeed
        || $0 == Structural.carriageReturn
    }
    guard needsQuotes || quotesEmpty && field.isEmpty else {
      text.append(field)
      return
    }
    text.append(Structural.quote)
    for byte in field {
      if byte == Structural.quote { text.append(Structural.quote) }
      text.append(byte)
    }
    text.append(Structural.quote)
  }
}

/// One JSON object a line.
struct JSONLinesFormatter: TableFormatter {
  /// The columns' names as JSON strings, each with the colon after it.
  private let keys: [[UInt8]]

  init(names: [String]) {
    keys = names.map { name in
      let text = OutputText(capacity: name.utf8.count + 8)
      var name = name
      name.withUTF8 { Self.write($0, to: text) }
      text.append(UInt8(ascii: ":"))
      return Array(text.bytes)
    }
  }

  func writeHeader(_ names: [String], to text: OutputText) {}

  func writeRow(_ row: Int, _ cells: [ColumnCells], to text: OutputText) {
    text.append(UInt8(ascii: "{"))
    for index in cells.indices {
      if index > 0 { text.append(Structural.comma) }
      keys[index].withUnsafeBufferPointer { text.append($0) }
      write(cells[index], row, to: text)
    }
    text.append("}\n")
  }

  private func write(_ cell: ColumnCells, _ row: Int, to text: OutputText) {
    switch cell.type {
    case _ where cell.isMissing(row): text.append("null")
    case .f64: write(cell.load(row) as Double, to: text)
    case .f32: write(cell.load(row) as Float, to: text)
    case .i64: text.append(cell.load(row) as Int64)
    case .bool: text.append(cell.load(row) as Bool ? "true" : "false")
    case .string: cell.withText(row) { Self.write($0, to: text) }
    }
  }

  @inline(__always)
  private func write<Value: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Value, to text: OutputText
  ) {
    if value.isFinite {
      text.append(value)
    } else if value.isNaN {
      text.append("null")
    } else {
      // JSON has no infinity; every reader rounds this number to one.
      text.append(value < 0 ? "-1e999" : "1e999")
    }
  }

  private static func write(_ string: UnsafeBufferPointer<UInt8>, to text: OutputText) {
    text.append(Structural.quote)
    for byte in string {
      switch byte {
      case Structural.quote: text.append("\\\"")
      case UInt8(ascii: "\\"): text.append("\\\\")
      case UInt8(ascii: "\n"): text.append("\\n")
      case UInt8(ascii: "\r"): text.append("\\r")
      case UInt8(ascii: "\t"): text.append("\\t")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        text.append("\\u00" + (digits.count == 1 ? "0" : "") + digits)
      default: text.append(byte)
      }
    }
    text.append(Structural.quote)
  }
}
