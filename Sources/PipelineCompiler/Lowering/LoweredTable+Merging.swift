// Fewer, wider slabs: one operation on a wide matrix is cheaper than many on single columns.

import TensorIR
import Tensors

extension LoweredTable {
  /// The dtype of each column.
  var columnDTypes: [DType] {
    slabs.flatMap { slab in Array(repeating: slab.dtype, count: slab.width) }
  }

  /// The same columns, each as the dtype that `dtypes` gives it, with neighbours of one dtype in one
  /// slab.
  func merging(_ dtypes: [DType], in context: LoweringContext) throws -> LoweredTable {
    precondition(dtypes.count == width, "\(dtypes.count) dtypes for \(width) columns")
    var matrices: [ValueID] = []
    var start = 0
    while start < dtypes.count {
      let count = dtypes[start...].prefix { $0 == dtypes[start] }.count
      let columns = try selecting(Array(start..<start + count), in: context)
      matrices.append(try columns.matrix(dtypes[start], in: context))
      start += count
    }
    return LoweredTable(matrices, in: context.builder)
  }
}
