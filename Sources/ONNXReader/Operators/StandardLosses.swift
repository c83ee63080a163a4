// Losses over classes, and triangles of matrices.

import TensorIR
import Tensors

enum StandardLosses {
  static var rules: [String: OperatorRule] {
    [
      "NegativeLogLikelihoodLoss": tensor { c in try loss(c, logarithms: c.tensor(0)) },
      "SoftmaxCrossEntropyLoss": tensors { c in
        let x = try c.tensor(0)
        let shifted = try c.b.subtract(x, c.b.reduceMax(x, axes: [1], keepDimensions: true))
        let sum = try c.b.reduceSum(c.b.exp(shifted), axes: [1], keepDimensions: true)
        let logarithms = try c.b.subtract(shifted, c.b.log(sum))
        return [try loss(c, logarithms: logarithms), logarithms]
      },
      "Trilu": tensor(triangle),
    ]
  }

  /// The negative weighted logarithm at each place's class, reduced.
  private static func loss(_ c: NodeContext, logarithms x: ValueID) throws -> ValueID {
    let b = c.b
    let target = try c.b.cast(c.tensor(1), .i64)
    let classes = try c.extent(x, 1)
    var counted: ValueID?
    var labels = target
    if c.node.has("ignore_index") {
      let ignored = try b.scalar(Double(c.node.int("ignore_index", 0)), .i64)
      let isCounted = try b.compare(target, ignored, .notEqual)
      labels = try b.select(isCounted, target, b.scalar(0, .i64))
      counted = try b.cast(isCounted, c.dtype(x))
    }
    let picked = try b.gatherAlong(x, b.insertAxis(labels, 1), axis: 1)
    let chosen = try b.reduceSum(picked, axes: [1])
    var weights: ValueID
    if let given = try c.optionalTensor(2) {
      guard try c.extent(given, 0) == classes else {
        throw c.node.error("weights of other classes")
      }
      weights = try b.gather(given, labels, axis: 0)
      if let counted { weights = try b.multiply(weights, counted) }
    } else {
      weights = try counted ?? b.broadcast(c.number(1, like: x), toShapeOf: chosen)
    }
    let losses = try b.negate(b.multiply(chosen, weights))
    let axes = Array(0..<c.rank(losses))
    switch c.node.text("reduction") ?? "mean" {
    case "none": return losses
    case "sum": return try b.reduceSum(losses, axes: axes)
    case "mean":
      return try b.divide(b.reduceSum(losses, axes: axes), b.reduceSum(weights, axes: axes))
    case let reduction: throw c.node.error("the reduction '\(reduction)'")
    }
  }

  private static func triangle(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    guard c.rank(x) >= 2 else { throw c.node.error("\(c.type(x)), which is no matrix") }
    let matrix = Array(c.type(x).dimensions.suffix(2))
    let k = try b.scalar(Double(c.ints(1)?.first ?? 0), .i64)
    let diagonal = try b.add(b.iota(matrix, axis: 0, .i64), k)
    let isKept = try b.compare(
      b.iota(matrix, axis: 1, .i64), diagonal,
      c.node.flag("upper", true) ? .greaterOrEqual : .lessOrEqual)
    return try b.select(isKept, x, c.number(0, like: x))
  }
}
