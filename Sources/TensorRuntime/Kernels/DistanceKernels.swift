// Distances from rows to points.

import CKernels
import TensorIR
import Tensors

/// Kernels of `pairwise_distance`.
struct DistanceKernels: KernelFamily {
  let operations = ["pairwise_distance"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let (x, points) = (request.operands[0], request.operands[1])
    let measure = try DistanceMeasure(request.attributes, of: request.operation)
    guard let code = x.dtype.kernelCode, let function = wh_find_distance(measure.name, code) else {
      return nil
    }
    var exponent = 0.0
    if case .minkowski(let given) = measure { exponent = given }
    let (width, count) = (x.shape[1], points.shape[1])
    return PlannedKernel(
      "pairwise_distance.\(measure.name).\(x.dtype.rawValue)", function,
      parameters: [Int64(width), Int64(count), Int64(bitPattern: exponent.bitPattern)],
      units: x.shape[0], grain: PlannedKernel.grain(bytesPerUnit: width * count * x.elementSize))
  }
}
