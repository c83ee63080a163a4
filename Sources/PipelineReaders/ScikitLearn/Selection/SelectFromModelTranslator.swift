// Features that a model finds important: `SelectFromModel`.

import Glibc
import Pipelines

/// Translates `SelectFromModel`, which works out its choice from the model each time.
struct SelectFromModelTranslator: TransformerTranslator {
  let classes = ["sklearn.feature_selection.SelectFromModel"]
  let limits = [
    EstimatorLimit("importance_getter, a function", "it is code that is not in the file"),
    EstimatorLimit(
      "estimator, other than linear models, SVMs and scikit-learn's trees",
      "its importances are not in the file"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    guard let model = try? model(of: estimator) else { return false }
    return model.takesMissing
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let model = try model(of: estimator)
    let getter = try estimator.value(
      estimator["importance_getter"] == nil ? "norm_order" : "importance_getter")
    guard let path = estimator["importance_getter"] == nil ? "auto" : getter.text else {
      throw estimator.unsupported(
        "importance_getter=\(getter.summary) is code that is not in the file; name an attribute")
    }
    let importances = try FeatureImportances.of(
      model, getter: path, order: estimator.number("norm_order", default: 1))
    guard importances.count == features.count else {
      throw model.malformed(
        path, found: "the importances of \(importances.count) features",
        expected: "\(features.count)")
    }
    let threshold = try threshold(of: estimator, model, importances)
    let candidates = try candidates(of: estimator, importances)
    let kept = candidates.filter { !(importances[$0] < threshold) }.sorted()
    return try context.select(kept, of: features, for: estimator)
  }

  /// The fitted model: of a model that was fitted before, older versions keep no other.
  private func model(of estimator: Estimator) throws -> Estimator {
    try estimator.part(estimator.optional("estimator_") == nil ? "estimator" : "estimator_")
  }

  /// The features that may be kept: those of the greatest importance, the first of equals.
  private func candidates(of estimator: Estimator, _ importances: [Double]) throws -> [Int] {
    guard estimator.optional("max_features") != nil else { return Array(importances.indices) }
    let most = try estimator.integer(
      estimator["max_features_"] == nil ? "max_features" : "max_features_")
    let order = importances.indices.sorted {
      (-importances[$0], $0) < (-importances[$1], $1)
    }
    // Python's `order[:most]`, also where `most` is negative.
    return Array(most >= 0 ? order.prefix(most) : order.dropLast(most == .min ? .max : -most))
  }

  /// What importance is enough.
  private func threshold(
    of estimator: Estimator, _ model: Estimator, _ importances: [Double]
  ) throws -> Double {
    guard let value = estimator.optional("threshold") else {
      return isSparse(model, of: estimator) ? 1e-5 : importances.mean
    }
    if let number = value.number { return number }
    let parts = (value.text ?? "").split(separator: "*", omittingEmptySubsequences: false).map {
      String($0.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    let factor = parts.count == 2 ? Double(parts[0]) : 1
    guard (1...2).contains(parts.count), let factor,
      let reference = ["mean": importances.mean, "median": importances.median][
        parts[parts.count - 1]]
    else {
      throw estimator.malformed(
        "threshold", found: value.summary, expected: "a number, 'mean', 'median' or '1.25*mean'")
    }
    return parts.count == 2 ? factor * reference : reference
  }

  /// Whether the model was penalised so that unimportant weights are zero.
  private func isSparse(_ model: Estimator, of selector: Estimator) -> Bool {
    let name = model.className
    if model["penalty"]?.text == "l1" || name.contains("Lasso") { return true }
    // Which models are asked for the share of that penalty depends on the version.
    if selector.isBefore(1, 3) { return false }
    func isOne(_ attribute: String) -> Bool {
      guard let value = model.optional(attribute) else { return false }
      let numbers = (try? model.numbers(in: value, at: attribute)) ?? []
      return !numbers.isEmpty && numbers.allSatisfy { abs($0 - 1) <= 1e-8 + 1e-5 }
    }
    switch name {
    case "ElasticNet": return isOne("l1_ratio")
    case "ElasticNetCV": return isOne("l1_ratio_")
    case "LogisticRegression": return !selector.isBefore(1, 8) && isOne("l1_ratio")
    case "LogisticRegressionCV": return !selector.isBefore(1, 8) && isOne("l1_ratio_")
    default: return false
    }
  }
}

extension Estimator {
  /// Whether the estimator takes NaN, where its class is known.
  var takesMissing: Bool {
    (try? EstimatorRegistry.standard.translator(for: self))?.allowsMissing(self) ?? false
  }
}
