// Points and rows as operands of distances.

import Pipelines
import TensorIR
import Tensors

extension ReferencePoints {
  /// The points as the rows of a matrix `[count, features]`.
  func rows(_ dtype: DType, in context: LoweringContext) throws -> ValueID {
    try context.matrix(values, rows: count, columns: featureCount, dtype, named: "points")
  }

  /// The points as the columns of a matrix `[features, count]`.
  func columns(_ dtype: DType, in context: LoweringContext) throws -> ValueID {
    let width = featureCount
    let transposed = (0..<width).flatMap { column in
      (0..<count).map { values[$0 * width + column] }
    }
    return try context.matrix(transposed, rows: width, columns: count, dtype, named: "points")
  }
}

/// Emits distances by one metric: what is done to rows and points alike, and what is measured then.
struct MetricEmitter {
  let metric: DistanceMetric
  let context: LoweringContext

  private var b: FunctionBuilder { context.builder }

  /// What is measured between rows that were prepared; `nil` where it is an angle.
  var measure: DistanceMeasure? {
    switch metric {
    case .euclidean, .squaredEuclidean, .standardized, .mahalanobis: .squaredEuclidean
    case .manhattan: .manhattan
    case .chebyshev: .chebyshev
    case .minkowski(let exponent), .weightedMinkowski(let exponent, _):
      .minkowski(exponent: exponent)
    case .canberra: .canberra
    case .brayCurtis: .brayCurtis
    case .hamming: .hamming
    case .cosine: nil
    }
  }

  /// Whether rows and points are measured as they are.
  private var isPlain: Bool {
    switch metric {
    case .standardized, .mahalanobis, .weightedMinkowski, .cosine: false
    default: true
    }
  }

  /// Rows, or points as rows, brought to the space in which they are measured.
  func prepared(_ x: ValueID) throws -> ValueID {
    let dtype = b.tensorType(of: x).dtype
    switch metric {
    case .standardized(let variances):
      let deviations = variances.map { $0.squareRoot() }
      return try b.divide(x, context.row(deviations, dtype, named: "deviations"))
    case .weightedMinkowski(let exponent, let weights):
      let exponent = try context.number(1 / exponent, like: x)
      let scales = try b.power(context.row(weights, dtype, named: "weights"), exponent)
      return try b.multiply(x, scales)
    case .mahalanobis(let factor):
      let width = b.tensorType(of: x).dimensions[1].extent ?? 0
      return try b.matmul(
        x, context.matrix(factor, rows: width, columns: width, dtype, named: "factor"))
    // Rows of length 1, as scikit-learn normalises them.
    case .cosine: return try NormalizeRows(norm: .l2).normalized(x, in: context)
    default: return x
    }
  }

  /// The measures `[rows, points]`, of which `distance` makes distances.
  func measures(_ x: ValueID, to points: ReferencePoints) throws -> ValueID {
    let dtype = b.tensorType(of: x).dtype
    guard let measure else {
      let cosines = try b.matmul(
        prepared(x), prepared(points.rows(dtype, in: context)), transposeRight: true)
      let distances = try b.subtract(context.number(1, like: x), cosines)
      let zero = try context.number(0, like: x)
      return try b.minimum(b.maximum(distances, zero), context.number(2, like: x))
    }
    let columns =
      isPlain
      ? try points.columns(dtype, in: context)
      : try b.transpose(prepared(points.rows(dtype, in: context)), [1, 0])
    return try b.pairwiseDistance(prepared(x), columns, measure)
  }

  /// The distances that measures stand for.
  func distance(_ measures: ValueID) throws -> ValueID {
    switch metric {
    case .euclidean, .standardized, .mahalanobis: return try b.sqrt(measures)
    case .minkowski(let exponent), .weightedMinkowski(let exponent, _):
      return try b.power(measures, context.number(1 / exponent, like: measures))
    default: return measures
    }
  }
}
