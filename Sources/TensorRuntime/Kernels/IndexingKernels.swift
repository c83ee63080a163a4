// Picking elements by index, and finding indices by element.

import CKernels
import TensorIR
import Tensors

/// Kernels of gathers, one-hot rows and sorted searches.
struct IndexingKernels: KernelFamily {
  let operations = ["gather", "gather_along", "one_hot", "search_sorted"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    switch request.operation {
    case "one_hot": try oneHot(request)
    case "search_sorted": try searchSorted(request)
    default: try gather(request)
    }
  }

  private func gather(_ request: KernelRequest) throws -> PlannedKernel? {
    let (x, indices) = (request.operands[0], request.operands[1])
    guard let indexSize = indices.indexSize else { return nil }
    let axis = try request.attributes.int("axis", of: request.operation)
    let box = AxisBox(x.shape, axis: axis)
    let label = "\(request.operation).\(x.dtype.rawValue)"
    let resultBytes = request.results[0].byteCount
    let grain = PlannedKernel.grain(bytesPerUnit: 2 * resultBytes / max(box.outer, 1))
    if request.operation == "gather" {
      return PlannedKernel(
        label, wh_gather,
        parameters: [box.extent, indices.count, box.inner * x.elementSize, indexSize]
          .map(Int64.init), units: box.outer, grain: grain)
    }
    return PlannedKernel(
      label, wh_gather_along,
      parameters: [box.extent, indices.shape[axis], box.inner, x.elementSize, indexSize]
        .map(Int64.init), units: box.outer, grain: grain)
  }

  private func oneHot(_ request: KernelRequest) throws -> PlannedKernel? {
    let (indices, result) = (request.operands[0], request.results[0])
    guard let indexSize = indices.indexSize, let one = result.dtype.bitsOfOne else { return nil }
    let depth = try request.attributes.int("depth", of: request.operation)
    return PlannedKernel(
      "one_hot.\(result.dtype.rawValue)", wh_one_hot,
      parameters: [Int64(depth), Int64(result.elementSize), Int64(indexSize), one],
      units: indices.count, grain: PlannedKernel.grain(bytesPerUnit: depth * result.elementSize))
  }

  private func searchSorted(_ request: KernelRequest) throws -> PlannedKernel? {
    let (edges, values) = (request.operands[0], request.operands[1])
    guard let code = edges.dtype.kernelCode, let function = wh_find_search_sorted(code) else {
      return nil
    }
    let side = try request.attributes.string("side", of: request.operation)
    return PlannedKernel(
      "search_sorted.\(edges.dtype.rawValue)", function,
      parameters: [Int64(edges.count), side == "right" ? 1 : 0], units: values.count,
      grain: PlannedKernel.grain(bytesPerUnit: 64))
  }
}

extension DenseType {
  /// The size of an index that the kernels read; `nil` for other dtypes.
  fileprivate var indexSize: Int? { dtype == .i64 || dtype == .i32 ? elementSize : nil }
}

extension DType {
  /// The little-endian bits of the number 1, or of true.
  fileprivate var bitsOfOne: Int64? {
    switch self {
    case .f64: Int64(bitPattern: (1.0).bitPattern)
    case .f32: Int64((1.0 as Float).bitPattern)
    case .bf16: Int64(BFloat16(1).bitPattern)
    case .i64, .i32, .i8, .bool: 1
    case .string: nil
    }
  }
}
