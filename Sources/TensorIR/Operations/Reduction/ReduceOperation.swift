// Sums, products, means and extremes along axes.

import Tensors

/// `reduce_sum`, `reduce_product`, `reduce_max`, `reduce_min`, `reduce_mean`
/// `{axes, keep_dimensions, ordered}`.
///
/// `ordered` asks for the association of a plain loop: strictly left to right in the operand's dtype
/// (`bf16` in `f32`), starting from the first element. Otherwise any association is allowed; this
/// evaluation is always the ordered one. The sum of nothing is 0, the product 1, the mean NaN, and
/// an extreme of nothing is an error.
struct ReduceOperation: OperationDefinition {
  enum Kind: String, CaseIterable {
    case sum, product, max, min, mean
  }

  let kind: Kind
  var name: String { "reduce_\(kind)" }
  var summary: String {
    switch kind {
    case .sum: "The sum along `axes`; integers wrap around."
    case .product: "The product along `axes`; integers wrap around."
    case .max: "The largest element along `axes`; NaN if one is."
    case .min: "The smallest element along `axes`; NaN if one is."
    case .mean: "The arithmetic mean along `axes`, of floats."
    }
  }

  static let all = Kind.allCases.map { ReduceOperation(kind: $0) }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = kind == .mean ? try context.floating(0) : try context.numeric(0)
    _ = try context.attributes.bool("ordered", default: false, of: name)
    return [.tensor(type.dtype, try context.reducedDimensions(type))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      let reduction = try Reduction(x.shape, context.attributes, of: name)
      if reduction.length == 0, reduction.shape.count > 0, kind == .max || kind == .min {
        throw context.error("\(x.shape) has no element along axes \(reduction.axes)")
      }
      return [.tensor(reduce(x, reduction, try context.numericElement(0)))]
    }
  }

  private func reduce<Element: NumericElement>(
    _ x: Tensor, _ reduction: Reduction, _ type: Element.Type
  ) -> Tensor {
    let elements = x.elements(of: type)
    let reduced = reduction.starts.map { start -> Element in
      let first = reduction.steps.first.map { elements[start + $0] }
      let rest = reduction.steps.dropFirst().lazy.map { elements[start + $0] }
      switch kind {
      case .sum: return rest.reduce(first ?? .zeroElement) { $0.plus($1) }
      case .product: return rest.reduce(first ?? .oneElement) { $0.times($1) }
      case .max: return rest.reduce(first ?? .zeroElement) { $0 >= $1 || $0.isNotANumber ? $0 : $1 }
      case .min: return rest.reduce(first ?? .zeroElement) { $0 <= $1 || $0.isNotANumber ? $0 : $1 }
      case .mean:
        let sum = rest.reduce(first ?? .zeroElement) { $0.plus($1) }
        return sum.divided(by: reduction.length)
      }
    }
    return Tensor(reduced, shape: reduction.shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let x = context.x
    let spread = try context.spread(g)
    switch kind {
    case .sum: return [spread]
    case .mean:
      let ones = try b.broadcast(context.number(1), toShapeOf: x)
      let axes = try context.attributes.ints("axes", of: name)
      return [try b.divide(spread, b.reduceSum(ones, axes: axes, keepDimensions: true))]
    case .max, .min:
      // Elements that tie share the cotangent equally.
      let axes = try context.attributes.ints("axes", of: name)
      let hit = try b.cast(
        b.compare(x, context.spread(context.y), .equal), b.tensorType(of: x).dtype)
      let ties = try b.reduceSum(hit, axes: axes, keepDimensions: true)
      return [try b.multiply(spread, b.divide(hit, ties))]
    case .product:
      return [try b.multiply(spread, productOfOthers(context))]
    }
  }

  /// For each element the product of all others that are reduced with it, right also with zeros.
  private func productOfOthers(_ context: GradientContext) throws -> ValueID {
    let b = context.builder
    let axes = try context.attributes.ints("axes", of: name)
    let (zero, one) = (try context.number(0), try context.number(1))
    let dtype = b.tensorType(of: context.x).dtype
    let isZero = try b.compare(context.x, zero, .equal)
    let zeros = try b.reduceSum(b.cast(isZero, dtype), axes: axes, keepDimensions: true)
    let nonZero = try b.select(isZero, one, context.x)
    let product = try b.reduceProduct(nonZero, axes: axes, keepDimensions: true)
    let noOtherZero = try b.compare(
      b.subtract(zeros, b.cast(isZero, dtype)), zero, .equal)
    return try b.select(noOtherZero, b.divide(product, nonZero), zero)
  }
}

/// `reduce_all`, `reduce_any` `{axes, keep_dimensions}` over booleans.
struct ReduceLogicalOperation: OperationDefinition {
  let name: String
  let summary: String
  let identity: Bool

  static let all = [
    ReduceLogicalOperation(
      name: "reduce_all", summary: "Whether all are true along `axes`.", identity: true),
    ReduceLogicalOperation(
      name: "reduce_any", summary: "Whether any is true along `axes`.", identity: false),
  ]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(.bool, try context.reducedDimensions(try context.tensor(0, of: .bool)))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let reduction = try Reduction(x.shape, context.attributes, of: name)
    let elements = x.elements(of: Bool.self)
    let reduced = reduction.starts.map { start in
      let decides = reduction.steps.contains { elements[start + $0] != identity }
      return decides ? !identity : identity
    }
    return [.tensor(Tensor(reduced, shape: reduction.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension NumericElement {
  fileprivate func divided(by count: Int) -> Self {
    switch self {
    case let value as Double: (value / Double(count)) as? Self ?? self
    case let value as Float: (value / Float(count)) as? Self ?? self
    default: self
    }
  }
}
