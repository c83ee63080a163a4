// Support vector regression and detection, and kernel ridge regression.

import Pipelines

/// Translates `SVR` and `NuSVR`.
struct SupportVectorRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.svm.SVR", "sklearn.svm.NuSVR"]
  let limits = SupportVectors.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let machine = try SupportVectors(of: estimator, features: features)
    let predicted = try machine.single(on: features, in: &context)
    return context.regression(predicted, isSingle: true)
  }
}

/// Translates `OneClassSVM`.
struct OneClassSupportVectorTranslator: EstimatorTranslator {
  let classes = ["sklearn.svm.OneClassSVM"]
  let limits = SupportVectors.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let machine = try SupportVectors(of: estimator, features: features)
    let decision = try machine.single(on: features, in: &context)
    return try context.detection(
      decision, offset: estimator.numbers("offset_", count: 1)[0], rule: .above(0), estimator)
  }
}

/// Translates `SGDOneClassSVM`, which is linear.
struct LinearOneClassTranslator: EstimatorTranslator {
  let classes = ["sklearn.linear_model.SGDOneClassSVM"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let weights = try estimator.numbers("coef_", count: features.count)
    let offset = try estimator.numbers("offset_", count: 1)[0]
    let operation = Linear(weights: weights, featureCount: features.count, bias: [-offset])
    let decision = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    return try context.detection(decision, offset: offset, rule: .atLeast(0), estimator)
  }
}

extension TranslationContext {
  /// The methods of a detector of outliers by its decision, from which the score is computed.
  fileprivate mutating func detection(
    _ decision: TableReference, offset: Double, rule: DecideClass.Rule, _ estimator: Estimator
  ) throws -> [EstimatorMethod] {
    let score = try apply(
      AffineColumns(scale: [1], shift: [offset]), to: decision, from: estimator)
    let decided = try decide(.integers([-1, 1]), by: decision, rule: rule, for: estimator)
    return [
      EstimatorMethod("predict", decided, isDefault: true),
      EstimatorMethod("decision_function", decision), EstimatorMethod("score_samples", score),
    ]
  }
}

/// Translates `KernelRidge`.
struct KernelRidgeTranslator: EstimatorTranslator {
  let classes = ["sklearn.kernel_ridge.KernelRidge"]
  let limits = SupportVectors.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard case .array(let array) = try estimator.value("dual_coef_") else {
      throw estimator.malformed("dual_coef_", found: "no array", expected: "an array of numbers")
    }
    let isSingle = array.shape.count == 1
    var weights = try estimator.matrix("dual_coef_")
    if !isSingle { weights = weights.transposed }
    let table = try context.doubles(features, for: estimator)
    let kernels: TableReference
    if try estimator.value("kernel").text == "precomputed" {
      kernels = table
    } else {
      kernels = try context.apply(
        KernelMatrix(
          estimator.pairwiseKernel(featureCount: features.count),
          points: estimator.points("X_fit_", featureCount: features.count)),
        to: table, from: estimator)
    }
    let operation = Linear(
      weights: weights.values, featureCount: weights.columns,
      bias: Array(repeating: 0, count: weights.rows))
    let predicted = try context.apply(operation, to: kernels, from: estimator)
    return context.regression(predicted, isSingle: isSingle)
  }
}

extension Estimator {
  /// The kernel that `kernel`, `gamma`, `degree` and `coef0` name, as `sklearn.metrics.pairwise` reads
  /// them.
  func pairwiseKernel(featureCount: Int) throws -> KernelMatrix.Kernel {
    guard let name = try value("kernel").text else {
      throw unsupported(
        "kernel is a Python function; use one of scikit-learn's kernels and fit again")
    }
    let share = 1 / Double(max(featureCount, 1))
    let given = try optional("gamma") == nil ? nil : number("gamma")
    func offset() throws -> Double { try optional("coef0") == nil ? 1 : number("coef0") }
    switch name {
    case "linear": return .linear
    case "rbf": return .rbf(gamma: given ?? share)
    case "laplacian": return .laplacian(gamma: given ?? share)
    case "poly", "polynomial":
      let degree = try optional("degree") == nil ? 3 : number("degree")
      return .polynomial(gamma: given ?? share, offset: try offset(), degree: degree)
    case "sigmoid": return .sigmoid(gamma: given ?? share, offset: try offset())
    case "chi2": return .chiSquared(gamma: given ?? 1)
    case "additive_chi2": return .additiveChiSquared
    case "cosine": return .cosine
    default:
      throw malformed(
        "kernel", found: "'\(name)'", expected: "the name of a kernel of scikit-learn")
    }
  }
}
