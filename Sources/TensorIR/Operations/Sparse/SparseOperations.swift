// Matrices with few entries. The cotangent of a sparse value is a dense matrix.

import Tensors

/// `to_sparse`: the entries of a dense matrix that are not 0; NaN is an entry.
struct ToSparseOperation: OperationDefinition {
  let name = "to_sparse"
  let summary = "The entries of a dense floating-point matrix that are not 0, as a sparse matrix."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    guard type.rank == 2, type.dtype == .f64 || type.dtype == .f32 else {
      throw context.error("a matrix of f64 or f32 was expected")
    }
    return [.sparse(type.dtype, rows: type.dimensions[0], columns: type.dimensions[1])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let (elements, width) = (x.doubles(), x.shape[1])
    var entries = SparseEntries(columnCount: width)
    for row in 0..<x.shape[0] {
      entries.append(
        row: (0..<width).map { ($0, elements[row * width + $0]) }.filter { $0.1 != 0 })
    }
    return [.sparse(entries.finish(x.dtype))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [context.cotangents[0]] }
}

/// `to_dense`: a sparse matrix with its zeros.
struct ToDenseOperation: OperationDefinition {
  let name = "to_dense"
  let summary = "A sparse matrix with its zeros."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let (dtype, rows, columns) = try context.sparse(0)
    return [.tensor(dtype, [rows, columns])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let sparse = try context.sparse(0)
    let (dense, overflow) = sparse.rowCount.multipliedReportingOverflow(by: sparse.columnCount)
    guard !overflow, dense <= 1 << 31 else { throw context.error("the dense matrix is too large") }
    var elements = [Double](repeating: 0, count: dense)
    sparse.forEachEntry { row, column, value in
      elements[row * sparse.columnCount + column] += value
    }
    let shape = Shape([sparse.rowCount, sparse.columnCount])
    return [.tensor(Tensor(elements, shape: shape).casting(to: sparse.values.dtype))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [context.cotangents[0]] }
}

/// `sparse_matmul {transpose_left}`: a sparse matrix times a dense one.
struct SparseMatmulOperation: OperationDefinition {
  let name = "sparse_matmul"
  let summary = """
    A sparse matrix, transposed where `transpose_left` says so, times a dense one; sums go over the \
    entries of a row in order.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (dtype, rows, columns) = try context.sparse(0)
    let dense = try context.tensor(1, of: dtype)
    guard dense.rank == 2 else { throw context.error("a dense matrix was expected") }
    let flip = try context.attributes.bool("transpose_left", default: false, of: name)
    try context.expectEqual(flip ? rows : columns, dense.dimensions[0], "the inner extents")
    return [.tensor(dtype, [flip ? columns : rows, dense.dimensions[1]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (sparse, dense) = (try context.sparse(0), try context.tensor(1))
    let flip = try context.attributes.bool("transpose_left", default: false, of: name)
    guard dense.shape[0] == (flip ? sparse.rowCount : sparse.columnCount) else {
      throw context.error("\(dense.shape) does not fit \(sparse.rowCount) x \(sparse.columnCount)")
    }
    let shape = Shape([flip ? sparse.columnCount : sparse.rowCount, dense.shape[1]])
    return [
      .tensor(
        sparse.values.dtype == .f32
          ? multiply(sparse, dense, flip, shape, Float.self)
          : multiply(sparse, dense, flip, shape, Double.self))
    ]
  }

  private func multiply<Element: NumericElement & BinaryFloatingPoint>(
    _ sparse: SparseRows, _ dense: Tensor, _ flip: Bool, _ shape: Shape, _ type: Element.Type
  ) -> Tensor {
    let (factors, width) = (dense.elements(of: type), dense.shape[1])
    var product = [Element](repeating: 0, count: shape.count)
    sparse.forEachEntry { row, column, value in
      let (target, source) = flip ? (column, row) : (row, column)
      for index in 0..<width {
        product[target * width + index] += Element(value) * factors[source * width + index]
      }
    }
    return Tensor(product, shape: shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let b = context.builder
    let (sparse, dense) = (context.operands[0], context.operands[1])
    let flip = try context.attributes.bool("transpose_left", default: false, of: name)
    return [
      flip
        ? try b.matmul(dense, g, transposeRight: true)
        : try b.matmul(g, dense, transposeRight: true),
      try b.sparseMatmul(sparse, g, transposeLeft: !flip),
    ]
  }
}

/// `sparse_scale_columns`: a sparse matrix with each column multiplied by a factor.
struct SparseScaleColumnsOperation: OperationDefinition {
  let name = "sparse_scale_columns"
  let summary = "A sparse matrix with each column multiplied by its factor (rank 1)."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (dtype, rows, columns) = try context.sparse(0)
    let factors = try context.tensor(1, of: dtype)
    guard factors.rank == 1 else { throw context.error("factors of rank 1 were expected") }
    try context.expectEqual(columns, factors.dimensions[0], "the number of columns and of factors")
    return [.sparse(dtype, rows: rows, columns: columns)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (sparse, factors) = (try context.sparse(0), try context.tensor(1))
    guard factors.count == sparse.columnCount else {
      throw context.error("\(factors.count) factors for \(sparse.columnCount) columns")
    }
    let columns = sparse.columns.elements(of: Int64.self).map { Int($0) }
    let picked = factors.picking(columns, shape: sparse.values.shape)
    let values =
      picked.dtype == .f32
      ? sparse.values.combining(picked) { (a: Float, b: Float) in a * b }
      : sparse.values.combining(picked) { (a: Double, b: Double) in a * b }
    return [
      .sparse(
        SparseRows(
          rowOffsets: sparse.rowOffsets, columns: sparse.columns, values: values,
          columnCount: sparse.columnCount))
    ]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let b = context.builder
    let products = try b.multiply(b.toDense(context.operands[0]), g)
    return [
      try b.multiply(g, context.operands[1]), try b.reduceSum(products, axes: [0]),
    ]
  }
}

extension TypeContext {
  /// The dtype and extents of the sparse operand `index`.
  func sparse(_ index: Int) throws -> (DType, Dimension, Dimension) {
    guard case .sparse(let dtype, let rows, let columns) = operands[index],
      dtype == .f64 || dtype == .f32
    else { throw error("operand \(index) must be sparse f64 or f32") }
    return (dtype, rows, columns)
  }
}

extension EvaluationContext {
  /// The sparse operand `index`.
  func sparse(_ index: Int) throws -> SparseRows {
    guard index < operands.count, case .sparse(let rows) = operands[index] else {
      throw error("operand \(index) is not sparse")
    }
    return rows
  }
}

extension FunctionBuilder {
  /// The entries of a dense matrix that are not 0.
  public func toSparse(_ x: ValueID) throws -> ValueID { try append(one: "to_sparse", [x]) }

  /// A sparse matrix with its zeros.
  public func toDense(_ x: ValueID) throws -> ValueID { try append(one: "to_dense", [x]) }

  /// A sparse matrix, or its transpose, times a dense one.
  public func sparseMatmul(
    _ sparse: ValueID, _ dense: ValueID, transposeLeft: Bool = false
  ) throws -> ValueID {
    try append(
      one: "sparse_matmul", [sparse, dense],
      transposeLeft ? ["transpose_left": .bool(true)] : [:])
  }

  /// A sparse matrix with each column multiplied by its factor.
  public func sparseScaleColumns(_ sparse: ValueID, _ factors: ValueID) throws -> ValueID {
    try append(one: "sparse_scale_columns", [sparse, factors])
  }
}
