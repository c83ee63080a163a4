// Text by the row.

import CKernels
import TensorIR
import Tensors

/// Kernels of operations that read text and give numbers.
struct TextKernels: KernelFamily {
  let operations = ["string_is_missing", "string_equal"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let count = request.results[0].count
    let grain = PlannedKernel.grain(bytesPerUnit: 32)
    switch request.operation {
    case "string_is_missing":
      return PlannedKernel(
        "string_is_missing", wh_string_is_missing, parameters: [], units: count, grain: grain)
    default:
      let strides = request.operands.map { $0.count == count ? 1 : $0.count == 1 ? 0 : -1 }
      guard !strides.contains(-1) else { return nil }
      return PlannedKernel(
        "string_equal", wh_string_equal, parameters: strides.map(Int64.init), units: count,
        grain: grain)
    }
  }
}
