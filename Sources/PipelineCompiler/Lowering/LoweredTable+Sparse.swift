// Operators on tables with sparse columns, by the entry.

import TensorIR
import Tensors

extension LoweredTable {
  /// Whether some columns are sparse.
  var isSparse: Bool { slabs.contains(where: \.isSparse) }

  /// `f32` where every column is, and `f64` otherwise: see ``floats(in:)``.
  var floatDType: DType { slabs.allSatisfy { $0.dtype == .f32 } ? .f32 : .f64 }

  /// All columns as one sparse matrix of ``floatDType``.
  func sparse(in context: LoweringContext) throws -> ValueID {
    let b = context.builder
    let dtype = floatDType
    return try b.sparseConcatenate(
      slabs.map { slab in
        if slab.isSparse {
          return slab.dtype == dtype ? slab.value : try b.sparseCast(slab.value, dtype)
        }
        return try b.toSparse(slab.dtype == dtype ? slab.value : b.cast(slab.value, dtype))
      })
  }

  /// The columns as `dtype` (`f64` or `f32`), sparse ones staying sparse.
  func casting(to dtype: DType, in context: LoweringContext) throws -> LoweredTable {
    let b = context.builder
    return LoweredTable(
      try slabs.map { slab in
        if slab.dtype == dtype { return slab.value }
        return try slab.isSparse ? b.sparseCast(slab.value, dtype) : b.cast(slab.value, dtype)
      }, in: b)
  }

  /// All columns as one sparse matrix, each multiplied by its factor.
  func scalingSparse(
    _ factors: [Double], named name: String, in context: LoweringContext
  ) throws -> LoweredTable {
    let row = try context.row(factors, floatDType, named: name)
    return LoweredTable(
      try context.builder.sparseScaleColumns(sparse(in: context), row), in: context)
  }

  /// The product with the transpose of `weights`, a row for each of `outputs`, in `dtype`.
  ///
  /// Sparse columns are multiplied by the entry, and what neighbouring columns give is added up.
  func product(
    _ weights: [Double], outputs: Int, _ dtype: DType, named name: String,
    in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let width = self.width
    guard isSparse else {
      let factors = try context.matrix(
        weights, rows: outputs, columns: width, dtype, named: name)
      return try b.matmul(matrix(dtype, in: context), factors, transposeRight: true)
    }
    var sum: ValueID?
    var start = 0
    for part in partsBySparsity {
      let columns = start..<(start + part.width)
      start = columns.upperBound
      // A row of factors for each column: the entries of a sparse row pick rows.
      let factors = try context.matrix(
        columns.flatMap { column in (0..<outputs).map { weights[$0 * width + column] } },
        rows: columns.count, columns: outputs, dtype, named: name)
      let term =
        part.isSparse
        ? try b.sparseMatmul(
          part.casting(to: dtype, in: context).sparse(in: context), factors)
        : try b.matmul(part.matrix(dtype, in: context), factors)
      sum = try sum.map { try b.add($0, term) } ?? term
    }
    guard let sum else {
      throw CompilerError(at: "lowering", "a table without columns has no product")
    }
    return sum
  }

  /// Neighbouring slabs that are all sparse or all dense, as tables of their own.
  private var partsBySparsity: [LoweredTable] {
    var parts: [LoweredTable] = []
    for slab in slabs {
      if let last = parts.last, last.slabs[0].isSparse == slab.isSparse {
        parts[parts.count - 1] = LoweredTable(slabs: last.slabs + [slab])
      } else {
        parts.append(LoweredTable(slabs: [slab]))
      }
    }
    return parts
  }
}
