// Shapes that are taken from another value, for extents that are only known at run time.

import Tensors

/// `broadcast_like`, `sum_like`, `reshape_like`: the first operand brought to the shape of the second,
/// whose elements do not matter.
struct LikeOperation: OperationDefinition {
  enum Kind: String, CaseIterable {
    case broadcast, sum, reshape
  }

  let kind: Kind
  var name: String { "\(kind)_like" }
  var summary: String {
    switch kind {
    case .broadcast: "The first operand repeated to the shape of the second."
    case .sum: "The first operand summed along the axes that broadcasting the second repeats."
    case .reshape: "The first operand's elements under the shape of the second."
    }
  }

  static let all = Kind.allCases.map { LikeOperation(kind: $0) }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (x, like) = (try context.tensor(0), try context.tensor(1))
    let fits =
      switch kind {
      case .broadcast: Broadcasting.combine(x.dimensions, like.dimensions) != nil
      case .sum: x.dtype.isNumeric && Broadcasting.combine(x.dimensions, like.dimensions) != nil
      case .reshape: Self.canHaveEqualCounts(.tensor(x), .tensor(like))
      }
    guard fits, kind == .reshape || (kind == .broadcast ? x.rank <= like.rank : x.rank >= like.rank)
    else { throw context.error("the shapes do not fit") }
    return [.tensor(x.dtype, like.dimensions)]
  }

  private static func canHaveEqualCounts(_ a: ValueType, _ b: ValueType) -> Bool {
    guard let left = a.elementCount, let right = b.elementCount else { return true }
    return left == right && !left.overflow
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let shape = try context.tensor(1).shape
    return try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      let fits =
        switch kind {
        case .broadcast: x.shape.broadcast(with: shape) == shape
        case .sum: x.shape.broadcast(with: shape) == x.shape
        case .reshape: x.count == shape.count
        }
      guard fits else { throw context.error("\(x.shape) does not become \(shape)") }
      switch kind {
      case .broadcast: return [.tensor(x.broadcasting(to: shape))]
      case .sum: return [.tensor(sum(x, to: shape, try context.numericElement(0)))]
      case .reshape: return [.tensor(x.reshaped(to: shape))]
      }
    }
  }

  private func sum<Element: NumericElement>(
    _ x: Tensor, to shape: Shape, _ type: Element.Type
  ) -> Tensor {
    var sums = [Element](repeating: .zeroElement, count: shape.count)
    for (element, place) in zip(
      x.elements(of: type), Positions.broadcast(shape, to: x.shape))
    {
      sums[place] = sums[place].plus(element)
    }
    return Tensor(sums, shape: shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let b = context.builder
    switch kind {
    case .broadcast: return [try b.sum(g, toShapeOf: context.x), nil]
    case .sum: return [try b.broadcast(g, toShapeOf: context.x), nil]
    case .reshape: return [try b.reshape(g, toShapeOf: context.x), nil]
    }
  }
}

extension FunctionBuilder {
  /// `x` repeated to the shape of `like`.
  public func broadcast(_ x: ValueID, toShapeOf like: ValueID) throws -> ValueID {
    let dimensions = tensorType(of: like).dimensions
    if tensorType(of: x).dimensions == dimensions, !dimensions.contains(.unknown) { return x }
    if dimensions.contains(.unknown) { return try append(one: "broadcast_like", [x, like]) }
    return try broadcast(x, to: dimensions)
  }

  /// `x` under the shape of `like`, which has as many elements.
  public func reshape(_ x: ValueID, toShapeOf like: ValueID) throws -> ValueID {
    let dimensions = tensorType(of: like).dimensions
    if tensorType(of: x).dimensions == dimensions, !dimensions.contains(.unknown) { return x }
    if dimensions.contains(.unknown) { return try append(one: "reshape_like", [x, like]) }
    return try reshape(x, dimensions)
  }

  /// `x`, to whose shape `like` broadcasts, summed over the elements that broadcasting repeats.
  public func sum(_ x: ValueID, toShapeOf like: ValueID) throws -> ValueID {
    let from = tensorType(of: x).dimensions
    let to = tensorType(of: like).dimensions
    if from == to, !to.contains(.unknown) { return x }
    if from.contains(.unknown) || to.contains(.unknown) {
      return try append(one: "sum_like", [x, like])
    }
    let lead = from.count - to.count
    let repeated = to.indices.filter { to[$0] == 1 && from[lead + $0] != 1 }.map { lead + $0 }
    let summed = try reduceSum(x, axes: Array(0..<lead) + repeated, keepDimensions: true)
    return lead == 0 ? summed : try reshape(summed, to)
  }
}
