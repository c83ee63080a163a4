// A range of indices along one axis.

import Tensors

/// `slice {axis, start, end, stride}`: the elements at `start`, `start + stride`, … below `end` along
/// an axis; without `end` up to the last.
struct SliceOperation: OperationDefinition {
  let name = "slice"
  let summary = """
    The elements at `start`, `start` + `stride`, … below `end` along `axis`; without `end` up to the \
    last. 0 ≤ `start` ≤ `end` ≤ the extent, and `stride` ≥ 1.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    var type = try context.tensor(0)
    let axis = try context.axis(rank: type.rank)
    let (start, end, stride) = try range(context.attributes)
    let extent = type.dimensions[axis].extent
    let last = end ?? extent
    guard start >= 0, stride >= 1, max(start, end ?? 0, stride) <= ValueType.largestExtent,
      start <= last ?? .max, last ?? 0 <= extent ?? .max
    else {
      throw context.error("the range \(start) ..< \(last.map(String.init) ?? "") does not fit")
    }
    if let last {
      type.dimensions[axis] = .fixed((last - start + stride - 1) / stride)
    } else if start != 0 || stride != 1 {
      type.dimensions[axis] = .unknown
    }
    return [.tensor(type)]
  }

  private func range(_ attributes: Attributes) throws -> (Int, Int?, Int) {
    (
      try attributes.int("start", of: name),
      attributes["end"] == nil ? nil : try attributes.int("end", of: name),
      try attributes.int("stride", of: name)
    )
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let axis = try context.attributes.int("axis", of: name)
    let (start, end, stride) = try range(context.attributes)
    let last = end ?? x.shape[axis]
    guard start <= last, last <= x.shape[axis] else {
      throw context.error("\(start) ..< \(last) is outside axis \(axis) of \(x.shape)")
    }
    return [
      .tensor(
        x.slicing(axis: axis, start: start, count: (last - start + stride - 1) / stride, by: stride)
      )
    ]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let axis = try context.attributes.int("axis", of: name)
    let (start, _, stride) = try range(context.attributes)
    let zeros = try b.broadcast(context.number(0), toShapeOf: context.x)
    let first = try b.constant(Tensor(scalar: Int64(start)))
    if stride == 1 { return [try b.updateSlice(zeros, g, start: first, axis: axis)] }
    guard let count = b.tensorType(of: g).dimensions[axis].extent else {
      throw ProgramError(
        .differentiation, at: name, "a strided slice needs an end or a known extent")
    }
    let indices = (0..<count).map { Int64(start + $0 * stride) }
    return [try b.scatterAdd(zeros, b.constant(Tensor(indices)), g, axis: axis)]
  }
}

/// `reverse {axes}`: the elements in opposite order along axes.
struct ReverseOperation: OperationDefinition {
  let name = "reverse"
  let summary = "The elements in opposite order along `axes`."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    _ = try context.axes(rank: type.rank)
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let axes = Set(try context.attributes.ints("axes", of: name))
    let strides = x.shape.strides
    let offset = axes.reduce(0) { $0 + max(x.shape[$1] - 1, 0) * strides[$1] }
    let positions = Positions.strided(
      x.shape.dimensions,
      strides: strides.indices.map { axes.contains($0) ? -strides[$0] : strides[$0] },
      offset: offset)
    return [.tensor(x.picking(positions, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    return [try context.builder.reverse(g, axes: context.attributes.ints("axes", of: name))]
  }
}

extension Tensor {
  /// `count` slabs along `axis`, from `start` on, `step` apart.
  package func slicing(axis: Int, start: Int, count: Int, by step: Int = 1) -> Tensor {
    let target = shape.replacing(axis: axis, with: count)
    var strides = shape.strides
    let offset = start * strides[axis]
    strides[axis] *= step
    return picking(
      Positions.strided(target.dimensions, strides: strides, offset: offset), shape: target)
  }
}

extension FunctionBuilder {
  /// The elements at `start`, `start + stride`, … below `end`, or up to the last, along `axis`.
  public func slice(
    _ x: ValueID, axis: Int, start: Int, end: Int? = nil, stride: Int = 1
  ) throws -> ValueID {
    var attributes: Attributes = [
      "axis": .int(axis), "start": .int(start), "stride": .int(stride),
    ]
    if let end { attributes["end"] = .int(end) }
    return try append(one: "slice", [x], attributes)
  }

  /// The elements in opposite order along `axes`.
  public func reverse(_ x: ValueID, axes: [Int]) throws -> ValueID {
    try append(one: "reverse", [x], ["axes": .ints(axes)])
  }
}
