// Mixtures of normal distributions.

import Glibc
import Pipelines

/// Translates `GaussianMixture` and `BayesianGaussianMixture`.
struct MixtureTranslator: EstimatorTranslator {
  let classes = ["GaussianMixture", "BayesianGaussianMixture"].map { "sklearn.mixture.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let mixture = try Mixture(of: estimator, featureCount: features.count)
    let table = try context.doubles(features, for: estimator)
    let scores = try mixture.weightedLogarithms(on: table, in: &context)
    let labels = ClassLabels.integers(Array(0..<mixture.count))
    let methods = try context.logarithmicPredictions(scores, labels, for: estimator)
    let density = try context.apply(Link(.logSumExp), to: scores, from: estimator)
    return methods.filter { $0.name != "predict_log_proba" }
      + [EstimatorMethod("score_samples", density)]
  }
}

/// The parameters of a mixture.
private struct Mixture {
  let estimator: Estimator
  let featureCount: Int
  /// The number of components.
  let count: Int
  private let means: [Double]
  private let factors: [Double]
  private let covariance: String

  init(of estimator: Estimator, featureCount: Int) throws {
    self.estimator = estimator
    self.featureCount = featureCount
    let means = try estimator.matrix("means_", columns: featureCount)
    self.means = means.values
    count = means.rows
    covariance = try estimator.text("covariance_type")
    let size: Int
    switch covariance {
    case "full":
      size = count.multipliedReportingOverflow(by: featureCount * featureCount).partialValue
    case "tied": size = featureCount * featureCount
    case "diag": size = count * featureCount
    case "spherical": size = count
    default:
      throw estimator.malformed(
        "covariance_type", found: "'\(covariance)'",
        expected: "'full', 'tied', 'diag' or 'spherical'")
    }
    factors = try estimator.numbers("precisions_cholesky_", count: size)
    guard count > 0, featureCount > 0 else {
      throw estimator.malformed("means_", found: "no components", expected: "at least one")
    }
  }

  /// The logarithm of each component's weighted density.
  func weightedLogarithms(
    on table: TableReference, in context: inout TranslationContext
  ) throws -> TableReference {
    let width = featureCount
    let base = -0.5 * Double(width) * log(2 * .pi)
    let offsets = zip(try weights(), determinants()).map { base + $1 + $0 }
    let scale: QuadraticScores.Scale
    switch covariance {
    case "full":
      let size = width * width
      scale = .factors(matrices: (0..<count).map { Array(factors[$0 * size..<($0 + 1) * size]) })
    case "tied": return try tied(offsets, on: table, in: &context)
    case "diag": scale = .variances(values: factors.map { 1 / ($0 * $0) })
    default:
      scale = .variances(
        values: factors.flatMap { Array(repeating: 1 / ($0 * $0), count: width) })
    }
    let operation = QuadraticScores(
      means: means, scale: scale, offsets: offsets, weight: -0.5, featureCount: width)
    return try context.apply(operation, to: table, from: estimator)
  }

  /// All components have one factor: rows and means are brought to its space once.
  private func tied(
    _ offsets: [Double], on table: TableReference, in context: inout TranslationContext
  ) throws -> TableReference {
    let width = featureCount
    let columns = Matrix(rows: width, columns: width, values: factors).transposed
    let projected = try context.apply(
      Project(
        mean: nil, components: columns.values, featureCount: width, componentCount: width),
      to: table, from: estimator)
    var centres: [Double] = []
    for component in 0..<count {
      let mean = means[component * width..<(component + 1) * width]
      for column in 0..<width {
        centres.append(zip(mean, columns.row(column)).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    let distances = try context.apply(
      DistanceMatrix(
        .squaredEuclidean, points: ReferencePoints(values: centres, featureCount: width)),
      to: projected, from: estimator)
    return try context.apply(
      AffineColumns(scale: Array(repeating: -0.5, count: count), shift: offsets), to: distances,
      from: estimator)
  }

  /// The logarithm of the determinant of each component's factor.
  private func determinants() -> [Double] {
    let width = featureCount
    func diagonal(_ start: Int) -> Double {
      (0..<width).reduce(0) { $0 + log(factors[start + $1 * width + $1]) }
    }
    switch covariance {
    case "full": return (0..<count).map { diagonal($0 * width * width) }
    case "tied": return Array(repeating: diagonal(0), count: count)
    case "diag":
      return (0..<count).map { component in
        factors[component * width..<(component + 1) * width].reduce(0) { $0 + log($1) }
      }
    default: return factors.map { Double(width) * log($0) }
    }
  }

  /// What the weight of each component, and the uncertainty of a Bayesian one, adds.
  private func weights() throws -> [Double] {
    guard estimator.className == "BayesianGaussianMixture" else {
      return try estimator.numbers("weights_", count: count).map { log($0) }
    }
    let dimensions = Double(featureCount)
    var freedoms = try estimator.numbers("degrees_of_freedom_")
    if freedoms.count == 1 { freedoms = Array(repeating: freedoms[0], count: count) }
    let precisions = try estimator.numbers("mean_precision_", count: count)
    guard freedoms.count == count else {
      throw estimator.malformed(
        "degrees_of_freedom_", found: "\(freedoms.count) numbers", expected: "\(count)")
    }
    return try zip(concentrations(), zip(freedoms, precisions)).map { weight, component in
      let (freedom, precision) = component
      let expected = (0..<featureCount).reduce(dimensions * log(2)) {
        $0 + Digamma.value(0.5 * (freedom - Double($1)))
      }
      return weight - 0.5 * dimensions * log(freedom) + 0.5 * (expected - dimensions / precision)
    }
  }

  /// The expected logarithms of the weights of a Bayesian mixture.
  private func concentrations() throws -> [Double] {
    guard try estimator.text("weight_concentration_prior_type") == "dirichlet_process" else {
      let concentrations = try estimator.numbers("weight_concentration_", count: count)
      let total = Digamma.value(concentrations.reduce(0, +))
      return concentrations.map { Digamma.value($0) - total }
    }
    let pair = try estimator.list("weight_concentration_")
    guard pair.count == 2 else {
      throw estimator.malformed(
        "weight_concentration_", found: "\(pair.count) arrays", expected: "2")
    }
    let first = try estimator.numbers(
      in: pair[0], at: "weight_concentration_[0]", count: count)
    let second = try estimator.numbers(
      in: pair[1], at: "weight_concentration_[1]", count: count)
    var rest = 0.0
    return zip(first, second).map { a, b in
      let total = Digamma.value(a + b)
      defer { rest += Digamma.value(b) - total }
      return Digamma.value(a) - total + rest
    }
  }
}
