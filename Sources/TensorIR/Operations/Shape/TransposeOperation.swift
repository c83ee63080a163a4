// Axes in another order.

import Tensors

/// `transpose {permutation}`: axis `i` of the result is axis `permutation[i]` of the operand.
struct TransposeOperation: OperationDefinition {
  let name = "transpose"
  let summary = "The axes in another order: axis i of the result is axis `permutation`[i]."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    let permutation = try context.axes("permutation", rank: type.rank)
    guard permutation.count == type.rank else {
      throw context.error("a permutation of \(type.rank) axes was expected")
    }
    return [.tensor(type.dtype, permutation.map { type.dimensions[$0] })]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let permutation = try context.attributes.ints("permutation", of: name)
    return [.tensor(try context.tensor(0).transposing(permutation))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let permutation = try context.attributes.ints("permutation", of: name)
    var inverse = permutation
    for (place, axis) in permutation.enumerated() { inverse[axis] = place }
    return [try context.builder.transpose(g, inverse)]
  }
}

extension Tensor {
  /// The tensor whose axis `i` is axis `permutation[i]` of this one.
  package func transposing(_ permutation: [Int]) -> Tensor {
    let strides = shape.strides
    let extents = permutation.map { shape[$0] }
    return picking(
      Positions.strided(extents, strides: permutation.map { strides[$0] }), shape: Shape(extents))
  }
}

extension FunctionBuilder {
  /// The axes in another order: axis `i` of the result is axis `permutation[i]` of `x`.
  public func transpose(_ x: ValueID, _ permutation: [Int]) throws -> ValueID {
    try append(one: "transpose", [x], ["permutation": .ints(permutation)])
  }
}
