// Copies between layouts: transposes, slices, broadcasts, reversals, pads, joins.

import CKernels
import TensorIR
import Tensors

/// Kernels that only move elements.
struct MovementKernels: KernelFamily {
  let operations = ["broadcast", "transpose", "slice", "reverse", "pad", "concatenate"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let source = request.operands[0]
    let result = request.results[0]
    let strides = source.shape.strides
    let name = request.operation
    switch name {
    case "broadcast":
      let lead = result.shape.rank - source.shape.rank
      let from = (0..<result.shape.rank).map { axis in
        axis < lead || source.shape[axis - lead] == 1 ? 0 : strides[axis - lead]
      }
      return box(name, result, from: from)
    case "transpose":
      let permutation = try request.attributes.ints("permutation", of: name)
      return box(name, result, from: permutation.map { strides[$0] })
    case "slice":
      let axis = try request.attributes.int("axis", of: name)
      let start = try request.attributes.int("start", of: name)
      var from = strides
      from[axis] *= try request.attributes.int("stride", of: name)
      return box(name, result, from: from, offset: start * strides[axis])
    case "reverse":
      let axes = Set(try request.attributes.ints("axes", of: name))
      let from = strides.indices.map { axes.contains($0) ? -strides[$0] : strides[$0] }
      let offset = axes.reduce(0) { $0 + max(source.shape[$1] - 1, 0) * strides[$1] }
      return box(name, result, from: from, offset: offset)
    case "pad": return try pad(request)
    case "concatenate": return try concatenate(request)
    default: return nil
    }
  }

  /// A copy into a whole result from a strided box.
  private func box(
    _ label: String, _ result: DenseType, from: [Int], offset: Int = 0
  ) -> PlannedKernel {
    let stage = Self.stage(
      extents: result.shape.dimensions, from: from, to: result.shape.strides,
      offsets: (offset, 0), elementSize: result.elementSize)
    return PlannedKernel(label, stages: [stage])
  }

  /// Merges neighbouring axes that both layouts walk alike, so that inner loops are long.
  private static func stage(
    extents: [Int], from: [Int], to: [Int], offsets: (Int, Int), elementSize: Int
  ) -> PlannedKernel.Stage {
    var axes: [(extent: Int, from: Int, to: Int)] = []
    for axis in extents.indices where extents[axis] != 1 {
      let next = (extent: extents[axis], from: from[axis], to: to[axis])
      if let last = axes.last, last.from == next.from * next.extent,
        last.to == next.to * next.extent
      {
        axes[axes.count - 1] = (last.extent * next.extent, next.from, next.to)
      } else {
        axes.append(next)
      }
    }
    let parameters =
      [elementSize, axes.count, offsets.0, offsets.1] + axes.map(\.extent) + axes.map(\.from)
      + axes.map(\.to)
    let count = extents.reduce(1, *)
    let units = axes.first?.extent ?? 1
    return PlannedKernel.Stage(
      wh_strided_copy, parameters: parameters.map(Int64.init), units: units,
      grain: PlannedKernel.grain(bytesPerUnit: count / max(units, 1) * elementSize))
  }

  private func pad(_ request: KernelRequest) throws -> PlannedKernel? {
    let (source, result) = (request.operands[0], request.results[0])
    guard source.count > 0 else { return nil }
    let low = try request.attributes.ints("low", of: request.operation)
    let to = result.shape.strides
    // Both stages see {source, filling, result}; each picks its operands by a leading shim.
    let fill = PlannedKernel.Stage(
      { operands, parameters, begin, end in
        wh_fill(operands.map { $0 + 1 }, parameters, begin, end)
      }, parameters: [Int64(result.elementSize)], units: result.count,
      grain: PlannedKernel.grain(bytesPerUnit: result.elementSize))
    var copy = Self.stage(
      extents: source.shape.dimensions, from: source.shape.strides, to: to,
      offsets: (0, zip(low, to).reduce(0) { $0 + $1.0 * $1.1 }), elementSize: result.elementSize)
    copy.function = { operands, parameters, begin, end in
      guard let operands else { return 1 }
      return withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer?.self, capacity: 2) { pair in
        pair[0] = operands[0]
        pair[1] = operands[2]
        return wh_strided_copy(pair.baseAddress, parameters, begin, end)
      }
    }
    return PlannedKernel("pad", stages: [fill, copy])
  }

  private func concatenate(_ request: KernelRequest) throws -> PlannedKernel? {
    let axis = try request.attributes.int("axis", of: request.operation)
    let result = request.results[0]
    let outer = result.shape.dimensions[..<axis].reduce(1, *)
    guard outer > 0 else { return nil }
    let bytes = request.operands.map { $0.byteCount / outer }
    return PlannedKernel(
      "concatenate", wh_concatenate,
      parameters: [Int64(bytes.count)] + bytes.map(Int64.init), units: outer,
      grain: PlannedKernel.grain(bytesPerUnit: 2 * bytes.reduce(0, +)))
  }
}
