// Features whose products approximate a kernel.

import Pipelines

/// Translates `RBFSampler` and `SkewedChi2Sampler`: cosines of random projections.
struct CosineSamplerTranslator: TransformerTranslator {
  let classes = ["RBFSampler", "SkewedChi2Sampler"].map { "sklearn.kernel_approximation.\($0)" }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let offset = try estimator.numbers("random_offset_")
    let weights = try estimator.matrix("random_weights_", columns: offset.count)
    guard weights.rows == features.count, !offset.isEmpty else {
      throw estimator.malformed(
        "random_weights_", found: "\(weights.rows) rows", expected: "\(features.count)")
    }
    let count = Double(offset.count)
    var table = try context.doubles(features, for: estimator)
    var scale = (2 / count).squareRoot()
    if estimator.className == "SkewedChi2Sampler" {
      table = try skewedLogarithm(of: table, features.count, by: estimator, in: &context)
      scale = 2.0.squareRoot() / count.squareRoot()
    }
    let operation = Linear(
      weights: weights.transposed.values, featureCount: features.count, bias: offset)
    table = try context.apply(operation, to: table, from: estimator)
    table = try context.apply(ElementwiseFunction(.cos), to: table, from: estimator)
    table = try context.apply(
      AffineColumns(scale: offset.map { _ in scale }, shift: nil), to: table, from: estimator)
    return Features(numbered: offset.count, table: table, by: estimator)
  }

  private func skewedLogarithm(
    of table: TableReference, _ width: Int, by estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let skew = try estimator.number("skewedness")
    let required = try context.apply(
      RequireAbove(bound: -skew, allowsBound: false), to: table, from: estimator)
    let shifted = try context.apply(
      AffineColumns(
        scale: Array(repeating: 1, count: width), shift: Array(repeating: skew, count: width)),
      to: required, from: estimator)
    return try context.apply(ElementwiseFunction(.log), to: shifted, from: estimator)
  }
}

/// Translates `AdditiveChi2Sampler`.
struct AdditiveChiSquaredTranslator: TransformerTranslator {
  let classes = ["sklearn.kernel_approximation.AdditiveChi2Sampler"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let steps = try estimator.integer("sample_steps")
    guard (1...AdditiveChiSquared.mostSteps).contains(steps) else {
      throw estimator.unsupported(
        "sample_steps=\(steps); use 1 to \(AdditiveChiSquared.mostSteps)")
    }
    let interval = try interval(of: estimator, steps: steps)
    let required = try context.apply(
      RequireAbove(bound: 0, allowsBound: true), to: features.table, from: estimator)
    let table = try context.apply(
      AdditiveChiSquared(steps: steps, interval: interval), to: required, from: estimator)
    func names(_ suffix: String) -> [FeatureColumn] {
      features.names.map { FeatureColumn(name: "additivechi2sampler_\($0)_\(suffix)") }
    }
    let others = (1..<max(steps, 1)).flatMap { names("cos\($0)") + names("sin\($0)") }
    return Features(table: table, columns: names("sqrt") + others, isSparse: features.isSparse)
  }

  /// The distance of the steps: until 1.3 it was worked out when fitting.
  private func interval(of estimator: Estimator, steps: Int) throws -> Double {
    for name in ["sample_interval", "sample_interval_"] where estimator.optional(name) != nil {
      return try estimator.number(name)
    }
    guard let interval = [1: 0.8, 2: 0.5, 3: 0.4][steps] else {
      throw estimator.malformed(
        "sample_interval", found: "None", expected: "a number for \(steps) steps")
    }
    return interval
  }
}

/// Translates `PolynomialCountSketch`: sketches of a row, one for each degree, convolved.
struct PolynomialSketchTranslator: TransformerTranslator {
  let classes = ["sklearn.kernel_approximation.PolynomialCountSketch"]
  let limits = [
    EstimatorLimit(
      "n_components above \(CyclicConvolution.mostColumns)", "the convolution would be too large")
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let count = try estimator.integer("n_components")
    guard (1...CyclicConvolution.mostColumns).contains(count) else {
      throw estimator.unsupported(
        "n_components=\(count); use 1 to \(CyclicConvolution.mostColumns)")
    }
    let scale = try estimator.number("gamma").squareRoot()
    let constant = try estimator.number("coef0").squareRoot()
    let width = features.count + (constant == 0 ? 0 : 1)
    let places = try estimator.matrix("indexHash_", columns: width)
    let signs = try estimator.matrix("bitHash_", columns: width)
    guard places.rows == signs.rows, places.rows > 0,
      places.values.allSatisfy({ (0..<Double(count)).contains($0) })
    else {
      throw estimator.malformed(
        "indexHash_", found: "places that are not among \(count) components")
    }
    let scaled = try context.apply(
      AffineColumns(scale: features.columns.map { _ in scale }, shift: nil),
      to: context.doubles(features, for: estimator), from: estimator)
    let sketches = try (0..<places.rows).map { degree in
      var weights = Matrix(
        rows: count, columns: features.count,
        values: Array(repeating: 0, count: count * features.count))
      var bias = [Double](repeating: 0, count: count)
      for (column, place) in places.row(degree).enumerated() {
        let sign = signs[degree, column]
        if column < features.count {
          weights[Int(place), column] += sign
        } else {
          bias[Int(place)] += sign * constant
        }
      }
      let operation = Linear(
        weights: weights.values, featureCount: features.count, bias: bias)
      return try context.apply(operation, to: scaled, from: estimator)
    }
    let table = try context.apply(CyclicConvolution(), to: sketches, from: estimator)
    return Features(numbered: count, table: table, by: estimator)
  }
}
