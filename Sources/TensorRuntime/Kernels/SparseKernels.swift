// Sparse matrices by the row, over the entries alone.

import TensorIR
import Tensors

/// Kernels of the sparse operations that are hot: products, column factors, dense copies.
///
/// The rest is evaluated plainly, which takes time by the entry too.
struct SparseKernels: ValueKernelFamily {
  let operations = [
    "sparse_matmul", "sparse_scale_columns", "sparse_select_columns", "to_dense",
  ]

  func kernel(for request: ValueKernelRequest) throws -> (any ValueKernel)? {
    switch request.operation {
    case "sparse_matmul":
      let isTransposed = try request.attributes.bool(
        "transpose_left", default: false, of: request.operation)
      return isTransposed ? nil : SparseProduct()
    case "sparse_scale_columns": return SparseScaling()
    case "to_dense": return DenseCopy()
    case "sparse_select_columns":
      let columns = try request.attributes.ints("columns", of: request.operation)
      return SparseSelection(columns)
    default: return nil
    }
  }
}

/// A sparse matrix times a dense one, by the row.
private struct SparseProduct: ValueKernel {
  func evaluate(_ operands: [Value]) throws -> [Value]? {
    guard case .sparse(let sparse) = operands[0], case .tensor(let dense) = operands[1],
      dense.shape[0] == sparse.columnCount
    else { return nil }
    return [
      .tensor(
        dense.dtype == .f32
          ? multiply(sparse, dense, Float.self) : multiply(sparse, dense, Double.self))
    ]
  }

  private func multiply<Element: TensorElement & BinaryFloatingPoint>(
    _ sparse: SparseRows, _ dense: Tensor, _ type: Element.Type
  ) -> Tensor {
    let width = dense.shape[1]
    return Tensor.filling(type, shape: Shape([sparse.rowCount, width])) { product in
      product.initialize(repeating: 0)
      dense.withElements(of: type) { factors in
        sparse.forEachEntry(type) { row, column, value in
          let (target, source) = (row * width, column * width)
          for index in 0..<width { product[target + index] += value * factors[source + index] }
        }
      }
    }
  }
}

/// A sparse matrix with each column multiplied by its factor.
private struct SparseScaling: ValueKernel {
  func evaluate(_ operands: [Value]) throws -> [Value]? {
    guard case .sparse(let sparse) = operands[0], case .tensor(let factors) = operands[1],
      factors.count == sparse.columnCount
    else { return nil }
    let values =
      factors.dtype == .f32
      ? scale(sparse, factors, Float.self) : scale(sparse, factors, Double.self)
    return [
      .sparse(
        SparseRows(
          rowOffsets: sparse.rowOffsets, columns: sparse.columns, values: values,
          columnCount: sparse.columnCount))
    ]
  }

  private func scale<Element: TensorElement & BinaryFloatingPoint>(
    _ sparse: SparseRows, _ factors: Tensor, _ type: Element.Type
  ) -> Tensor {
    Tensor.filling(type, shape: sparse.values.shape) { scaled in
      factors.withElements(of: type) { factors in
        sparse.columns.withElements(of: Int64.self) { columns in
          sparse.values.withElements(of: type) { values in
            for index in values.indices {
              (scaled.baseAddress! + index).initialize(
                to: values[index] * factors[Int(columns[index])])
            }
          }
        }
      }
    }
  }
}

/// A sparse matrix with its zeros.
private struct DenseCopy: ValueKernel {
  func evaluate(_ operands: [Value]) throws -> [Value]? {
    guard case .sparse(let sparse) = operands[0] else { return nil }
    let (count, overflow) = sparse.rowCount.multipliedReportingOverflow(by: sparse.columnCount)
    // The plain evaluation says what is too large.
    guard !overflow, count <= 1 << 31 else { return nil }
    return [
      .tensor(
        sparse.values.dtype == .f32 ? copy(sparse, Float.self) : copy(sparse, Double.self))
    ]
  }

  private func copy<Element: TensorElement & BinaryFloatingPoint>(
    _ sparse: SparseRows, _ type: Element.Type
  ) -> Tensor {
    let width = sparse.columnCount
    return Tensor.filling(type, shape: Shape([sparse.rowCount, width])) { dense in
      dense.initialize(repeating: 0)
      sparse.forEachEntry(type) { row, column, value in dense[row * width + column] += value }
    }
  }
}

/// Some columns of a sparse matrix, each at most once.
private struct SparseSelection: ValueKernel {
  private let places: [Int: Int]

  init(_ columns: [Int]) {
    places = Dictionary(
      columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func evaluate(_ operands: [Value]) throws -> [Value]? {
    guard case .sparse(let sparse) = operands[0] else { return nil }
    return [
      .sparse(
        sparse.values.dtype == .f32 ? select(sparse, Float.self) : select(sparse, Double.self))
    ]
  }

  private func select<Element: TensorElement & BinaryFloatingPoint>(
    _ sparse: SparseRows, _ type: Element.Type
  ) -> SparseRows {
    var rowOffsets: [Int64] = [0]
    var entries: [(column: Int, value: Element)] = []
    var row = 0
    func finish(before next: Int) {
      while row < next {
        entries[Int(rowOffsets[row])...].sort { $0.column < $1.column }
        rowOffsets.append(Int64(entries.count))
        row += 1
      }
    }
    sparse.forEachEntry(type) { entryRow, column, value in
      finish(before: entryRow)
      if let place = places[column] { entries.append((place, value)) }
    }
    finish(before: sparse.rowCount)
    return SparseRows(
      rowOffsets: Tensor(rowOffsets), columns: Tensor(entries.map { Int64($0.column) }),
      values: Tensor(entries.map(\.value)), columnCount: places.count)
  }
}

extension SparseRows {
  /// Visits every entry in order of rows; `Element` is the type of the values.
  @inline(__always)
  fileprivate func forEachEntry<Element: TensorElement>(
    _ type: Element.Type, _ body: (_ row: Int, _ column: Int, _ value: Element) -> Void
  ) {
    rowOffsets.withElements(of: Int64.self) { offsets in
      columns.withElements(of: Int64.self) { columns in
        values.withElements(of: type) { values in
          for row in 0..<rowCount {
            for entry in Int(offsets[row])..<Int(offsets[row + 1]) {
              body(row, Int(columns[entry]), values[entry])
            }
          }
        }
      }
    }
  }
}
