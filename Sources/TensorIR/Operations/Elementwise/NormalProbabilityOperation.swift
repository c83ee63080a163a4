// The normal distribution with mean 0 and deviation 1; `normal_quantile` is its inverse.

import Glibc
import Tensors

/// `normal_probability`: the probability that a normally distributed number is not above the element.
struct NormalProbabilityOperation: OperationDefinition {
  let name = "normal_probability"
  let summary = """
    The probability that a number of the normal distribution with mean 0 and deviation 1 is not above \
    each element (f64), accurate in both tails.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(try context.tensor(0, of: .f64))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let values = x.elements(of: Double.self).map { 0.5 * erfc(-$0 / 2.0.squareRoot()) }
    return [.tensor(Tensor(values, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let x = context.operands[0]
    let bell = try b.exp(b.multiply(b.multiply(x, x), b.scalar(-0.5, .f64)))
    let density = try b.multiply(bell, b.scalar(1 / (2 * Double.pi).squareRoot(), .f64))
    return [try b.multiply(g, density)]
  }
}

extension FunctionBuilder {
  /// The probability that a normally distributed number is not above `x`.
  public func normalProbability(_ x: ValueID) throws -> ValueID {
    try append(one: "normal_probability", [x])
  }
}
