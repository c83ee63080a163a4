// A border around a tensor.

import Tensors

/// `pad {low, high}`: the first operand with copies of the second, a scalar, before and behind it.
struct PadOperation: OperationDefinition {
  let name = "pad"
  let summary = """
    The first operand with `low` copies of the second (a scalar) before it and `high` behind it \
    along each axis.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    var type = try context.tensor(0)
    try context.scalar(1, of: type.dtype)
    let (low, high) = try borders(context.attributes)
    guard low.count == type.rank, high.count == type.rank,
      (low + high).allSatisfy({ (0...ValueType.largestExtent).contains($0) })
    else { throw context.error("a border of 0 or more was expected for each axis") }
    for axis in 0..<type.rank where low[axis] + high[axis] > 0 {
      type.dimensions[axis] =
        type.dimensions[axis].extent.map { .fixed(low[axis] + $0 + high[axis]) } ?? .unknown
    }
    return [.tensor(type)]
  }

  private func borders(_ attributes: Attributes) throws -> (low: [Int], high: [Int]) {
    (try attributes.ints("low", of: name), try attributes.ints("high", of: name))
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let (low, high) = try borders(context.attributes)
    let shape = Shape(x.shape.dimensions.indices.map { low[$0] + x.shape[$0] + high[$0] })
    var positions = [Int](repeating: x.count, count: shape.count)
    let offset = zip(low, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
    let places = Positions.strided(x.shape.dimensions, strides: shape.strides, offset: offset)
    for (index, place) in places.enumerated() { positions[place] = index }
    return [.tensor(Tensor.joining([x, try context.tensor(1)]).picking(positions, shape: shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let b = context.builder
    let low = try borders(context.attributes).low
    var inside = g
    for (axis, start) in low.enumerated() {
      let first = try b.constant(Tensor(scalar: Int64(start)))
      // Only the extent along the axis is taken from the operand.
      inside = try b.slice(inside, axis: axis, start: first, likeAxisOf: context.x)
    }
    let axes = Array(low.indices)
    let border = try b.subtract(b.reduceSum(g, axes: axes), b.reduceSum(inside, axes: axes))
    return [inside, border]
  }
}

extension FunctionBuilder {
  /// `x` with `low[axis]` copies of the scalar `value` before it and `high[axis]` behind it.
  public func pad(
    _ x: ValueID, low: [Int], high: [Int], value: ValueID
  ) throws -> ValueID {
    try append(one: "pad", [x, value], ["low": .ints(low), "high": .ints(high)])
  }

  /// `x`, which is numeric or boolean, with `value` before and behind it along each axis.
  public func pad(
    _ x: ValueID, low: [Int], high: [Int], value: Double = 0
  ) throws -> ValueID {
    try pad(x, low: low, high: high, value: scalar(value, tensorType(of: x).dtype))
  }
}
