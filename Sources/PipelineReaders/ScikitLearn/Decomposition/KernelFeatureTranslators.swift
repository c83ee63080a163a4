// Features by kernels with training rows: `Nystroem` and `KernelPCA`.

import Pipelines

/// Translates `Nystroem`: kernels with some training rows, made orthogonal.
struct NystroemTranslator: TransformerTranslator {
  let classes = ["sklearn.kernel_approximation.Nystroem"]
  let limits = [
    EstimatorLimit("kernel, a function", "it is code that is not in the file"),
    EstimatorLimit("kernel='precomputed'", "its components are rows of another matrix"),
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.points("components_", featureCount: features.count)
    let parameters = KernelParameters(of: estimator)
    let kernel = try context.kernels(
      of: features, with: components, parameters.kernel(featureCount: features.count),
      by: estimator)
    let weights = try estimator.matrix("normalization_", columns: components.count)
    return try context.project(kernel, on: weights, by: estimator)
  }
}

/// Translates `KernelPCA`: kernels with all training rows, centred and projected.
struct KernelComponentsTranslator: TransformerTranslator {
  let classes = ["sklearn.decomposition.KernelPCA"]
  let limits = [EstimatorLimit("kernel, a function", "it is code that is not in the file")]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var kernel = features
    if estimator["kernel"]?.text != "precomputed" {
      let rows = try estimator.points("X_fit_", featureCount: features.count)
      let parameters = KernelParameters(of: estimator)
      kernel = try context.kernels(
        of: features, with: rows, parameters.kernel(featureCount: features.count), by: estimator)
    }
    let centered = try context.transform(kernel, by: estimator.part("_centerer"))
    // They were called lambdas and alphas until 1.0.
    let values = try estimator.numbers(
      estimator["eigenvalues_"] == nil ? "lambdas_" : "eigenvalues_")
    var vectors = try estimator.matrix(
      estimator["eigenvectors_"] == nil ? "alphas_" : "eigenvectors_", columns: values.count)
    guard vectors.rows == kernel.count else {
      throw estimator.malformed(
        "eigenvectors_", found: "\(vectors.rows) rows", expected: "\(kernel.count)")
    }
    for row in 0..<vectors.rows {
      for (column, value) in values.enumerated() {
        vectors[row, column] = value == 0 ? 0 : vectors[row, column] / value.squareRoot()
      }
    }
    return try context.project(centered, on: vectors.transposed, by: estimator)
  }
}

/// The parameters of a kernel as an estimator has them.
private struct KernelParameters {
  private let estimator: Estimator

  init(of estimator: Estimator) { self.estimator = estimator }

  /// A parameter of the estimator, or among its `kernel_params`; `standard` where it is not given.
  private func number(_ name: String, default standard: Double) throws -> Double {
    if let number = estimator.optional(name)?.number { return number }
    if case .dictionary(let others)? = estimator["kernel_params"],
      let number = others[name]?.number
    {
      return number
    }
    return standard
  }

  func kernel(featureCount: Int) throws -> KernelMatrix.Kernel {
    let standard = 1 / Double(max(featureCount, 1))
    func gamma(default standard: Double = standard) throws -> Double {
      if let number = estimator.optional("gamma_")?.number { return number }
      return try number("gamma", default: standard)
    }
    let value = try estimator.value("kernel")
    switch value.text {
    case "linear": return .linear
    case "rbf": return .rbf(gamma: try gamma())
    case "laplacian": return .laplacian(gamma: try gamma())
    case "sigmoid": return .sigmoid(gamma: try gamma(), offset: try number("coef0", default: 1))
    case "poly", "polynomial":
      return .polynomial(
        gamma: try gamma(), offset: try number("coef0", default: 1),
        degree: try number("degree", default: 3))
    case "cosine": return .cosine
    case "chi2": return .chiSquared(gamma: try gamma(default: 1))
    case "additive_chi2": return .additiveChiSquared
    default:
      throw estimator.unsupported(
        "kernel=\(value.summary); use a kernel that scikit-learn has a name for")
    }
  }
}

extension TranslationContext {
  /// The kernels of rows with the rows of a matrix.
  fileprivate mutating func kernels(
    of features: Features, with points: ReferencePoints, _ kernel: KernelMatrix.Kernel,
    by estimator: Estimator
  ) throws -> Features {
    var table = try doubles(features, for: estimator)
    switch kernel {
    case .chiSquared, .additiveChiSquared:
      table = try apply(RequireAbove(bound: 0, allowsBound: true), to: table, from: estimator)
    default: break
    }
    table = try apply(KernelMatrix(kernel, points: points), to: table, from: estimator)
    return Features(
      table: table,
      columns: (0..<points.count).map { FeatureColumn(name: "kernel\($0)") })
  }
}
