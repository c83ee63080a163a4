// One column through a fixed spline: sklearn2pmml's `BSplineTransformer`.

import Pipelines

/// Translates `BSplineTransformer`, which holds SciPy's `BSpline`.
struct SplineFunctionTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.BSplineTransformer"]
  let limits = [EstimatorLimit("splines with several values", "a column stays one column")]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    guard features.count == 1 else {
      throw estimator.malformed("X", found: "\(features.count) columns", expected: "one")
    }
    let spline = try estimator.part("bspline")
    let degree = try spline.integer("k")
    // SciPy 1.17 keeps them by names of its own.
    let prefix = spline["t"] == nil ? "_" : ""
    let knots = try spline.numbers("\(prefix)t")
    let coefficients = try spline.numbers("\(prefix)c")
    guard (0...SplineBasis.largestDegree).contains(degree), knots.count >= 2 * degree + 2,
      coefficients.count >= knots.count - degree - 1, knots.allSatisfy(\.isFinite)
    else {
      throw spline.malformed(
        "t", found: "\(knots.count) knots for \(coefficients.count) coefficients, degree \(degree)",
        expected: "a knot for each coefficient, and one more than the degree")
    }
    if case .array(let array)? = spline["\(prefix)c"], array.shape.count != 1 {
      throw spline.unsupported("a spline with several values; use one for each column")
    }
    let count = knots.count - degree - 1
    let range = knots[degree]...max(knots[degree], knots[count])
    let extrapolation = try extrapolation(of: spline)
    let place = try context.apply(
      EvaluateExpressions([.init(Self.place(in: range, extrapolation))]), to: features.table,
      from: estimator)
    let basis = try context.apply(
      SplineBasis(knots: [knots], degree: degree, beyond: .polynomial), to: place, from: estimator)
    let value = try context.apply(
      Linear(weights: Array(coefficients.prefix(count)), featureCount: count, bias: [0]), to: basis,
      from: estimator)
    let known = Expression.choose(
      .apply(.isMissing, .column(index: 0)), .missing(.number), .column(index: 1))
    let table = try context.apply(
      EvaluateExpressions([.init(known)]), to: place, value, from: estimator)
    return Features(table: table, columns: features.columns.map { $0.recomputed() })
  }

  /// What a spline is beyond its knots.
  private enum Extrapolation {
    case polynomial, missing, periodic
  }

  private func extrapolation(of spline: Estimator) throws -> Extrapolation {
    let value = try spline.value("extrapolate")
    if value.text == "periodic" { return .periodic }
    guard let flag = value.boolean ?? value.integer.map({ $0 != 0 }) else {
      throw spline.malformed(
        "extrapolate", found: value.summary, expected: "a truth value or 'periodic'")
    }
    return flag ? .polynomial : .missing
  }

  /// Where the spline is looked at: missing where it has no value.
  private static func place(
    in range: ClosedRange<Double>, _ extrapolation: Extrapolation
  ) -> Expression {
    let x = Expression.column(index: 0)
    let (lower, upper) = (Expression.number(range.lowerBound), Expression.number(range.upperBound))
    switch extrapolation {
    case .polynomial: return x
    case .missing:
      let isBeyond = Expression.apply(
        .or, .apply(.lessThan, x, lower), .apply(.greaterThan, x, upper))
      return .choose(isBeyond, .missing(.number), x)
    case .periodic:
      let period = Expression.number(range.upperBound - range.lowerBound)
      return .apply(.add, lower, .apply(.remainder, .apply(.subtract, x, lower), period))
    }
  }
}
