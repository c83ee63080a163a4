// Probabilities of classes from those of pairs of classes.

import TensorIR
import Tensors

/// Wu, Lin and Weng's second method, iterated as libsvm does, in 32 bits, for all rows at once.
///
/// Each row stops when its error is small; rows that have stopped keep what they have.
struct PairwiseCoupling {
  /// The most iterations.
  private static let largestIterationCount = 100

  let c: NodeContext
  let classCount: Int
  let pairs: [(Int, Int)]
  private var b: FunctionBuilder { c.b }

  init(c: NodeContext, classCount: Int, pairs: [(Int, Int)]) {
    self.c = c
    self.classCount = classCount
    self.pairs = pairs
  }

  /// The probabilities `[rows, classes]`.
  func probabilities(_ pairwise: ValueID) throws -> ValueID {
    if classCount == 2 { return try ofTwo(pairwise) }
    guard classCount <= 16 else {
      throw c.node.unsupported("probabilities of \(classCount) classes")
    }
    // Columns of the matrix r, and from them of Q.
    let one = try c.number(1, like: pairwise)
    var r: [[ValueID?]] = Array(
      repeating: Array(repeating: nil, count: classCount), count: classCount)
    for (column, (i, j)) in pairs.enumerated() {
      let value = try b.slice(pairwise, axis: 1, start: column, end: column + 1)
      r[i][j] = value
      r[j][i] = try b.subtract(one, value)
    }
    var q: [[ValueID]] = []
    for i in 0..<classCount {
      var row: [ValueID] = []
      for j in 0..<classCount {
        if i == j {
          var sum = try c.number(0, like: pairwise)
          for k in 0..<classCount where k != i {
            guard let value = r[k][i] else { continue }
            sum = try b.add(sum, b.multiply(value, value))
          }
          row.append(sum)
        } else if let left = r[j][i], let right = r[i][j] {
          row.append(try b.negate(b.multiply(left, right)))
        }
      }
      q.append(row)
    }
    return try iterate(b.concatenate(q.flatMap(\.self), axis: 1))
  }

  /// Of two classes the iteration begins where it ends, up to its tolerance; it is followed all the same.
  private func ofTwo(_ pairwise: ValueID) throws -> ValueID {
    let one = try c.number(1, like: pairwise)
    let other = try b.subtract(one, pairwise)
    let square = try b.multiply(other, other)
    let product = try b.negate(b.multiply(other, pairwise))
    let last = try b.multiply(pairwise, pairwise)
    return try iterate(b.concatenate([square, product, product, last], axis: 1))
  }

  /// The loop over `p [rows, classes]`, for Q as `[rows, classes · classes]`.
  private func iterate(_ q: ValueID) throws -> ValueID {
    let rows = b.tensorType(of: q).dimensions[0]
    let start = try b.broadcast(
      c.constant(Array(repeating: 1, count: classCount), [1, classCount], .f32),
      to: [rows, .fixed(classCount)])
    var p = try b.divide(start, c.number(Double(classCount), like: start))
    var isDone: ValueID?
    let tolerance = try c.number(Double(Float(0.005) / Float(classCount)), like: p)
    for _ in 0..<Self.largestIterationCount {
      let (qp, total) = try products(q, p)
      let error = try b.reduceMax(b.abs(b.subtract(qp, total)), axes: [1], keepDimensions: true)
      let isSmall = try b.compare(error, tolerance, .less)
      let stops = try isDone.map { try b.logicalOr($0, isSmall) } ?? isSmall
      isDone = stops
      p = try b.select(stops, p, turn(q, p, qp, total))
    }
    return p
  }

  /// `Q p` and `pᵀ Q p`.
  private func products(_ q: ValueID, _ p: ValueID) throws -> (ValueID, ValueID) {
    let columns = try (0..<classCount).map { i in
      let row = try b.slice(q, axis: 1, start: i * classCount, end: (i + 1) * classCount)
      return try b.reduceSum(b.multiply(row, p), axes: [1], keepDimensions: true, ordered: true)
    }
    let qp = try b.concatenate(columns, axis: 1)
    return (
      qp, try b.reduceSum(b.multiply(p, qp), axes: [1], keepDimensions: true, ordered: true)
    )
  }

  /// One pass over the classes.
  private func turn(
    _ q: ValueID, _ start: ValueID, _ startQP: ValueID, _ startTotal: ValueID
  ) throws -> ValueID {
    var (p, qp, total) = (start, startQP, startTotal)
    let one = try c.number(1, like: p)
    for i in 0..<classCount {
      let diagonal = try column(q, i * classCount + i)
      let own = try column(qp, i)
      let step = try b.divide(b.subtract(total, own), diagonal)
      let scale = try b.add(one, step)
      let hot = try c.constant(
        (0..<classCount).map { $0 == i ? 1 : 0 }, [1, classCount], .f32)
      p = try b.divide(b.add(p, b.multiply(step, hot)), scale)
      let twice = try b.multiply(c.number(2, like: p), own)
      let growth = try b.multiply(step, b.add(b.multiply(step, diagonal), twice))
      total = try b.divide(b.divide(b.add(total, growth), scale), scale)
      let row = try b.slice(q, axis: 1, start: i * classCount, end: (i + 1) * classCount)
      qp = try b.divide(b.add(qp, b.multiply(step, row)), scale)
    }
    return p
  }

  private func column(_ matrix: ValueID, _ index: Int) throws -> ValueID {
    try b.slice(matrix, axis: 1, start: index, end: index + 1)
  }
}
