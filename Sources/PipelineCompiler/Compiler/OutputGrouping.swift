// How the columns of an output become matrices.

import Pipelines
import TensorIR
import Tensors

/// The matrices of an output table: one where the columns have a common dtype, which is what NumPy
/// makes of them, and otherwise one for each run of columns of one dtype.
struct OutputGrouping {
  /// The dtype of each matrix.
  let dtypes: [DType]
  /// The number of columns of each matrix.
  let widths: [Int]

  init(_ type: TableType) {
    if let dtype = type.promotedDType {
      dtypes = [dtype]
      widths = [type.width]
      return
    }
    var dtypes: [DType] = []
    var widths: [Int] = []
    for column in type.columns {
      if dtypes.last == column.dtype {
        widths[widths.count - 1] += 1
      } else {
        dtypes.append(column.dtype)
        widths.append(1)
      }
    }
    self.dtypes = dtypes
    self.widths = widths
  }
}
