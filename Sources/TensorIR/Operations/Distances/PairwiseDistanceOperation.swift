// The difference of every row from every one of some points.

import Tensors

/// `pairwise_distance {measure, exponent}`: like a matrix product, with the terms of a distance in place
/// of products: `x[rows, k]` and points as columns `y[k, n]` give `[rows, n]`.
///
/// The composition of other operations would hold all `rows · n · k` differences at once.
struct PairwiseDistanceOperation: OperationDefinition {
  let name = "pairwise_distance"
  let summary = """
    The difference (`measure`: squared_euclidean, manhattan, chebyshev, minkowski with `exponent`, \
    canberra, bray_curtis, hamming, chi_squared) of each row of the first operand from each column of \
    the second; roots are not taken.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (x, y) = (try context.floating(0), try context.floating(1))
    guard x.rank == 2, y.rank == 2, x.dtype == y.dtype, x.dtype != .bf16 else {
      throw context.error("two matrices of f64, or of f32, were expected")
    }
    try context.expectEqual(x.dimensions[1], y.dimensions[0], "the numbers of coordinates")
    _ = try DistanceMeasure(context.attributes, of: name)
    return [.tensor(x.dtype, [x.dimensions[0], y.dimensions[1]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, y) = (try context.tensor(0), try context.tensor(1))
    guard x.shape[1] == y.shape[0] else {
      throw context.error("points of \(x.shape) and \(y.shape) have different coordinates")
    }
    let measure = try DistanceMeasure(context.attributes, of: name)
    return [
      .tensor(
        x.dtype == .f32
          ? Self.distances(x, y, measure, Float.self) : Self.distances(x, y, measure, Double.self))
    ]
  }

  private static func distances<Number: TensorElement & BinaryFloatingPoint>(
    _ x: Tensor, _ y: Tensor, _ measure: DistanceMeasure, _ type: Number.Type
  ) -> Tensor {
    let (rows, width, count) = (x.shape[0], x.shape[1], y.shape[1])
    let (points, columns) = (x.elements(of: type), y.elements(of: type))
    var distances: [Number] = []
    distances.reserveCapacity(rows * count)
    for row in 0..<rows {
      for column in 0..<count {
        distances.append(
          measure.between(
            width, { points[row * width + $0] }, { columns[$0 * count + column] }))
      }
    }
    return Tensor(distances, shape: [rows, count])
  }
}

extension FunctionBuilder {
  /// The difference of each row of `x` from each column of `points`.
  public func pairwiseDistance(
    _ x: ValueID, _ points: ValueID, _ measure: DistanceMeasure
  ) throws -> ValueID {
    try append(one: "pairwise_distance", [x, points], measure.attributes)
  }
}
