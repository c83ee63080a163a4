// The class that an ensemble decides for, and the scores that it shows.
//
// What the specification leaves open is as in onnxruntime, whose models' users see it: two classes with
// the weights of one, base values of one or two numbers, classes that no leaf has a weight for.

import TensorIR
import Tensors

/// A classifier's decision.
struct TreeDecision {
  let c: NodeContext
  let labels: GraphLabels
  let transform: PostTransform
  let sums: TreeSums
  let base: [Double]
  /// Whether no weight is negative.
  let isPositive: Bool
  /// The classes that leaves have weights for.
  let classIDs: Set<Int>

  private var b: FunctionBuilder { c.b }

  /// The label and the scores.
  func results() throws -> (label: ValueID, scores: ValueID) {
    if labels.count == 2 { return classIDs.count == 1 ? try binary() : try pair() }
    return try several()
  }

  private func several() throws -> (label: ValueID, scores: ValueID) {
    guard base.isEmpty || base.count == labels.count else {
      throw c.node.error("\(base.count) base values for \(labels.count) classes")
    }
    let scores = try sums.scores(.sum, base: base)
    var compared = scores
    if base.isEmpty, let reached = try sums.reached() {
      compared = try b.select(reached, scores, c.number(-.infinity, like: scores))
    }
    return (try labels.at(b.argMax(compared, axis: 1), c), try transform.apply(c, scores))
  }

  /// Two classes, both with weights.
  private func pair() throws -> (label: ValueID, scores: ValueID) {
    guard base.count != 1 else {
      throw c.node.unsupported("one base value for two classes with weights of their own")
    }
    var scores = try sums.scores(.sum, base: [])
    if base.count == 2 {
      // The second score is what the first and its base value make, the first its negative.
      let first = try b.slice(scores, axis: 1, start: 0, end: 1)
      let second = try b.add(first, c.number(base[1], like: first))
      scores = try b.concatenate([b.negate(second), second], axis: 1)
    }
    let places = try isSecond(b.slice(scores, axis: 1, start: 1, end: 2), above: 0)
    return (try defaultLabels.at(places, c), try transform.apply(c, scores))
  }

  /// The labels of two classes that both have weights: 0 and 1, whatever integers are listed.
  private var defaultLabels: GraphLabels { labels }

  /// Two classes of which one has weights.
  private func binary() throws -> (label: ValueID, scores: ValueID) {
    let scores = try sums.scores(.sum, base: [])
    let own = classIDs.first ?? 0
    var score = try b.slice(scores, axis: 1, start: own, end: own + 1)
    if base.count == 2 || own == 1 {
      return try listedSecond(score, own)
    }
    if base.count == 1 { score = try b.add(score, c.number(base[0], like: score)) }
    let places = try isSecond(score, above: isPositive ? 0.5 : 0)
    let label = try labels.at(places, c)
    if transform == .probit { throw c.node.unsupported("PROBIT of one score") }
    if isPositive { return (label, try BinaryScores.complement(c, score, transform)) }
    return (label, try BinaryScores.signed(c, score, transform))
  }

  /// Both scores are there, since there are two base values or since the weights are the second's.
  private func listedSecond(
    _ score: ValueID, _ own: Int
  ) throws -> (label: ValueID, scores: ValueID) {
    throw c.node.unsupported(
      own == 1 ? "weights of only the second class" : "two base values and weights of one class")
  }

  private func isSecond(_ score: ValueID, above threshold: Double) throws -> ValueID {
    let isAbove = try b.compare(score, c.number(threshold, like: score), .greater)
    return try b.reduceSum(b.cast(isAbove, .i64), axes: [1])
  }
}
