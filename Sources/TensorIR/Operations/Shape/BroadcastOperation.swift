// Repeating elements to a given shape.

import Tensors

/// `broadcast {dimensions}`: the operand repeated to given extents, aligned at the right.
struct BroadcastOperation: OperationDefinition {
  let name = "broadcast"
  let summary = "The operand repeated to the extents `dimensions`, aligned at the right."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    let dimensions = try context.dimensions()
    guard !dimensions.contains(.unknown), type.rank <= dimensions.count,
      zip(type.dimensions.reversed(), dimensions.reversed())
        .allSatisfy({ $0 == 1 || $0.isCompatible(with: $1) })
    else { throw context.error("the operand does not broadcast to \(dimensions.bracketed)") }
    return [.tensor(type.dtype, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let shape = try context.boundShape()
    guard x.shape.broadcast(with: shape) == shape else {
      throw context.error("\(x.shape) does not broadcast to \(shape)")
    }
    return [.tensor(x.broadcasting(to: shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    return [try context.builder.sum(g, toShapeOf: context.x)]
  }
}

extension EvaluationContext {
  /// The shape that the attribute `dimensions` gives; its symbols have been bound.
  package func boundShape() throws -> Shape {
    let dimensions = try attributes.dimensions("dimensions", of: name)
    let extents = try dimensions.map { dimension in
      guard let extent = dimension.extent else {
        throw error("the extent \(dimension) is not bound")
      }
      return extent
    }
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= Self.largestCount else {
        throw error("\(dimensions.bracketed) has more than \(Self.largestCount) elements")
      }
      count = product
    }
    return Shape(extents)
  }

  /// The most elements that an operation makes of nothing: a bound for programs that come from files.
  private static var largestCount: Int { 1 << 31 }
}

extension FunctionBuilder {
  /// `x` repeated to `dimensions`, aligned at the right; none may be `.unknown`.
  public func broadcast(_ x: ValueID, to dimensions: [Dimension]) throws -> ValueID {
    try append(one: "broadcast", [x], ["dimensions": .dimensions(dimensions)])
  }
}
