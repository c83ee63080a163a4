// A pipeline's table as values of a tensor program.

import TensorIR
import Tensors

/// Columns side by side, held as a few matrices.
///
/// A table of text and numbers is not one tensor, and a choice of columns should not copy them, so a
/// table is a list of slabs: each is a matrix `[rows, width]` of one dtype, and the columns of the
/// table are the columns of the slabs, in order. Slabs of text features are sparse, and stay so as
/// long as operators can work on the entries alone; ``matrix(_:in:)`` makes them dense.
public struct LoweredTable {
  /// Some neighbouring columns of one dtype.
  public struct Slab: Hashable {
    /// The matrix `[rows, width]`.
    public let value: ValueID
    /// The type of the elements.
    public let dtype: DType
    /// The number of columns; at least 1.
    public let width: Int
    /// Whether the matrix is sparse.
    public let isSparse: Bool
  }

  /// The slabs from left to right.
  public private(set) var slabs: [Slab]

  /// The number of columns.
  public var width: Int { slabs.reduce(0) { $0 + $1.width } }

  /// A table of one matrix `[rows, width]`; a width of 0 or an unknown one is a programmer's mistake.
  public init(_ matrix: ValueID, in context: LoweringContext) {
    self.init([matrix], in: context.builder)
  }

  /// The columns of several matrices `[rows, width]` side by side.
  public init(_ matrices: [ValueID], in builder: FunctionBuilder) {
    slabs = matrices.map { matrix in
      let type = builder.type(of: matrix)
      let extent: Int? =
        switch type {
        case .tensor(let type): type.rank == 2 ? type.dimensions[1].extent : nil
        case .sparse(_, _, let columns): columns.extent
        case .ragged: nil
        }
      guard let width = extent, width > 0 else {
        preconditionFailure("\(type) is no matrix of a known width above 0")
      }
      return Slab(
        value: matrix, dtype: type.dtype, width: width, isSparse: type.tensorType == nil)
    }
  }

  /// The columns of several tables side by side.
  public init(joining tables: [LoweredTable]) { slabs = tables.flatMap(\.slabs) }

  /// The table as one matrix `[rows, width]` of `dtype`; numbers and booleans are converted.
  public func matrix(_ dtype: DType, in context: LoweringContext) throws -> ValueID {
    try matrix(dtype, in: context.builder)
  }

  /// The table as one matrix of `f32` where every column is `f32`, and of `f64` otherwise, which is
  /// what scikit-learn's input checks make of a table.
  public func floats(in context: LoweringContext) throws -> ValueID {
    try matrix(slabs.allSatisfy { $0.dtype == .f32 } ? .f32 : .f64, in: context)
  }

  func matrix(_ dtype: DType, in builder: FunctionBuilder) throws -> ValueID {
    guard !slabs.isEmpty else {
      throw CompilerError(at: "lowering", "a table without columns is no matrix")
    }
    let values = try slabs.map { slab in
      let dense = slab.isSparse ? try builder.toDense(slab.value) : slab.value
      return slab.dtype == dtype ? dense : try builder.cast(dense, dtype)
    }
    return values.count == 1 ? values[0] : try builder.concatenate(values, axis: 1)
  }

  /// The columns at `indices`, in that order.
  ///
  /// Whole slabs and neighbouring columns are not copied one by one.
  public func selecting(_ indices: [Int], in context: LoweringContext) throws -> LoweredTable {
    let places = slabs.enumerated().flatMap { number, slab in (0..<slab.width).map { (number, $0) }
    }
    var selected: [Slab] = []
    var rest = indices.map { places[$0] }[...]
    while let (number, _) = rest.first {
      let columns = rest.prefix { $0.0 == number }.map(\.1)
      rest = rest.dropFirst(columns.count)
      selected.append(try slabs[number].selecting(columns, in: context.builder))
    }
    return LoweredTable(slabs: selected)
  }

  /// One table of one column for each column.
  public func columns(in context: LoweringContext) throws -> [LoweredTable] {
    try (0..<width).map { try selecting([$0], in: context) }
  }

  init(slabs: [Slab]) { self.slabs = slabs }
}

extension LoweredTable.Slab {
  fileprivate func selecting(
    _ columns: [Int], in builder: FunctionBuilder
  ) throws -> LoweredTable.Slab {
    let first = columns[0]
    let value: ValueID
    if columns == Array(0..<width) {
      value = self.value
    } else if isSparse, Set(columns).count == columns.count {
      value = try builder.sparseSelectColumns(self.value, columns)
    } else if isSparse {
      let distinct = Array(Set(columns)).sorted()
      let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
      let dense = LoweredTable.Slab(
        value: try builder.toDense(builder.sparseSelectColumns(self.value, distinct)),
        dtype: dtype, width: distinct.count, isSparse: false)
      return try dense.selecting(columns.compactMap { places[$0] }, in: builder)
    } else if columns == Array(first..<first + columns.count) {
      value = try builder.slice(self.value, axis: 1, start: first, end: first + columns.count)
    } else {
      let places = Tensor(columns.map(Int64.init))
      value = try builder.gather(self.value, builder.constant(places, named: "columns"), axis: 1)
    }
    return LoweredTable.Slab(
      value: value, dtype: dtype, width: columns.count, isSparse: isSparse)
  }
}
