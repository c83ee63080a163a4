// Reductions, extremes' places and running sums.

import CKernels
import TensorIR
import Tensors

/// Kernels that walk along axes.
struct ReductionKernels: KernelFamily {
  private static let reductions = [
    "reduce_sum", "reduce_product", "reduce_mean", "reduce_max", "reduce_min", "reduce_all",
    "reduce_any",
  ]
  let operations = Self.reductions + ["arg_max", "arg_min", "cumulative_sum"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let operand = request.operands[0]
    let attributes = request.attributes
    guard let code = operand.dtype.kernelCode else { return nil }
    let box: AxisBox
    let function: KernelFunction?
    var label = "\(request.operation).\(operand.dtype.rawValue)"
    switch request.operation {
    case "cumulative_sum":
      box = AxisBox(operand.shape, axis: try attributes.int("axis", of: request.operation))
      function = wh_find_cumulative_sum(code)
    case "arg_max", "arg_min":
      box = AxisBox(operand.shape, axis: try attributes.int("axis", of: request.operation))
      function = wh_find_reduction(request.operation, code, false)
      guard box.extent > 0 else { return nil }
    default:
      let axes = try attributes.ints("axes", of: request.operation)
      guard let adjacent = AxisBox(operand.shape, axes: axes) else { return nil }
      box = adjacent
      let isOrdered = try attributes.bool("ordered", default: false, of: request.operation)
      function = wh_find_reduction(
        String(request.operation.dropFirst("reduce_".count)), code, isOrdered)
      // An extreme of nothing is an error, which the plain evaluation words.
      let isExtreme = request.operation == "reduce_max" || request.operation == "reduce_min"
      if isExtreme && box.extent == 0 { return nil }
      if isOrdered { label += ".ordered" }
    }
    guard let function else { return nil }
    return PlannedKernel(
      label, function, parameters: [Int64(box.extent), Int64(box.inner)], units: box.outer,
      grain: PlannedKernel.grain(bytesPerUnit: box.extent * box.inner * operand.elementSize))
  }
}

/// A shape seen as `[outer, extent, inner]` around one axis or several adjacent ones.
struct AxisBox {
  let outer: Int
  let extent: Int
  let inner: Int

  init(_ shape: Shape, axis: Int) {
    outer = shape.dimensions[..<axis].reduce(1, *)
    extent = shape[axis]
    inner = shape.dimensions[(axis + 1)...].reduce(1, *)
  }

  /// `nil` where an axis that is not reduced, and has not extent 1, lies between reduced ones.
  init?(_ shape: Shape, axes: [Int]) {
    let reduced = Set(axes)
    let places = shape.dimensions.indices.filter { shape[$0] != 1 }
    let within = places.filter { reduced.contains($0) }
    guard let first = within.first, let last = within.last else {
      (outer, extent, inner) = (shape.count, 1, 1)
      return
    }
    guard places.filter({ $0 >= first && $0 <= last }).count == within.count else { return nil }
    outer = shape.dimensions[..<first].reduce(1, *)
    extent = shape.dimensions[first...last].reduce(1, *)
    inner = shape.dimensions[(last + 1)...].reduce(1, *)
  }
}
