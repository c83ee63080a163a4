// Ranges that begin where an operand says, for loops.

import Tensors

/// `dynamic_slice {axis, size}`: `size` slabs along an axis, from a start that is an operand on; with
/// a third operand instead of `size`, as many as that operand has along the axis.
struct DynamicSliceOperation: OperationDefinition {
  let name = "dynamic_slice"
  let summary = """
    `size` slabs of the first operand along `axis`, beginning at the second (i64 scalar); without \
    `size`, as many as the third operand has.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    let isLike = context.attributes["size"] == nil
    try context.expectOperands(isLike ? 3 : 2)
    var type = try context.tensor(0)
    try context.scalar(1, of: .i64)
    let axis = try context.axis(rank: type.rank)
    let size: Dimension
    if isLike {
      let like = try context.tensor(2)
      guard like.rank == type.rank else { throw context.error("operand 2 has another rank") }
      size = like.dimensions[axis]
    } else {
      size = .fixed(try context.attributes.int("size", of: name))
    }
    guard 0...(type.dimensions[axis].extent ?? .max) ~= size.extent ?? 0 else {
      throw context.error("\(size) slabs do not fit in axis \(axis)")
    }
    type.dimensions[axis] = size
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let axis = try context.attributes.int("axis", of: name)
    let size =
      context.operands.count == 3
      ? try context.tensor(2).shape[axis] : try context.attributes.int("size", of: name)
    let start = try context.start(of: size, in: x.shape, axis: axis, operand: 1)
    return [.tensor(x.slicing(axis: axis, start: start, count: size))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let none = [ValueID?](repeating: nil, count: context.operands.count - 1)
    guard let g = context.cotangents[0] else { return [nil] + none }
    let b = context.builder
    let zeros = try b.broadcast(context.number(0), toShapeOf: context.x)
    let axis = try context.attributes.int("axis", of: name)
    return [try b.updateSlice(zeros, g, start: context.operands[1], axis: axis)] + none
  }
}

/// `update_slice {axis}`: the first operand with slabs replaced by the second's, from a start on.
struct UpdateSliceOperation: OperationDefinition {
  let name = "update_slice"
  let summary = """
    The first operand with slabs along `axis` replaced by the second operand's, beginning at the \
    third (i64 scalar).
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(3)
    let (type, update) = (try context.tensor(0), try context.tensor(1))
    try context.scalar(2, of: .i64)
    let axis = try context.axis(rank: type.rank)
    guard update.dtype == type.dtype, update.rank == type.rank else {
      throw context.error("an update of the same dtype and rank was expected")
    }
    for other in 0..<type.rank where other != axis {
      try context.expectEqual(
        type.dimensions[other], update.dimensions[other], "the extents of axis \(other)")
    }
    guard update.dimensions[axis].extent ?? 0 <= type.dimensions[axis].extent ?? .max else {
      throw context.error("the update is longer than axis \(axis)")
    }
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, update) = (try context.tensor(0), try context.tensor(1))
    let axis = try context.attributes.int("axis", of: name)
    let count = update.shape[axis]
    guard update.shape == x.shape.replacing(axis: axis, with: count) else {
      throw context.error("an update of \(update.shape) does not fit \(x.shape)")
    }
    let start = try context.start(of: count, in: x.shape, axis: axis, operand: 2)
    var positions = Array(0..<x.count)
    let places = Positions.strided(
      update.shape.dimensions, strides: x.shape.strides, offset: start * x.shape.strides[axis])
    for (index, place) in places.enumerated() { positions[place] = x.count + index }
    return [.tensor(Tensor.joining([x, update]).picking(positions, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil, nil] }
    let b = context.builder
    let (update, start) = (context.operands[1], context.operands[2])
    let axis = try context.attributes.int("axis", of: name)
    let zeros = try b.broadcast(context.number(0), toShapeOf: update)
    return [
      try b.updateSlice(g, zeros, start: start, axis: axis),
      try b.slice(g, axis: axis, start: start, likeAxisOf: update), nil,
    ]
  }
}

extension EvaluationContext {
  /// The start that operand `operand` gives for `count` slabs along `axis`, checked.
  fileprivate func start(
    of count: Int, in shape: Shape, axis: Int, operand: Int
  ) throws -> Int {
    let start = Int(try tensor(operand).elements(of: Int64.self)[0])
    guard start >= 0, start <= shape[axis] - count else {
      throw error("\(count) slabs from \(start) on are outside axis \(axis) of \(shape)")
    }
    return start
  }
}

extension FunctionBuilder {
  /// `size` slabs of `x` along `axis`, from `start` (`i64`, rank 0) on.
  public func dynamicSlice(
    _ x: ValueID, start: ValueID, axis: Int, size: Int
  ) throws -> ValueID {
    try append(one: "dynamic_slice", [x, start], ["axis": .int(axis), "size": .int(size)])
  }

  /// As many slabs of `x` along `axis` as `like` has, from `start` (`i64`, rank 0) on.
  public func slice(
    _ x: ValueID, axis: Int, start: ValueID, likeAxisOf like: ValueID
  ) throws -> ValueID {
    try append(one: "dynamic_slice", [x, start, like], ["axis": .int(axis)])
  }

  /// `x` with slabs along `axis` replaced by those of `update`, from `start` (`i64`, rank 0) on.
  public func updateSlice(
    _ x: ValueID, _ update: ValueID, start: ValueID, axis: Int
  ) throws -> ValueID {
    try append(one: "update_slice", [x, update, start], ["axis": .int(axis)])
  }
}
