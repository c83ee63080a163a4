// Sparse matrices whose entries change, and whose columns are chosen and joined.

import Glibc
import Tensors

/// `sparse_normalize_rows {norm}`: each row divided by its norm.
struct SparseNormalizeRowsOperation: OperationDefinition {
  let name = "sparse_normalize_rows"
  let summary = """
    A sparse matrix with each row divided by its norm (`l1`, `l2` or `max`), computed in 64 bits over \
    the entries in order; a row whose norm is 0 stays as it is.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try context.sparse(0)
    let norm = try context.attributes.string("norm", of: name)
    guard ["l1", "l2", "max"].contains(norm) else {
      throw context.error("the norm 'l1', 'l2' or 'max' was expected, not '\(norm)'")
    }
    return [context.operands[0]]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let sparse = try context.sparse(0)
    let norm = try context.attributes.string("norm", of: name)
    let isSingle = sparse.values.dtype == .f32
    let offsets = sparse.rowOffsets.elements(of: Int64.self)
    var values = sparse.values.doubles()
    for row in 0..<sparse.rowCount {
      let entries = Int(offsets[row])..<Int(offsets[row + 1])
      var length = 0.0
      for value in values[entries] {
        switch norm {
        case "l1": length += abs(value)
        // The squares of 32-bit numbers are rounded to 32 bits, and their sum is not.
        case "l2": length += isSingle ? Double(Float(value) * Float(value)) : value * value
        default: length = abs(value) > length ? abs(value) : length
        }
      }
      if norm == "l2" { length = length.squareRoot() }
      if length != 0 { for entry in entries { values[entry] /= length } }
    }
    return [.sparse(sparse.replacingValues(values))]
  }

  /// The gradient of a dense matrix's rows divided by their norm.
  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    throw ProgramError(
      .differentiation, at: name, "sparse rows have no gradient; make the matrix dense first")
  }
}

/// `sparse_map {function}`: each entry by a function under which 0 stays what it is.
struct SparseMapOperation: OperationDefinition {
  let name = "sparse_map"
  let summary = """
    A sparse matrix with `function` applied to its entries: `log_counts` (1 + the natural logarithm), \
    `absolute`, or `step` (1 above the attribute `threshold`, which is not below 0, otherwise 0).
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try context.sparse(0)
    _ = try function(context.attributes)
    return [context.operands[0]]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let sparse = try context.sparse(0)
    let function = try function(context.attributes)
    let isSingle = sparse.values.dtype == .f32
    let values = sparse.values.doubles().map { function.apply($0, isSingle: isSingle) }
    return [.sparse(sparse.replacingValues(values))]
  }

  private enum Function {
    case logCounts, absolute, step(threshold: Double)

    func apply(_ value: Double, isSingle: Bool) -> Double {
      switch self {
      case .logCounts: isSingle ? Double(log(Float(value)) + 1) : log(value) + 1
      case .absolute: abs(value)
      case .step(let threshold): value > threshold ? 1 : 0
      }
    }
  }

  private func function(_ attributes: Attributes) throws -> Function {
    switch try attributes.string("function", of: name) {
    case "log_counts": return .logCounts
    case "absolute": return .absolute
    case "step":
      let threshold = try attributes.double("threshold", of: name)
      guard threshold >= 0 else {
        throw ProgramError(.type, at: name, "a threshold of at least 0 was expected")
      }
      return .step(threshold: threshold)
    case let function:
      throw ProgramError(.type, at: name, "there is no function '\(function)' of entries")
    }
  }
}

/// `sparse_cast {dtype}`: a sparse matrix with its entries as another dtype.
struct SparseCastOperation: OperationDefinition {
  let name = "sparse_cast"
  let summary = "A sparse matrix with its entries as `dtype` (f64 or f32)."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let (_, rows, columns) = try context.sparse(0)
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard dtype == .f64 || dtype == .f32 else { throw context.error("f64 or f32 was expected") }
    return [.sparse(dtype, rows: rows, columns: columns)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let sparse = try context.sparse(0)
    let dtype = try context.attributes.dtype("dtype", of: name)
    return [
      .sparse(
        SparseRows(
          rowOffsets: sparse.rowOffsets, columns: sparse.columns,
          values: sparse.values.casting(to: dtype), columnCount: sparse.columnCount))
    ]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let (dtype, _, _) = try context.builder.sparseType(of: context.operands[0])
    return [try context.cotangents[0].map { try context.builder.cast($0, dtype) }]
  }
}

/// `sparse_select_columns {columns}`: some columns of a sparse matrix.
struct SparseSelectColumnsOperation: OperationDefinition {
  let name = "sparse_select_columns"
  let summary = "The columns of a sparse matrix at the places `columns`, each at most once."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let (dtype, rows, width) = try context.sparse(0)
    let columns = try context.attributes.ints("columns", of: name)
    guard let width = width.extent, columns.allSatisfy((0..<width).contains),
      Set(columns).count == columns.count
    else { throw context.error("a column is taken twice, or is not there") }
    return [.sparse(dtype, rows: rows, columns: .fixed(columns.count))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let sparse = try context.sparse(0)
    let columns = try context.attributes.ints("columns", of: name)
    let places = Dictionary(
      columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [[(column: Int, value: Double)]] = Array(repeating: [], count: sparse.rowCount)
    sparse.forEachEntry { row, column, value in
      if let place = places[column] { rows[row].append((place, value)) }
    }
    var entries = SparseEntries(columnCount: columns.count)
    for row in rows { entries.append(row: row.sorted { $0.column < $1.column }) }
    return [.sparse(entries.finish(sparse.values.dtype))]
  }
}

/// `sparse_concatenate`: sparse matrices side by side.
struct SparseConcatenateOperation: OperationDefinition {
  let name = "sparse_concatenate"
  let summary = "Sparse matrices of one dtype and number of rows side by side."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    guard !context.operands.isEmpty else { throw context.error("operands were expected") }
    let (dtype, rows, _) = try context.sparse(0)
    var width = 0
    for index in context.operands.indices {
      let (other, otherRows, columns) = try context.sparse(index)
      guard other == dtype, let columns = columns.extent else {
        throw context.error("matrices of one dtype, of known widths, were expected")
      }
      try context.expectEqual(rows, otherRows, "the numbers of rows")
      width += columns
    }
    return [.sparse(dtype, rows: rows, columns: .fixed(width))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let parts = try context.operands.indices.map { try context.sparse($0) }
    let rowCount = parts[0].rowCount
    guard parts.allSatisfy({ $0.rowCount == rowCount }) else {
      throw context.error("the numbers of rows differ")
    }
    var rows: [[(column: Int, value: Double)]] = Array(repeating: [], count: rowCount)
    var width = 0
    for part in parts {
      part.forEachEntry { row, column, value in rows[row].append((width + column, value)) }
      width += part.columnCount
    }
    var entries = SparseEntries(columnCount: width)
    for row in rows { entries.append(row: row) }
    return [.sparse(entries.finish(parts[0].values.dtype))]
  }
}

extension SparseRows {
  /// The same entries with other values, which are rounded to the dtype.
  fileprivate func replacingValues(_ values: [Double]) -> SparseRows {
    SparseRows(
      rowOffsets: rowOffsets, columns: columns,
      values: Tensor(values).casting(to: self.values.dtype), columnCount: columnCount)
  }
}

extension FunctionBuilder {
  /// The dtype and extents of a sparse value.
  /// - Throws: `ProgramError` where the value is not sparse.
  public func sparseType(of value: ValueID) throws -> (DType, rows: Dimension, columns: Dimension) {
    guard case .sparse(let dtype, let rows, let columns) = type(of: value) else {
      throw ProgramError(.type, at: "\(value)", "a sparse matrix was expected")
    }
    return (dtype, rows, columns)
  }

  /// A sparse matrix with each row divided by its norm: `l1`, `l2` or `max`.
  public func sparseNormalizeRows(_ sparse: ValueID, norm: String) throws -> ValueID {
    try append(one: "sparse_normalize_rows", [sparse], ["norm": .string(norm)])
  }

  /// 1 + the natural logarithm of each entry.
  public func sparseLogCounts(_ sparse: ValueID) throws -> ValueID {
    try append(one: "sparse_map", [sparse], ["function": .string("log_counts")])
  }

  /// 1 for each entry above `threshold`, which is not below 0, and 0 for the others.
  public func sparseStep(_ sparse: ValueID, threshold: Double) throws -> ValueID {
    try append(
      one: "sparse_map", [sparse],
      ["function": .string("step"), "threshold": .double(threshold)])
  }

  /// A sparse matrix as another dtype.
  public func sparseCast(_ sparse: ValueID, _ dtype: DType) throws -> ValueID {
    try append(one: "sparse_cast", [sparse], ["dtype": .dtype(dtype)])
  }

  /// The columns of a sparse matrix at `columns`, each at most once.
  public func sparseSelectColumns(_ sparse: ValueID, _ columns: [Int]) throws -> ValueID {
    try append(one: "sparse_select_columns", [sparse], ["columns": .ints(columns)])
  }

  /// Sparse matrices side by side.
  public func sparseConcatenate(_ parts: [ValueID]) throws -> ValueID {
    parts.count == 1 ? parts[0] : try append(one: "sparse_concatenate", parts)
  }
}
