// The results of a program as columns of a table.

import PipelineCompiler
import Tables
import Tensors

/// Splits result matrices into named columns.
struct ResultColumns {
  /// The columns of `output`, whose matrices are `results`, from left to right.
  static func columns(of output: CompiledOutput, _ results: [Tensor]) -> [Column] {
    var columns: [Column] = []
    for matrix in results {
      for place in 0..<matrix.shape[1] {
        let values = column(place, of: matrix)
        columns.append(
          Column(
            name: output.columnNames[columns.count],
            values: output.labels.map { labelled(values, $0) } ?? values))
      }
    }
    return columns
  }

  private static func column(_ place: Int, of matrix: Tensor) -> Tensor {
    let rows = Shape([matrix.shape[0]])
    if matrix.shape[1] == 1 { return matrix.reshaped(to: rows) }
    switch matrix.dtype {
    case .f64: return column(place, of: matrix, Double.self)
    case .f32: return column(place, of: matrix, Float.self)
    case .i64: return column(place, of: matrix, Int64.self)
    case .bool: return column(place, of: matrix, Bool.self)
    case .string:
      let strings = matrix.strings
      return Tensor(
        strings: (0..<matrix.shape[0]).map { strings[$0 * matrix.shape[1] + place] }, shape: rows)
    case .i32: return Tensor(column(place, of: matrix, Int32.self).doubles().map { Int64($0) })
    case .i8: return Tensor(column(place, of: matrix, Int8.self).doubles().map { Int64($0) })
    case .bf16: return Tensor(column(place, of: matrix, BFloat16.self).doubles())
    }
  }

  private static func column<Element: TensorElement>(
    _ place: Int, of matrix: Tensor, _ type: Element.Type
  ) -> Tensor {
    let width = matrix.shape[1]
    return matrix.withElements(of: type) { source in
      Tensor.filling(type, shape: Shape([matrix.shape[0]])) { target in
        for row in target.indices { target[row] = source[row * width + place] }
      }
    }
  }

  /// The labels at the places that a column of `i64` holds.
  private static func labelled(_ places: Tensor, _ labels: [String]) -> Tensor {
    let texts = labels.map { Array($0.utf8) }
    var offsets = [0]
    offsets.reserveCapacity(places.count + 1)
    var bytes: [UInt8] = []
    places.withElements(of: Int64.self) { places in
      for place in places {
        bytes += texts[Int(place)]
        offsets.append(bytes.count)
      }
    }
    return Tensor(
      shape: places.shape, strings: StringStorage(offsets: offsets, bytes: bytes, missing: nil))
  }
}
