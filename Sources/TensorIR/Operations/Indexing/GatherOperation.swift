// Elements picked by index, as NumPy's `take` and `take_along_axis`.

import Tensors

/// `gather {axis}`: the slabs of the first operand along an axis that the second operand, of any
/// shape, numbers: `numpy.take`.
struct GatherOperation: OperationDefinition {
  let name = "gather"
  let summary = """
    numpy.take: the axis `axis` of the first operand is replaced by the axes of the indices; an \
    index that is out of range, or negative, is an error.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    var type = try context.tensor(0)
    let indices = try context.indices(1)
    let axis = try context.axis(rank: type.rank)
    type.dimensions.replaceSubrange(axis...axis, with: indices.dimensions)
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, indices) = (try context.tensor(0), try context.tensor(1))
    let axis = try context.attributes.int("axis", of: name)
    let picks = try context.checkedIndices(indices, below: x.shape[axis])
    let view = AxisView(x.shape, axis: axis)
    var positions: [Int] = []
    positions.reserveCapacity(view.outer * picks.count * view.inner)
    for outer in 0..<view.outer {
      for pick in picks {
        let start = view.position(outer, pick, 0)
        positions += start..<(start + view.inner)
      }
    }
    var dimensions = x.shape.dimensions
    dimensions.replaceSubrange(axis...axis, with: indices.shape.dimensions)
    return [.tensor(x.picking(positions, shape: Shape(dimensions)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let axis = try context.attributes.int("axis", of: name)
    let zeros = try context.builder.broadcast(context.number(0), toShapeOf: context.x)
    return [try context.builder.scatterAdd(zeros, context.operands[1], g, axis: axis), nil]
  }
}

/// `gather_along {axis}`: one element a place, by an index along an axis: `numpy.take_along_axis`.
struct GatherAlongOperation: OperationDefinition {
  let name = "gather_along"
  let summary = """
    numpy.take_along_axis: at each place of the indices the element of the first operand at that \
    index along `axis`; the other extents are equal.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let type = try context.tensor(0)
    let indices = try context.indices(1)
    let axis = try context.axis(rank: type.rank)
    return [.tensor(type.dtype, try context.alongDimensions(type, indices, axis))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, indices) = (try context.tensor(0), try context.tensor(1))
    let axis = try context.attributes.int("axis", of: name)
    let positions = try context.positions(along: axis, of: x.shape, indices)
    return [.tensor(x.picking(positions, shape: indices.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let axis = try context.attributes.int("axis", of: name)
    let zeros = try context.builder.broadcast(context.number(0), toShapeOf: context.x)
    return [try context.builder.scatterAddAlong(zeros, context.operands[1], g, axis: axis), nil]
  }
}

extension TypeContext {
  /// The extents of indices that go along `axis` of `type`, with all other extents equal.
  func alongDimensions(
    _ type: TensorType, _ indices: TensorType, _ axis: Int
  ) throws -> [Dimension] {
    guard indices.rank == type.rank else { throw error("indices of the same rank were expected") }
    var dimensions = indices.dimensions
    for other in 0..<type.rank where other != axis {
      try expectEqual(dimensions[other], type.dimensions[other], "the extents of axis \(other)")
      dimensions[other] = dimensions[other].refined(by: type.dimensions[other])
    }
    return dimensions
  }
}

extension EvaluationContext {
  /// The elements of `indices`, each checked to be at least 0 and below `extent`.
  func checkedIndices(_ indices: Tensor, below extent: Int) throws -> [Int] {
    try indices.casting(to: .i64).elements(of: Int64.self).map { index in
      guard index >= 0, index < extent else {
        throw error("index \(index) was found; 0 ..< \(extent) were expected")
      }
      return Int(index)
    }
  }

  /// The positions in a tensor of `shape` that `indices` along `axis` name.
  func positions(along axis: Int, of shape: Shape, _ indices: Tensor) throws -> [Int] {
    guard indices.shape.replacing(axis: axis, with: shape[axis]) == shape else {
      throw error("indices of \(indices.shape) do not go along axis \(axis) of \(shape)")
    }
    let picks = try checkedIndices(indices, below: shape[axis])
    var strides = shape.strides
    let step = strides[axis]
    strides[axis] = 0
    let places = Positions.strided(indices.shape.dimensions, strides: strides)
    return zip(places, picks).map { $0 + $1 * step }
  }
}

extension FunctionBuilder {
  /// `numpy.take`: the slabs of `x` along `axis` that `indices` (`i64` or `i32`, any shape) number.
  public func gather(_ x: ValueID, _ indices: ValueID, axis: Int) throws -> ValueID {
    try append(one: "gather", [x, indices], ["axis": .int(axis)])
  }

  /// `numpy.take_along_axis`: at each place of `indices` the element of `x` at that index.
  public func gatherAlong(_ x: ValueID, _ indices: ValueID, axis: Int) throws -> ValueID {
    try append(one: "gather_along", [x, indices], ["axis": .int(axis)])
  }
}
