// Text by the row.

import CKernels
import TensorIR
import Tensors

/// Kernels of operations that read text and give numbers.
struct TextKernels: KernelFamily {
  let operations = ["string_lookup", "string_is_missing", "string_equal"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let count = request.results[0].count
    let grain = PlannedKernel.grain(bytesPerUnit: 32)
    switch request.operation {
    case "string_lookup":
      guard let vocabulary = request.constants[1] else { return nil }
      let key = request.constantNames[1].map { "string_lookup \($0)" }
      let table = request.preparations.object(key) { StringTable(vocabulary.strings) }
      return PlannedKernel(
        "string_lookup", wh_string_lookup, parameters: [Int64(Int(bitPattern: table.address))],
        units: count, grain: grain, owners: [table])
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
