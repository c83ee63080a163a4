// Tensors as the rows and columns of tables.

import Tensors

extension Tensor {
  /// The same values with a dtype that columns have: other integers become `i64`, and `bf16` `f32`.
  var asColumnType: Tensor {
    switch dtype {
    case .f64, .f32, .i64, .bool, .string: self
    case .i32: Tensor(elements(of: Int32.self).map(Int64.init), shape: shape)
    case .i8: Tensor(elements(of: Int8.self).map(Int64.init), shape: shape)
    case .bf16: Tensor(elements(of: BFloat16.self).map(\.float), shape: shape)
    }
  }

  /// The rows of `range`, sharing the memory of numbers.
  func rows(_ range: Range<Int>) -> Tensor {
    let width = shape.dimensions.dropFirst().reduce(1, *)
    let rowsShape = Shape([range.count] + shape.dimensions.dropFirst())
    switch contents {
    case .fixedSize(let storage, let offset):
      let size = dtype.byteCount ?? 0
      return Tensor(
        dtype: dtype, shape: rowsShape, storage: storage,
        byteOffset: offset + range.lowerBound * width * size)
    case .strings(let storage):
      if range.count * width == storage.count { return reshaped(to: rowsShape) }
      let elements = range.lowerBound * width..<range.upperBound * width
      return Tensor(strings: elements.map { storage[$0] }, shape: rowsShape)
    }
  }

  /// The columns of a matrix, copied.
  var matrixColumns: [Tensor] {
    let (rows, columns) = (shape[0], shape[1])
    return (0..<columns).map { column in
      switch dtype {
      case .f64: gather(Double.self, rows, columns, column)
      case .f32: gather(Float.self, rows, columns, column)
      case .bool: gather(Bool.self, rows, columns, column)
      case .string: Tensor(strings: (0..<rows).map { strings[$0 * columns + column] })
      default: gather(Int64.self, rows, columns, column)
      }
    }
  }

  private func gather<Element: TensorElement>(
    _ type: Element.Type, _ rows: Int, _ columns: Int, _ column: Int
  ) -> Tensor {
    withElements(of: Element.self) { elements in
      Tensor.filling(Element.self, shape: [rows]) { target in
        for row in 0..<rows { target[row] = elements[row * columns + column] }
      }
    }
  }
}
