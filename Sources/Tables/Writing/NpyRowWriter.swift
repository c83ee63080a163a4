// Rows into a `.npy` file, whose header tells their number and is written last.

import Tensors

/// Writes rows of numbers as one matrix.
final class NpyRowWriter: RowWriter {
  private let output: OutputFile
  private var type: ColumnType?
  private var columns: [(name: String, type: ColumnType)] = []
  private var rowCount = 0
  /// The size of the header, enough for any numbers of rows and columns.
  private static let headerSize = 128

  init(_ output: OutputFile) throws(TableError) {
    guard output.isSeekable else {
      throw TableError(
        .unrecognised, file: output.name, found: "a stream for .npy output",
        expected: "a file, since the number of rows comes first", advice: "write .npy to a file")
    }
    self.output = output
  }

  func write(_ table: Table) throws(TableError) {
    let columns = table.columns
    let type = try begin(columns)
    precondition(
      columns.elementsEqual(self.columns) { $0.name == $1.name && $0.type == $1.type },
      "every batch has the same columns")
    switch type {
    case .f64: try write(columns, table.rowCount, as: Double.self)
    case .f32: try write(columns, table.rowCount, as: Float.self)
    case .i64: try write(columns, table.rowCount, as: Int64.self)
    case .bool, .string: try write(columns, table.rowCount, as: Bool.self)
    }
    rowCount += table.rowCount
  }

  func finish() throws(TableError) {
    let type = try begin([])
    let descriptor =
      switch type {
      case .f64: "<f8"
      case .f32: "<f4"
      case .i64: "<i8"
      case .bool, .string: "|b1"
      }
    let header =
      "{'descr': '\(descriptor)', 'fortran_order': False, "
      + "'shape': (\(rowCount), \(columns.count)), }"
    // Magic number, version 1.0, and the length of the rest in two bytes.
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(Self.headerSize - 10), 0]
    bytes += header.utf8
    bytes += Array(repeating: UInt8(ascii: " "), count: Self.headerSize - 1 - bytes.count)
    bytes.append(Structural.lineFeed)
    try output.rewriteStart(bytes)
  }

  /// Before the first rows, chooses the type that holds all columns and leaves room for the header.
  private func begin(_ columns: [Column]) throws(TableError) -> ColumnType {
    if let type { return type }
    if let text = columns.first(where: { $0.type == .string }) {
      throw TableError(
        .columns, file: output.name, column: text.name, found: "a column of text",
        expected: "numbers, which is all that a .npy matrix holds", advice: "write CSV instead")
    }
    self.columns = columns.map { ($0.name, $0.type) }
    let types = Set(columns.map(\.type))
    let type = types.count == 1 ? types.first ?? .f64 : .f64
    self.type = type
    let room = OutputText(capacity: Self.headerSize)
    for _ in 0..<Self.headerSize { room.append(UInt8(0)) }
    try output.write(room.bytes)
    return type
  }

  private func write<Element: TensorElement>(
    _ columns: [Column], _ rowCount: Int, as type: Element.Type
  ) throws(TableError) {
    let values = UnsafeMutableBufferPointer<Element>.allocate(capacity: rowCount * columns.count)
    defer { values.deallocate() }
    for (index, column) in columns.enumerated() {
      try check(column)
      if column.values.dtype == Element.dtype {
        column.values.withElements(of: Element.self) { elements in
          for row in 0..<rowCount { values[row * columns.count + index] = elements[row] }
        }
      } else {
        // Columns of several types go into doubles.
        for (row, value) in column.values.doubles().enumerated() {
          guard let value = value as? Element else { preconditionFailure("mixed types are f64") }
          values[row * columns.count + index] = value
        }
      }
    }
    try output.write(UnsafeRawBufferPointer(values))
  }

  /// Refuses what the matrix would change silently.
  private func check(_ column: Column) throws(TableError) {
    guard column.type == .i64 || column.type == .bool else { return }
    if let row = column.missing?.firstIndex(of: true) {
      throw TableError(
        .value, file: output.name, column: column.name,
        found: "no value in row \(self.rowCount + row + 1) of a column of \(column.type)",
        expected: "a value in every row", advice: "write CSV instead")
    }
    guard type == .f64, column.type == .i64 else { return }
    let large = column.values.elements(of: Int64.self).firstIndex { $0.magnitude > 1 << 53 }
    if let large {
      throw TableError(
        .value, file: output.name, column: column.name,
        found: "an integer beyond 2^53 in row \(self.rowCount + large + 1)",
        expected: "integers that a matrix of f64 holds exactly", advice: "write CSV instead")
    }
  }
}
