// Which elements are reduced together.

import Tensors

/// The index arithmetic of a reduction along axes.
struct Reduction {
  /// The reduced axes.
  let axes: [Int]
  /// The shape of the result.
  let shape: Shape
  /// The position of the first element that goes into each element of the result.
  let starts: [Int]
  /// The distances from a start to every element that is reduced, in row-major order.
  let steps: [Int]
  /// The number of elements that are reduced to one.
  var length: Int { steps.count }

  init(_ source: Shape, _ attributes: Attributes, of operation: String) throws {
    axes = try attributes.ints("axes", of: operation)
    let keep = try attributes.bool("keep_dimensions", default: false, of: operation)
    let reduced = Set(axes)
    let kept = source.dimensions.indices.filter { !reduced.contains($0) }
    let strides = source.strides
    let inOrder = axes.sorted()
    starts = Positions.strided(kept.map { source[$0] }, strides: kept.map { strides[$0] })
    steps = Positions.strided(inOrder.map { source[$0] }, strides: inOrder.map { strides[$0] })
    shape = Shape(
      keep
        ? source.dimensions.indices.map { reduced.contains($0) ? 1 : source[$0] }
        : kept.map { source[$0] })
  }
}

extension TypeContext {
  /// The extents that remain of `type` after the reduction that the attributes describe.
  func reducedDimensions(_ type: TensorType) throws -> [Dimension] {
    let axes = Set(try axes(rank: type.rank))
    if try attributes.bool("keep_dimensions", default: false, of: name) {
      return type.dimensions.indices.map { axes.contains($0) ? 1 : type.dimensions[$0] }
    }
    return type.dimensions.indices.filter { !axes.contains($0) }.map { type.dimensions[$0] }
  }
}

extension GradientContext {
  /// A value of a reduction's result shape, repeated to the shape of its operand.
  func spread(_ value: ValueID) throws -> ValueID {
    var value = value
    if try !attributes.bool("keep_dimensions", default: false, of: name) {
      for axis in try attributes.ints("axes", of: name).sorted() {
        value = try builder.insertAxis(value, axis)
      }
    }
    return try builder.broadcast(value, toShapeOf: x)
  }
}
