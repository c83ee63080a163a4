// Linear models.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

enum ClassicalLinear {
  static var rules: [String: OperatorRule] {
    ["LinearClassifier": tensors(classify), "LinearRegressor": tensor(regress)]
  }

  /// `x · coefficientsᵀ + intercepts` in 32 bits.
  private static func scores(_ c: NodeContext, outputs: Int, intercepts: [Double]) throws -> ValueID
  {
    let x = try c.b.cast(c.rows(0), .f32)
    let width = try c.width(x)
    let weights = c.node.floats("coefficients") ?? []
    guard outputs > 0, weights.count == outputs * width else {
      throw c.node.error(
        "\(weights.count) coefficients for \(outputs) outputs and \(width) columns")
    }
    return try c.lower(Linear(weights: weights, featureCount: width, bias: intercepts), x)
  }

  private static func regress(_ c: NodeContext) throws -> ValueID {
    let outputs = c.node.int("targets", 1)
    guard (1...1 << 24).contains(outputs) else { throw c.node.error("\(outputs) targets") }
    var intercepts = c.node.floats("intercepts") ?? []
    if intercepts.isEmpty { intercepts = Array(repeating: 0, count: outputs) }
    guard intercepts.count == outputs else {
      throw c.node.error("\(intercepts.count) intercepts for \(outputs) targets")
    }
    let x = try scores(c, outputs: outputs, intercepts: intercepts)
    let transform = try PostTransform(c.node)
    // A softmax of one score is not taken.
    if outputs == 1, transform == .softmax || transform == .softmaxZero { return x }
    if outputs == 1, transform == .logistic { return x }
    return try transform.apply(c, x)
  }

  private static func classify(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let intercepts = c.node.floats("intercepts") ?? []
    let labels = try GraphLabels(c.node)
    let transform = try PostTransform(c.node)
    let x = try scores(c, outputs: intercepts.count, intercepts: intercepts)
    guard intercepts.count == 1 else {
      guard labels.count == intercepts.count else {
        throw c.node.error("\(labels.count) labels for \(intercepts.count) scores")
      }
      return [try labels.at(b.argMax(x, axis: 1), c), try transform.apply(c, x)]
    }
    let isPositive = try b.compare(x, c.number(0, like: x), .greater)
    let places = try b.reduceSum(b.cast(isPositive, .i64), axes: [1])
    let label = try labels.pair.at(places, c)
    if transform == .probit { throw c.node.unsupported("PROBIT of one score") }
    guard labels.count == 2 else { return [label, x] }
    return [label, try BinaryScores.complement(c, x, transform)]
  }
}

/// Two scores from the one of a model of two classes.
enum BinaryScores {
  /// `[1 - x, x]` of what the transform makes of the score.
  static func complement(
    _ c: NodeContext, _ x: ValueID, _ transform: PostTransform
  ) throws -> ValueID {
    let one = try c.number(1, like: x)
    let score = transform == .logistic ? try c.b.logistic(x) : x
    return try c.b.concatenate([c.b.subtract(one, score), score], axis: 1)
  }

  /// `[-x, x]`, or the logistic function of both.
  static func signed(
    _ c: NodeContext, _ x: ValueID, _ transform: PostTransform
  ) throws -> ValueID {
    let both = try c.b.concatenate([c.b.negate(x), x], axis: 1)
    return transform == .logistic ? try c.b.logistic(both) : both
  }
}
