// Feature selection: what matters is which columns stay.

import Pipelines

/// Translates the selectors by scores, variances and recursive elimination.
struct SelectorTranslator: TransformerTranslator {
  let classes = [
    "GenericUnivariateSelect", "RFE", "RFECV", "SelectFdr", "SelectFpr", "SelectFwe", "SelectKBest",
    "SelectPercentile", "SequentialFeatureSelector", "VarianceThreshold",
  ].map { "sklearn.feature_selection.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool {
    switch estimator.className {
    case "VarianceThreshold", "SequentialFeatureSelector": true
    case "RFE", "RFECV": (try? estimator.part("estimator_"))?.takesMissing ?? false
    default: false
    }
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let selected = try transform(features, by: estimator, in: &context)
    let transformed = EstimatorMethod(
      "transform", selected.table, columns: selected.names, isDefault: true)
    guard ["RFE", "RFECV"].contains(estimator.className) else { return [transformed] }
    // What recursive elimination ends with predicts from the columns that stay.
    let inner = try context.methods(of: estimator.part("estimator_"), on: selected)
    let handedOn = ["predict", "predict_proba", "predict_log_proba", "decision_function"]
    return inner.filter { handedOn.contains($0.name) } + [transformed]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let mask = try support(of: estimator, count: features.count)
    return try context.select(mask.indices.filter { mask[$0] }, of: features, for: estimator)
  }

  /// Whether each column stays, by the same arithmetic as in the library.
  private func support(of estimator: Estimator, count: Int) throws -> [Bool] {
    switch estimator.className {
    case "SelectKBest": return try best(of: estimator, "k", count)
    case "SelectPercentile": return try percentile(of: estimator, "percentile", count)
    case "SelectFpr": return try belowRate(of: estimator, "alpha", count)
    case "SelectFdr": return try belowDiscoveryRate(of: estimator, "alpha", count)
    case "SelectFwe": return try belowRate(of: estimator, "alpha", count, share: count)
    case "GenericUnivariateSelect":
      switch try estimator.text("mode") {
      case "k_best": return try best(of: estimator, "param", count)
      case "percentile": return try percentile(of: estimator, "param", count)
      case "fpr": return try belowRate(of: estimator, "param", count)
      case "fdr": return try belowDiscoveryRate(of: estimator, "param", count)
      case "fwe": return try belowRate(of: estimator, "param", count, share: count)
      case let mode:
        throw estimator.malformed("mode", found: "'\(mode)'", expected: "a mode of selection")
      }
    case "VarianceThreshold":
      let threshold = try estimator.number("threshold")
      return try estimator.numbers("variances_", count: count).map { $0 > threshold }
    default:
      let mask = try estimator.flags("support_")
      guard mask.count == count else {
        throw estimator.malformed("support_", found: "\(mask.count) columns", expected: "\(count)")
      }
      return mask
    }
  }

  /// Scores, with the smallest number in place of NaN.
  private func scores(of estimator: Estimator, _ count: Int) throws -> [Double] {
    try estimator.numbers("scores_", count: count).map {
      $0.isNaN ? -Double.greatestFiniteMagnitude : $0
    }
  }

  /// The `k` best scores; of equal ones the later columns.
  private func best(of estimator: Estimator, _ name: String, _ count: Int) throws -> [Bool] {
    if estimator[name]?.text == "all" { return Array(repeating: true, count: count) }
    let wanted = try estimator.number(name)
    guard wanted >= 0, wanted == wanted.rounded(), wanted < 1e9 else {
      throw estimator.malformed(name, found: "\(wanted)", expected: "a number of columns or 'all'")
    }
    let scores = try scores(of: estimator, count)
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var mask = [Bool](repeating: false, count: count)
    for index in order.suffix(Int(wanted)) { mask[index] = true }
    return mask
  }

  /// The scores above a percentile; of those at it, the earlier columns.
  private func percentile(of estimator: Estimator, _ name: String, _ count: Int) throws -> [Bool] {
    let share = try estimator.number(name)
    guard share >= 0, share <= 100 else {
      throw estimator.malformed(name, found: "\(share)", expected: "a number from 0 to 100")
    }
    if share == 100 || share == 0 { return Array(repeating: share == 100, count: count) }
    let scores = try scores(of: estimator, count)
    guard count > 0 else { return [] }
    let threshold = Self.percentile(scores.sorted(), 100 - share)
    var mask = scores.map { $0 > threshold }
    let ties = scores.indices.filter { scores[$0] == threshold }
    let room = Int(Double(count) * share / 100) - mask.count { $0 }
    // Python's `ties[:room]`, also where `room` is negative.
    for index in ties.prefix(room >= 0 ? room : max(ties.count + room, 0)) { mask[index] = true }
    return mask
  }

  /// NumPy's percentile with linear interpolation.
  private static func percentile(_ sorted: [Double], _ share: Double) -> Double {
    let place = Double(sorted.count - 1) * (share / 100)
    let below = Int(place.rounded(.down))
    let above = min(below + 1, sorted.count - 1)
    let (low, high) = (sorted[below], sorted[above])
    let weight = place - Double(below)
    return weight >= 0.5 ? high - (high - low) * (1 - weight) : low + (high - low) * weight
  }

  /// The p-values below `alpha / share`.
  private func belowRate(
    of estimator: Estimator, _ name: String, _ count: Int, share: Int = 1
  ) throws -> [Bool] {
    let alpha = try estimator.number(name) / Double(share)
    return try estimator.numbers("pvalues_", count: count).map { $0 < alpha }
  }

  /// The p-values that the procedure of Benjamini and Hochberg keeps.
  private func belowDiscoveryRate(
    of estimator: Estimator, _ name: String, _ count: Int
  ) throws -> [Bool] {
    // No rate is below a NaN, and sorting puts it last.
    let values = try estimator.numbers("pvalues_", count: count).map { $0.isNaN ? .infinity : $0 }
    let step = try estimator.number(name) / Double(count)
    let kept = values.sorted().enumerated().filter { $1 <= step * Double($0 + 1) }
    guard let largest = kept.last?.element else { return values.map { _ in false } }
    return values.map { $0 <= largest }
  }
}
