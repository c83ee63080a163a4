// Columns expanded in B-splines: `SplineTransformer`.

import Pipelines

/// Translates `SplineTransformer`.
struct SplineTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.SplineTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    estimator["handle_missing"]?.text == "zeros"
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let degree = try estimator.integer("degree")
    let knots = try knots(of: estimator, degree, count: features.count)
    let isSparse = try estimator.flag("sparse_output", default: false)
    let beyond = try beyond(knots, degree, isSparse: isSparse, of: estimator)
    let operation = SplineBasis(knots: knots, degree: degree, beyond: beyond)
    let table = try context.apply(operation, to: features.table, from: estimator)
    let count = operation.splineCount
    let columns = features.columns.flatMap { column in
      (0..<count).map { FeatureColumn(name: "\(column.name)_sp_\($0)") }
    }
    let all = Features(table: table, columns: columns, isSparse: isSparse)
    if try estimator.flag("include_bias") { return all }
    // The last spline of each column is left out.
    let kept = columns.indices.filter { ($0 + 1) % count != 0 }
    return try context.select(kept, of: all, for: estimator)
  }

  /// The knots of each column, as the splines of scipy hold them.
  private func knots(of estimator: Estimator, _ degree: Int, count: Int) throws -> [[Double]] {
    let splines = try estimator.list("bsplines_")
    guard splines.count == count else {
      throw estimator.malformed(
        "bsplines_", found: "\(splines.count) splines", expected: "\(count)")
    }
    guard (0...SplineBasis.largestDegree).contains(degree) else {
      throw estimator.unsupported(
        "degree \(degree); use at most \(SplineBasis.largestDegree)")
    }
    return try splines.enumerated().map { index, value in
      let spline = try estimator.part(value, at: "bsplines_[\(index)]")
      guard try spline.integer("k") == degree else {
        throw spline.malformed("k", found: "\(try spline.integer("k"))", expected: "\(degree)")
      }
      let knots = try spline.numbers(spline["_t"] == nil ? "t" : "_t")
      guard knots.count >= 2 * degree + 2, knots.count <= 1 << 20 else {
        throw spline.malformed(
          "t", found: "\(knots.count) knots", expected: "\(2 * degree + 2) or more")
      }
      return knots
    }
  }

  private func beyond(
    _ knots: [[Double]], _ degree: Int, isSparse: Bool, of estimator: Estimator
  ) throws -> SplineBasis.Extension {
    switch try estimator.text("extrapolation") {
    case "continue": return .polynomial
    case "error": return .refuse
    case "periodic":
      guard knots.allSatisfy({ $0.count >= 3 * degree + 1 }) else {
        throw estimator.malformed(
          "bsplines_", found: "\(knots.first?.count ?? 0) knots",
          expected: "more for splines that repeat")
      }
      return .periodic
    case "constant": return constant(knots, degree, isSparse: isSparse)
    case "linear": return linear(knots, degree)
    case let value:
      throw estimator.malformed(
        "extrapolation", found: "'\(value)'",
        expected: "'continue', 'error', 'periodic', 'constant' or 'linear'")
    }
  }

  /// The first splines keep their values below and the last ones above, as many as the degree.
  private func constant(
    _ knots: [[Double]], _ degree: Int, isSparse: Bool
  ) -> SplineBasis.Extension {
    func line(_ knots: [Double], isUpper: Bool) -> SplineBasis.Line {
      let start = isUpper ? knots[knots.count - degree - 1] : knots[degree]
      var values = SplineBasis.basis(knots, degree: degree, at: start)
      // Of degree zero none is kept; above, in a sparse matrix, `[-0:]` means all of them.
      let kept =
        if isUpper { isSparse && degree == 0 ? values.count : degree } else { degree }
      for place in values.indices {
        if isUpper ? place < values.count - kept : place >= kept { values[place] = 0 }
      }
      return SplineBasis.Line(
        start: start, values: values, slopes: values.map { _ in 0 })
    }
    return .lines(
      lower: knots.map { line($0, isUpper: false) }, upper: knots.map { line($0, isUpper: true) })
  }

  /// The first splines go on with their slopes below and the last ones above.
  ///
  /// The library raises a degree below 2 by one with each column that it handles, also where it looks
  /// up the ends of the knots.
  private func linear(_ knots: [[Double]], _ degree: Int) -> SplineBasis.Extension {
    var reach = degree
    var lower: [SplineBasis.Line] = []
    var upper: [SplineBasis.Line] = []
    for column in knots {
      let (first, last) = (column[reach], column[column.count - reach - 1])
      if reach <= 1 { reach += 1 }
      lower.append(line(column, degree, at: first) { place, _ in place < reach })
      upper.append(line(column, degree, at: last) { $0 >= $1 - reach })
    }
    return .lines(lower: lower, upper: upper)
  }

  private func line(
    _ knots: [Double], _ degree: Int, at start: Double, keeps: (Int, Int) -> Bool
  ) -> SplineBasis.Line {
    var values = SplineBasis.basis(knots, degree: degree, at: start)
    var slopes = SplineBasis.basis(knots, degree: degree, at: start, derivative: true)
    for place in values.indices where !keeps(place, values.count) {
      values[place] = 0
      slopes[place] = 0
    }
    return SplineBasis.Line(start: start, values: values, slopes: slopes)
  }
}
