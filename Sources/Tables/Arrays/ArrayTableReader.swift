// Arrays of NumPy as tables.

import Archives
import Tensors

/// Gives the rows of arrays batch by batch; those of a matrix share its memory.
final class ArrayTableReader: BatchReader {
  private let file: String
  private let contents: Contents
  private let rowCount: Int
  private var firstRow = 0
  private var isStarted = false
  private var types: [String: ColumnType] = [:]
  private var selection: [String]?

  /// What the file holds.
  private enum Contents {
    /// Rows and columns without names.
    case matrix(Tensor)
    case columns([(name: String, tensor: Tensor)])
  }

  /// Opens a `.npy` file: a matrix, or records with named fields.
  init(npy bytes: Bytes, file: String) throws(TableError) {
    self.file = file
    do throws(TensorFileError) {
      let buffer = try NpyFile.buffer(bytes)
      if !buffer.dtype.fields.isEmpty, buffer.shape.count == 1 {
        var columns: [(name: String, tensor: Tensor)] = []
        for field in buffer.dtype.fields {
          columns.append((field.name, try buffer.column(field).tensor()))
        }
        contents = .columns(columns.map { ($0.name, $0.tensor.asColumnType) })
        rowCount = buffer.count
        return
      }
      let tensor = try buffer.tensor()
      (contents, rowCount) = try Self.matrix(tensor)
    } catch {
      throw TableError(error, file: file)
    }
  }

  /// Opens a `.npz` file: one matrix, or named arrays that are each a column.
  init(npz bytes: Bytes, file: String) throws(TableError) {
    self.file = file
    do throws(TensorFileError) {
      let arrays = try NpzFile.read(bytes)
      if arrays.count == 1, arrays[0].tensor.shape.rank == 2 {
        (contents, rowCount) = try Self.matrix(arrays[0].tensor)
        return
      }
      guard let first = arrays.first else {
        throw TensorFileError(
          kind: .unsupported, found: "no arrays", expected: "one matrix, or columns of one axis")
      }
      for (name, tensor) in arrays
      where tensor.shape.rank != 1 || tensor.count != first.tensor.count {
        throw TensorFileError(
          kind: .unsupported, found: "array \(quoted(name)) of shape \(tensor.shape)",
          expected: first.tensor.shape.rank == 1
            ? "one axis of \(first.tensor.count), as array \(quoted(first.name)) has"
            : "one matrix, or columns of one axis",
          advice: "save the columns with the same number of rows, and nothing else")
      }
      contents = .columns(arrays.map { ($0.name, $0.tensor.asColumnType) })
      rowCount = first.tensor.count
    } catch {
      throw TableError(error, file: file)
    }
  }

  private static func matrix(_ tensor: Tensor) throws(TensorFileError) -> (Contents, Int) {
    guard tensor.shape.rank == 2 else {
      throw TensorFileError(
        kind: .unsupported, found: "an array of shape \(tensor.shape)",
        expected: "rows and columns", advice: "reshape it to two axes")
    }
    return (.matrix(tensor.asColumnType), tensor.shape[0])
  }

  var columnNames: [String] {
    guard case .columns(let columns) = contents else { return [] }
    return columns.map(\.name)
  }

  var hasNames: Bool {
    guard case .columns = contents else { return false }
    return true
  }

  func configure(types: [String: ColumnType], columns: [String]?) throws(TableError) {
    if hasNames, let unknown = columns?.first(where: { !columnNames.contains($0) }) {
      throw TableError.noColumn(unknown, of: columns ?? [], in: columnNames, file: file)
    }
    self.types = types
    selection = columns
  }

  func next(maximumRows: Int, maximumBytes: Int) throws(TableError) -> Table? {
    guard firstRow < rowCount || !isStarted else { return nil }
    isStarted = true
    let rows = firstRow..<firstRow + min(maximumRows, rowCount - firstRow)
    firstRow = rows.upperBound
    switch contents {
    case .matrix(let tensor): return Table(matrix: tensor.rows(rows))
    case .columns(let arrays):
      var columns: [Column] = []
      for (name, tensor) in arrays where selection?.contains(name) ?? true {
        let column = Column(name: name, values: tensor.rows(rows))
        columns.append(try column.converted(to: types[name], firstRow: rows.lowerBound, in: file))
      }
      return Table(columns: columns, rowCount: rows.count)
    }
  }
}

extension TableError {
  /// Describes an array file that could not be read.
  init(_ error: TensorFileError, file: String) {
    let kind: Kind =
      switch error.kind {
      case .noSuchFile: .noSuchFile
      case .unreadable: .unreadable
      case .damaged: .malformed
      case .unsupported: .unrecognised
      }
    self.init(
      kind, file: file, found: error.found, expected: error.expected, advice: error.advice)
  }

  /// A column that was asked for and is not there.
  static func noColumn(
    _ name: String, of wanted: [String], in present: [String], file: String
  ) -> TableError {
    TableError(
      .columns, file: file,
      found: "no column \(quoted(name)) among "
        + present.map { quoted($0) }.joined(separator: ", "),
      expected: "columns " + wanted.map { quoted($0) }.joined(separator: ", "))
  }
}
