// Projections that are one matrix product, or two.

import Pipelines

/// Translates projections on `components_`, which subtract a mean where they have one.
struct ProjectionTranslator: TransformerTranslator {
  let classes =
    ["FastICA", "TruncatedSVD"].map { "sklearn.decomposition.\($0)" }
    + ["GaussianRandomProjection", "SparseRandomProjection"].map {
      "sklearn.random_projection.\($0)"
    } + ["sklearn.neighbors.NeighborhoodComponentsAnalysis"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var mean: [Double]?
    if estimator.className == "FastICA", estimator["whiten"]?.boolean != false {
      mean = try estimator.numbers("mean_", count: features.count)
    }
    let components = try estimator.denseMatrix("components_", columns: features.count)
    let doubles = Features(
      table: try context.doubles(features, for: estimator), columns: features.columns)
    return try context.project(doubles, on: components, mean: mean, by: estimator)
  }
}

/// Translates `SparsePCA` and `MiniBatchSparsePCA`: the weights of components, by ridge regression of a
/// row on them, are a linear function of the row.
struct SparseComponentsTranslator: TransformerTranslator {
  let classes = ["SparsePCA", "MiniBatchSparsePCA"].map { "sklearn.decomposition.\($0)" }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_", columns: features.count)
    let penalty = try estimator.number("ridge_alpha")
    var products = components.timesTransposed(components)
    for place in 0..<products.rows { products[place, place] += penalty }
    guard let weights = products.solving(components) else {
      throw estimator.unsupported(
        "its components depend on each other and ridge_alpha is \(penalty); use a larger one")
    }
    let doubles = Features(
      table: try context.doubles(features, for: estimator), columns: features.columns)
    return try context.project(
      doubles, on: weights, mean: estimator.numbers("mean_", count: features.count),
      by: estimator)
  }
}

/// Translates `FactorAnalysis`: the expected factors given a row.
struct FactorAnalysisTranslator: TransformerTranslator {
  let classes = ["sklearn.decomposition.FactorAnalysis"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_", columns: features.count)
    let noise = try estimator.numbers("noise_variance_", count: features.count)
    var weighted = components
    for row in 0..<components.rows {
      for column in noise.indices { weighted[row, column] /= noise[column] }
    }
    var precision = weighted.timesTransposed(components)
    for place in 0..<precision.rows { precision[place, place] += 1 }
    guard let covariance = precision.solving(.identity(precision.rows)) else {
      throw estimator.malformed("noise_variance_", found: "variances that have no inverse")
    }
    let doubles = Features(
      table: try context.doubles(features, for: estimator), columns: features.columns)
    let scores = try context.project(
      doubles, on: weighted, mean: estimator.numbers("mean_", count: features.count),
      by: estimator)
    return try context.project(scores, on: covariance.transposed, by: estimator)
  }
}

/// Translates `BernoulliRBM`: the probabilities of the hidden units.
struct BoltzmannMachineTranslator: TransformerTranslator {
  let classes = ["sklearn.neural_network.BernoulliRBM"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_", columns: features.count)
    let operation = Linear(
      weights: components.values, featureCount: features.count,
      bias: try estimator.numbers("intercept_hidden_", count: components.rows))
    let scores = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    let table = try context.apply(Link(.logistic(slope: 1)), to: scores, from: estimator)
    return Features(numbered: components.rows, table: table, by: estimator)
  }
}

extension Features {
  /// Columns named after the class of `estimator` and numbered.
  init(numbered count: Int, table: TableReference, by estimator: Estimator) {
    let prefix = estimator.className.lowercased()
    self.init(
      table: table, columns: (0..<count).map { FeatureColumn(name: "\(prefix)\($0)") })
  }
}

extension TranslationContext {
  /// `(features - mean) · componentsᵀ / divisor`, named after the estimator.
  mutating func project(
    _ features: Features, on components: Matrix, mean: [Double]? = nil, divisor: [Double]? = nil,
    by estimator: Estimator
  ) throws -> Features {
    let operation = Project(
      mean: mean, components: components.values, featureCount: components.columns,
      componentCount: components.rows, divisor: divisor)
    let table = try apply(operation, to: features.table, from: estimator)
    return Features(numbered: components.rows, table: table, by: estimator)
  }
}
