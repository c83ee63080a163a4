// The weights of features in support vector machines with a linear kernel.

import Pipelines

/// Works out `coef_`: the support vectors weighted by their dual coefficients.
enum SupportVectorWeights {
  /// The weights: one row, or one for each pair of classes.
  static func of(_ estimator: Estimator) throws -> Matrix {
    guard case .array = try estimator.value("support_vectors_"),
      case .array = try estimator.value("dual_coef_")
    else {
      throw estimator.unsupported("it was fitted on sparse rows; fit it on dense ones")
    }
    let vectors = try estimator.matrix("support_vectors_")
    let dual = try estimator.matrix("dual_coef_", columns: vectors.rows)
    if dual.rows == 1 { return sum([(dual.row(0), 0)], vectors) }
    let counts = try estimator.integers("_n_support")
    guard counts.count == dual.rows + 1, counts.allSatisfy({ (0...vectors.rows).contains($0) }),
      counts.reduce(0, { $0 &+ $1 }) == vectors.rows
    else {
      throw estimator.malformed(
        "_n_support", found: "\(counts)", expected: "the number of vectors of each class")
    }
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var rows: [Double] = []
    for first in counts.indices {
      for second in counts.indices where second > first {
        let mine = Array(dual.row(second - 1)[starts[first]..<starts[first + 1]])
        let theirs = Array(dual.row(first)[starts[second]..<starts[second + 1]])
        rows += sum([(mine, starts[first]), (theirs, starts[second])], vectors).values
      }
    }
    let pairs = counts.count * (counts.count - 1) / 2
    return Matrix(rows: pairs, columns: vectors.columns, values: rows)
  }

  /// The sum of vectors, from a start among all, weighted by coefficients.
  private static func sum(
    _ parts: [(coefficients: [Double], start: Int)], _ vectors: Matrix
  ) -> Matrix {
    var result = [Double](repeating: 0, count: vectors.columns)
    for (coefficients, start) in parts {
      for (offset, coefficient) in coefficients.enumerated() {
        for (column, value) in vectors.row(start + offset).enumerated() {
          result[column] += coefficient * value
        }
      }
    }
    return Matrix(rows: 1, columns: vectors.columns, values: result)
  }
}
