// Support vector machines, as libsvm and liblinear make them.

import TensorIR
import Tensors

enum ClassicalSupportVectors {
  static var rules: [String: OperatorRule] {
    ["SVMRegressor": tensor(regress), "SVMClassifier": tensors(classify)]
  }

  /// The kernel's value `[rows, vectors]` of each row with each of `count` vectors.
  private static func kernel(
    _ c: NodeContext, _ vectors: [Double], count: Int, name: String
  ) throws -> ValueID {
    let b = c.b
    let x = try c.b.cast(c.rows(0), .f32)
    let width = try c.width(x)
    let v = try c.constant(vectors, Shape([count, width]), .f32)
    let parameters = c.node.floats("kernel_params") ?? []
    let (gamma, shift, degree) = (
      parameters.first ?? 0, parameters.dropFirst().first ?? 0, parameters.dropFirst(2).first ?? 0
    )
    func n(_ value: Double) throws -> ValueID { try c.number(value, like: x) }
    switch name {
    case "LINEAR": return try b.matmul(x, v, transposeRight: true)
    case "POLY":
      let line = try b.add(b.multiply(n(gamma), b.matmul(x, v, transposeRight: true)), n(shift))
      return try b.power(line, n(degree))
    case "SIGMOID":
      let line = try b.add(b.multiply(n(gamma), b.matmul(x, v, transposeRight: true)), n(shift))
      return try b.tanh(line)
    case "RBF":
      // |x - v|² as a sum of squares of differences: nothing cancels.
      let difference = try b.subtract(b.insertAxis(x, 1), b.insertAxis(v, 0))
      let distance = try b.reduceSum(b.multiply(difference, difference), axes: [2])
      return try b.exp(b.multiply(n(-gamma), distance))
    default: throw c.node.error("the kernel '\(name)'")
    }
  }

  private static func regress(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let coefficients = c.node.floats("coefficients") ?? []
    let vectors = c.node.floats("support_vectors") ?? []
    guard let rho = c.node.floats("rho")?.first else { throw c.node.error("no rho") }
    let count = c.node.int("n_supports", 0)
    let kernelName = c.node.text("kernel_type") ?? "LINEAR"
    let sum: ValueID
    if count > 0 {
      guard coefficients.count >= count else {
        throw c.node.error("\(coefficients.count) coefficients for \(count) vectors")
      }
      let values = try kernel(c, vectors, count: count, name: kernelName)
      let weights = try c.constant(Array(coefficients.prefix(count)), [1, count], .f32)
      sum = try b.matmul(values, weights, transposeRight: true)
    } else {
      sum = try kernel(c, coefficients, count: 1, name: "LINEAR")
    }
    let score = try b.add(sum, c.number(rho, like: sum))
    if c.node.flag("one_class") {
      let isInside = try b.compare(score, c.number(0, like: score), .greater)
      return try b.select(isInside, c.number(1, like: score), c.number(-1, like: score))
    }
    return try PostTransform(c.node) == .probit ? PostTransform.probit.apply(c, score) : score
  }

  private static func classify(_ c: NodeContext) throws -> [ValueID] {
    let labels = try GraphLabels(c.node)
    let counts = c.node.ints("vectors_per_class") ?? []
    guard labels.count > 1 else { throw c.node.unsupported("\(labels.count) classes") }
    guard counts.allSatisfy({ $0 >= 0 && $0 <= 1 << 30 }) else {
      throw c.node.error("the numbers of vectors \(counts)")
    }
    if counts.reduce(0, +) == 0 { return try classifyLinearly(c, labels) }
    let machine = try PairwiseMachine(c, labels, counts)
    return try machine.results(
      kernel: kernel(
        c, c.node.floats("support_vectors") ?? [], count: machine.vectorCount,
        name: c.node.text("kernel_type") ?? "LINEAR"))
  }

  /// One row of coefficients a class, all with the same intercept.
  private static func classifyLinearly(_ c: NodeContext, _ labels: GraphLabels) throws -> [ValueID]
  {
    let b = c.b
    let coefficients = c.node.floats("coefficients") ?? []
    guard let rho = c.node.floats("rho")?.first else { throw c.node.error("no rho") }
    let product = try kernel(c, coefficients, count: labels.count, name: "LINEAR")
    let scores = try b.add(product, c.number(rho, like: product))
    var places = try b.argMax(scores, axis: 1)
    if labels.count == 2, (c.node.floats("prob_a") ?? []).isEmpty {
      // Of two classes the second also wins by the size of the larger score alone.
      let largest = try b.reduceMax(scores, axes: [1])
      let isPositive = coefficients.allSatisfy { $0 >= 0 }
      let wins = try b.compare(
        largest, c.number(isPositive ? 0.5 : 0, like: largest),
        isPositive ? .greaterOrEqual : .greater)
      places = try b.select(wins, b.scalar(1, .i64), places)
    }
    return [try labels.at(places, c), try PostTransform(c.node).apply(c, scores)]
  }
}

/// A machine for each pair of classes, which vote.
private struct PairwiseMachine {
  let c: NodeContext
  let labels: GraphLabels
  let counts: [Int]
  let starts: [Int]
  let coefficients: [Double]
  let rho: [Double]
  let slopes: [Double]
  let shifts: [Double]

  var vectorCount: Int { counts.reduce(0, +) }
  private var classCount: Int { labels.count }
  private var pairs: [(Int, Int)] {
    (0..<classCount).flatMap { i in ((i + 1)..<max(classCount, i + 1)).map { (i, $0) } }
  }

  init(_ c: NodeContext, _ labels: GraphLabels, _ counts: [Int]) throws {
    self.c = c
    self.labels = labels
    self.counts = counts
    coefficients = c.node.floats("coefficients") ?? []
    rho = c.node.floats("rho") ?? []
    slopes = c.node.floats("prob_a") ?? []
    shifts = c.node.floats("prob_b") ?? []
    var start = 0
    starts = counts.map { count in
      defer { start += count }
      return start
    }
    let pairCount = labels.count * (labels.count - 1) / 2
    guard counts.count == labels.count, labels.count <= 1 << 10,
      coefficients.count == (labels.count - 1) * start, rho.count >= pairCount,
      slopes.count == shifts.count, slopes.isEmpty || slopes.count >= pairCount
    else { throw c.node.error("coefficients, rho or probabilities that do not fit the classes") }
  }

  /// The label, and the scores of pairs or the probabilities of classes.
  func results(kernel: ValueID) throws -> [ValueID] {
    let b = c.b
    // The coefficients of each pair's vectors, in a column of its own.
    var weights = [Double](repeating: 0, count: vectorCount * pairs.count)
    for (column, (i, j)) in pairs.enumerated() {
      for m in starts[i]..<starts[i] + counts[i] {
        weights[m * pairs.count + column] = coefficients[(j - 1) * vectorCount + m]
      }
      for m in starts[j]..<starts[j] + counts[j] {
        weights[m * pairs.count + column] = coefficients[i * vectorCount + m]
      }
    }
    // The products are summed in 64 bits, as the reference implementation does.
    let matrix = try c.constant(weights, Shape([vectorCount, pairs.count]), .f64)
    let sums = try b.add(
      b.matmul(b.cast(kernel, .f64), matrix),
      c.constant(Array(rho.prefix(pairs.count)), [1, pairs.count], .f64))
    let scores = try b.cast(sums, .f32)
    let votes = try votes(sums)
    let places = try b.argMax(votes, axis: 1)
    let label = try labels.at(places, c)
    let transform = try PostTransform(c.node)
    if !slopes.isEmpty { return [label, try transform.apply(c, probabilities(scores))] }
    guard classCount == 2 else { return [label, try transform.apply(c, scores)] }
    if transform == .probit { throw c.node.unsupported("PROBIT of one score") }
    return [
      label,
      transform == .none
        ? try BinaryScores.signed(c, scores, .none)
        : try BinaryScores.complement(c, scores, transform),
    ]
  }

  /// The number of pairs that each class wins, `[rows, classes]`.
  private func votes(_ sums: ValueID) throws -> ValueID {
    let b = c.b
    let isFirst = try b.compare(sums, b.scalar(0, .f64), .greater)
    let first = try b.cast(isFirst, .f64)
    let second = try b.subtract(b.scalar(1, .f64), first)
    var (winners, losers) = (
      [Double](repeating: 0, count: pairs.count * classCount),
      [Double](repeating: 0, count: pairs.count * classCount)
    )
    for (pair, (i, j)) in pairs.enumerated() {
      winners[pair * classCount + i] = 1
      losers[pair * classCount + j] = 1
    }
    let shape = Shape([pairs.count, classCount])
    return try b.add(
      b.matmul(first, c.constant(winners, shape, .f64)),
      b.matmul(second, c.constant(losers, shape, .f64)))
  }

  /// Platt's probabilities of pairs, coupled to those of classes by Wu, Lin and Weng's second method.
  private func probabilities(_ scores: ValueID) throws -> ValueID {
    let b = c.b
    let slope = try c.constant(Array(slopes.prefix(pairs.count)), [1, pairs.count], .f32)
    let shift = try c.constant(Array(shifts.prefix(pairs.count)), [1, pairs.count], .f32)
    let line = try b.add(b.multiply(scores, slope), shift)
    let raw = try b.subtract(c.number(1, like: line), b.logistic(line))
    let low = try c.number(1e-7, like: raw)
    let high = try c.number(Double(1 - Float(1e-7)), like: raw)
    let pairwise = try b.minimum(b.maximum(raw, low), high)
    return try PairwiseCoupling(c: c, classCount: classCount, pairs: pairs).probabilities(pairwise)
  }
}
