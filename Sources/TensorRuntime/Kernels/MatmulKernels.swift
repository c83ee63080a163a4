// Matrix products: a packed micro-kernel, and OpenBLAS for large right operands.

import CKernels
import TensorIR
import Tensors

/// Kernels of `matmul`.
///
/// Full panels of 64 rows of a large product go to OpenBLAS, everything else to the packed kernel.
/// Which of the two computes a row depends on its place alone, so that cutting a batch into blocks of
/// a multiple of 64 rows changes no bit.
struct MatmulKernels: KernelFamily {
  let operations = ["matmul"]

  /// Right operands of at least this many elements are OpenBLAS's.
  private static let largeOperand = 256 * 256

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let (left, right, result) = (request.operands[0], request.operands[1], request.results[0])
    guard result.count > 0, let code = left.dtype.kernelCode, let multiply = wh_find_matmul(code),
      let pack = wh_find_matmul_pack(code),
      let product = try MatmulShape(request)
    else { return nil }
    let label = "matmul.\(left.dtype.rawValue)"
    let packedBytes = Int(
      wh_matmul_packed_bytes(Int64(product.k), Int64(product.n), Int64(left.elementSize)))
    // Operands are {left, right, result} and, where the right one is packed at run time, scratch.
    var parameters = [
      product.m, product.k, product.n, product.leftStride,
      product.rightBatch == 1 ? 0 : packedBytes, 0, 3,
    ].map(Int64.init)
    let panels = (product.m + Int(WH_MATMUL_PANEL) - 1) / Int(WH_MATMUL_PANEL)
    let units = product.batch * panels
    let grain = max(1, (1 << 18) / max(1, Int(WH_MATMUL_PANEL) * product.k * product.n))
    let isLarge =
      product.k * product.n >= Self.largeOperand && product.m >= Int(WH_MATMUL_PANEL)
      && (product.batch == 1 || product.m % Int(WH_MATMUL_PANEL) == 0)
    var owners: [AnyObject] = []
    var stages: [PlannedKernel.Stage] = []
    var scratch = 0
    if let constant = request.constants[1], product.rightBatch == 1 {
      let key = request.constantNames[1].map { "matmul \($0) \(product.k)x\(product.n)" }
      let packed = request.preparations.object(key) {
        packing(constant, byteCount: packedBytes, pack, parameters)
      }
      owners.append(packed)
      parameters[5] = Int64(Int(bitPattern: packed.base))
    } else {
      scratch = packedBytes * product.rightBatch
      var packParameters = parameters
      packParameters[4] = Int64(packedBytes)
      stages.append(
        PlannedKernel.Stage(pack, parameters: packParameters, units: product.rightBatch, grain: 1))
    }
    if isLarge {
      OpenBLAS.prepare()
      let function = left.dtype == .f64 ? OpenBLAS.panelsOfDoubles : OpenBLAS.panelsOfFloats
      let batchStride = product.rightBatch == 1 ? 0 : right.count / product.rightBatch
      let full = product.m / Int(WH_MATMUL_PANEL)
      stages.append(
        PlannedKernel.Stage(
          function,
          parameters: [
            product.m, product.k, product.n, product.leftStride, batchStride, full,
          ].map(Int64.init), units: product.batch * full, grain: 1))
      guard product.m % Int(WH_MATMUL_PANEL) != 0 else {
        // No row is left for the packed kernel.
        return PlannedKernel("\(label).blas", stages: [stages[stages.count - 1]])
      }
      // The last panel alone: units from `full` on.
      var rest = parameters
      rest[0] = Int64(product.m - full * Int(WH_MATMUL_PANEL))
      let shift = Int64(full * Int(WH_MATMUL_PANEL))
      stages.append(
        PlannedKernel.Stage(
          left.dtype == .f64 ? OpenBLAS.tailOfDoubles : OpenBLAS.tailOfFloats,
          parameters: [shift] + rest, units: 1, grain: 1))
      return PlannedKernel(
        "\(label).blas", stages: stages, scratchByteCount: scratch, owners: owners)
    }
    stages.append(
      PlannedKernel.Stage(multiply, parameters: parameters, units: units, grain: grain))
    return PlannedKernel(
      "\(label).packed", stages: stages, scratchByteCount: scratch, owners: owners)
  }

  private func packing(
    _ constant: Tensor, byteCount: Int, _ pack: KernelFunction, _ parameters: [Int64]
  ) -> TensorStorage {
    let packed = TensorStorage(byteCount: byteCount)
    constant.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 4) { operands in
        operands.initialize(repeating: nil)
        operands[1] = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        operands[3] = packed.base
        _ = parameters.withUnsafeBufferPointer {
          pack(operands.baseAddress, $0.baseAddress, 0, 1)
        }
      }
    }
    return packed
  }
}

/// The extents of a product of plain row-major operands whose batches are equal or one.
private struct MatmulShape {
  let m: Int
  let k: Int
  let n: Int
  let batch: Int
  let rightBatch: Int
  /// The distance of one left matrix to the next; 0 where all share it.
  let leftStride: Int

  /// `nil` where an operand is transposed, or the batches broadcast in another way.
  init?(_ request: KernelRequest) throws {
    let (left, right) = (request.operands[0].shape, request.operands[1].shape)
    for flip in ["transpose_left", "transpose_right"] {
      if try request.attributes.bool(flip, default: false, of: request.operation) { return nil }
    }
    m = left[left.rank - 2]
    k = left[left.rank - 1]
    n = right[right.rank - 1]
    let leftBatch = left.dimensions.dropLast(2).reduce(1, *)
    rightBatch = right.dimensions.dropLast(2).reduce(1, *)
    batch = request.results[0].shape.dimensions.dropLast(2).reduce(1, *)
    guard k > 0, leftBatch == batch || leftBatch == 1, rightBatch == batch || rightBatch == 1
    else { return nil }
    leftStride = leftBatch == 1 && batch != 1 ? 0 : m * k
  }
}
