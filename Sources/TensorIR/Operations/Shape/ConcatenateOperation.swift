// Tensors side by side.

import Tensors

/// `concatenate {axis}`: the operands one after the other along an axis.
struct ConcatenateOperation: OperationDefinition {
  let name = "concatenate"
  let summary = "The operands one after the other along `axis`; the other extents are equal."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    guard !context.operands.isEmpty else { throw context.error("an operand was expected") }
    var type = try context.tensor(0)
    let axis = try context.axis(rank: type.rank)
    var total = type.dimensions[axis].extent
    for index in context.operands.indices.dropFirst() {
      let next = try context.tensor(index)
      guard next.dtype == type.dtype, next.rank == type.rank else {
        throw context.error("operands of one dtype and rank were expected")
      }
      for other in 0..<type.rank where other != axis {
        try context.expectEqual(
          type.dimensions[other], next.dimensions[other], "the extents of axis \(other)")
        type.dimensions[other] = type.dimensions[other].refined(by: next.dimensions[other])
      }
      total = total.flatMap { sum in
        // Saturating: the extent that comes out is checked against the largest one.
        next.dimensions[axis].extent.map { min(sum + $0, .max / 2) }
      }
    }
    if context.operands.count > 1 {
      type.dimensions[axis] = total.map(Dimension.fixed) ?? .unknown
    }
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let axis = try context.attributes.int("axis", of: name)
    let tensors = try context.operands.indices.map { try context.tensor($0) }
    let first = tensors[0].shape
    let shape = first.replacing(axis: axis, with: tensors.reduce(0) { $0 + $1.shape[axis] })
    guard tensors.allSatisfy({ $0.shape.replacing(axis: axis, with: first[axis]) == first })
    else { throw context.error("the extents differ: \(tensors.map(\.shape))") }
    let outer = AxisView(shape, axis: axis).outer
    var starts: [Int] = []
    var start = 0
    for tensor in tensors {
      starts.append(start)
      start += tensor.count
    }
    var positions: [Int] = []
    positions.reserveCapacity(shape.count)
    for outerIndex in 0..<outer {
      for (tensor, start) in zip(tensors, starts) {
        let length = tensor.count / outer
        positions += (start + outerIndex * length)..<(start + (outerIndex + 1) * length)
      }
    }
    return [.tensor(Tensor.joining(tensors).picking(positions, shape: shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return context.operands.map { _ in nil } }
    let b = context.builder
    let axis = try context.attributes.int("axis", of: name)
    if context.operands.count == 1 { return [g] }
    var start = try b.constant(Tensor(scalar: Int64(0)))
    return try context.operands.map { operand in
      let piece: ValueID
      let extent = b.tensorType(of: operand).dimensions[axis]
      if let size = extent.extent {
        piece = try b.dynamicSlice(g, start: start, axis: axis, size: size)
      } else {
        piece = try b.slice(g, axis: axis, start: start, likeAxisOf: operand)
      }
      start = try b.add(start, b.dimensionSize(operand, axis: axis))
      return piece
    }
  }
}

extension FunctionBuilder {
  /// The values one after the other along `axis`.
  public func concatenate(_ values: [ValueID], axis: Int) throws -> ValueID {
    try append(one: "concatenate", values, ["axis": .int(axis)])
  }
}
