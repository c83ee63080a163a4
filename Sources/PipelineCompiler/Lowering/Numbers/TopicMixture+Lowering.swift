// The topics of documents, by a loop over all rows whose mixtures still change.

import Glibc
import Pipelines
import TensorIR
import Tensors

extension TopicMixture: LowerableOperator {
  /// A loop; a row that is done keeps its mixture, whatever the others do.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let counts = try inputs[0].matrix(.f64, in: context)
    let isFine = try b.compare(counts, b.scalar(0, .f64), .greaterOrEqual)
    let words = try b.require(
      counts, isFine, subject: counts,
      message: "\(context.place): counts of words must not be negative")
    let like = try b.slice(words, axis: 1, start: 0, end: 1)
    let loop = TopicLoop(topics: self, program: b.program)
    let names = try loop.define()
    let one = try b.scalar(1, .f64)
    let shape: [Dimension] = [.rows, .fixed(topicCount)]
    // A mixture of ones, of which the expectation is alike for all topics.
    let start = [
      words, try b.scalar(0, .i64),
      try b.broadcast(b.constant(Tensor([true])), toShapeOf: like),
      try b.broadcast(one, to: shape),
      try b.broadcast(b.scalar(TopicLoop.startingExpectation(topicCount), .f64), to: shape),
    ]
    let mixture = try b.whileLoop(condition: names.condition, body: names.body, start)[3]
    let sum = try b.reduceSum(mixture, axes: [1], keepDimensions: true)
    return LoweredTable(try b.divide(mixture, sum), in: context)
  }
}

/// The functions of the loop over counts, the turn, the rows that still change, their mixtures and the
/// exponentials of their expected logarithms.
private struct TopicLoop {
  let topics: TopicMixture
  let program: ProgramBuilder

  /// Defines both functions and returns their names.
  func define() throws -> (condition: String, body: String) {
    var number = 0
    while program.signature(of: "topics_turn_\(number)") != nil { number += 1 }
    let names = (condition: "topics_go_on_\(number)", body: "topics_turn_\(number)")
    let mixture = ValueType.tensor(.f64, [.rows, .fixed(topics.topicCount)])
    let parameters: [(name: String, type: ValueType)] = [
      ("words", .tensor(.f64, [.rows, .fixed(topics.wordCount)])), ("turn", .tensor(.i64, [])),
      ("changes", .tensor(.bool, [.rows, 1])), ("mixture", mixture), ("expectation", mixture),
    ]
    try program.define(names.condition, parameters: parameters) { b, values in
      let isEarly = try b.compare(
        values[1], b.scalar(Double(topics.turnLimit), .i64), .less)
      return [try b.logicalAnd(isEarly, b.reduceAny(values[2], axes: [0, 1]))]
    }
    try program.define(names.body, parameters: parameters) { b, values in
      try turn(values, b)
    }
    return names
  }

  private func turn(_ values: [ValueID], _ b: FunctionBuilder) throws -> [ValueID] {
    let (words, changes, mixture, expectation) = (values[0], values[2], values[3], values[4])
    let weights = try b.constant(
      Tensor(topics.weights, shape: Shape([topics.topicCount, topics.wordCount])),
      named: "topics")
    let norms = try b.add(b.matmul(expectation, weights), b.scalar(.ulpOfOne, .f64))
    let shares = try b.matmul(b.divide(words, norms), weights, transposeRight: true)
    let next = try b.add(b.multiply(expectation, shares), b.scalar(topics.prior, .f64))
    let total = try b.reduceSum(next, axes: [1], keepDimensions: true, ordered: true)
    let expected = try b.exp(b.subtract(digamma(next, b), digamma(total, b)))
    let change = try b.reduceMean(
      b.abs(b.subtract(mixture, next)), axes: [1], keepDimensions: true, ordered: true)
    let isDone = try b.compare(change, b.scalar(topics.tolerance, .f64), .less)
    return [
      words, try b.add(values[1], b.scalar(1, .i64)),
      try b.logicalAnd(changes, b.logicalNot(isDone)), try b.select(changes, next, mixture),
      try b.select(changes, expected, expectation),
    ]
  }

  // MARK: Digamma

  /// The constant of Euler and Mascheroni.
  private static let euler = 0.577215664901532860606512090082402431
  /// Up to here the function is its first terms.
  private static let smallest = 1e-6
  /// From here on the asymptotic series is used.
  private static let large = 6.0

  /// The digamma function by Bernardo's algorithm AS 103, with three terms of the series, as the library
  /// approximates it.
  private func digamma(_ x: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    func number(_ value: Double) throws -> ValueID { try b.scalar(value, .f64) }
    let one = try number(1)
    var shifted = x
    var sum = try b.subtract(x, x)
    for _ in 0..<Int(Self.large) {
      let isSmall = try b.compare(shifted, number(Self.large), .less)
      sum = try b.select(isSmall, b.subtract(sum, b.divide(one, shifted)), sum)
      shifted = try b.select(isSmall, b.add(shifted, one), shifted)
    }
    let r = try b.divide(one, shifted)
    sum = try b.add(sum, b.subtract(b.log(shifted), b.multiply(number(0.5), r)))
    let square = try b.multiply(r, r)
    let third = try b.multiply(square, number(1.0 / 252))
    let second = try b.multiply(square, b.subtract(number(1.0 / 120), third))
    let series = try b.multiply(square, b.subtract(number(1.0 / 12), second))
    let tiny = try b.subtract(number(-Self.euler), b.divide(one, x))
    return try b.select(
      b.compare(x, number(Self.smallest), .lessOrEqual), tiny, b.subtract(sum, series))
  }

  /// The exponential of the expected logarithm of one of `count` topics that have 1 each.
  static func startingExpectation(_ count: Int) -> Double {
    // By the same approximation, so that the first turn begins where the library's does.
    exp(plainDigamma(1) - plainDigamma(Double(count)))
  }

  private static func plainDigamma(_ x: Double) -> Double {
    var (shifted, sum) = (x, 0.0)
    while shifted < large {
      sum -= 1 / shifted
      shifted += 1
    }
    let r = 1 / shifted
    let square = r * r
    return sum + log(shifted) - 0.5 * r
      - square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252)))
  }
}
