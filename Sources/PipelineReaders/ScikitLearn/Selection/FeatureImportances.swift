// How important features are to a fitted estimator, as selectors of features ask it.

import Pipelines

/// The importances that fitted estimators give their features.
enum FeatureImportances {
  /// The importance of each feature to `estimator` by the attribute path `getter`, or by itself where
  /// that is `auto`: absolute values, or norms of the given order over several outputs.
  static func of(
    _ estimator: Estimator, getter: String, order: Double
  ) throws -> [Double] {
    var holder = estimator
    var path = getter.split(separator: ".").map(String.init)
    while path.count > 1 {
      let name = path.removeFirst()
      if name == "named_steps", path.count > 1 {
        holder = try step(path.removeFirst(), of: holder)
      } else {
        holder = try holder.part(name)
      }
    }
    switch path.first {
    case "auto":
      if let weights = try coefficients(of: holder) { return norms(of: weights, order: order) }
      return try importances(of: holder).map(\.magnitude)
    case "coef_":
      guard let weights = try coefficients(of: holder) else {
        throw holder.malformed("coef_", found: "no such attribute")
      }
      return norms(of: weights, order: order)
    case "feature_importances_": return try importances(of: holder).map(\.magnitude)
    case let name?: return norms(of: try holder.matrix(name), order: order)
    case nil:
      throw estimator.malformed(
        "importance_getter", found: "'\(getter)'", expected: "the name of an attribute")
    }
  }

  private static func step(_ name: String, of pipeline: Estimator) throws -> Estimator {
    for (index, step) in try pipeline.list("steps").enumerated() {
      guard let pair = step.sequence, pair.count == 2, pair[0].text == name else { continue }
      return try pipeline.part(pair[1], at: "steps[\(index)] '\(name)'")
    }
    throw pipeline.malformed("steps", found: "no step '\(name)'")
  }

  /// The norm of each column; a single row gives its absolute values, whatever the order.
  private static func norms(of matrix: Matrix, order: Double) -> [Double] {
    (0..<matrix.columns).map { column in
      let values = matrix.column(column).map(\.magnitude)
      if values.count == 1 { return order == 0 ? (values[0] != 0 ? 1 : 0) : values[0] }
      switch order {
      case 1: return values.reduce(0, +)
      case 2: return values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      case .infinity: return values.max() ?? 0
      case -.infinity: return values.min() ?? 0
      case 0: return Double(values.count { $0 != 0 })
      default: return values.reduce(0) { $0 + $1.raised(to: order) }.raised(to: 1 / order)
      }
    }
  }

  // MARK: Weights

  /// `coef_`, which linear models keep and support vector machines work out; `nil` where there is none.
  private static func coefficients(of estimator: Estimator) throws -> Matrix? {
    if let value = estimator.optional("coef_") {
      guard case .array = value else {
        throw estimator.unsupported(
          "coef_ is \(value.summary), not a plain array; call densify() before saving it")
      }
      return try estimator.matrix("coef_")
    }
    guard estimator["dual_coef_"] != nil, estimator["kernel"]?.text == "linear" else {
      return nil
    }
    return try SupportVectorWeights.of(estimator)
  }

  // MARK: Trees

  /// `feature_importances_`, which ensembles of trees work out from their nodes.
  private static func importances(of estimator: Estimator) throws -> [Double] {
    if estimator.optional("feature_importances_") != nil {
      return try estimator.numbers("feature_importances_")
    }
    switch estimator.className {
    case "DecisionTreeClassifier", "DecisionTreeRegressor", "ExtraTreeClassifier",
      "ExtraTreeRegressor":
      return try TreeImportances(of: estimator).normalized
    case "RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier",
      "ExtraTreesRegressor", "RandomTreesEmbedding":
      let trees = try parts(of: estimator).map(TreeImportances.init(of:))
      return share(try mean(trees.filter { $0.hasSplits }.map(\.normalized), of: estimator))
    case "GradientBoostingClassifier", "GradientBoostingRegressor":
      let trees = try parts(of: estimator).map(TreeImportances.init(of:))
      return share(try mean(trees.filter { $0.hasSplits }.map(\.values), of: estimator))
    case "AdaBoostClassifier", "AdaBoostRegressor":
      let all = try parts(of: estimator).map(importances(of:))
      let weights = try estimator.numbers("estimator_weights_")
      guard weights.count >= all.count, let width = all.first?.count,
        all.allSatisfy({ $0.count == width })
      else {
        throw estimator.malformed("estimator_weights_", found: "\(weights.count) weights")
      }
      let total = weights.pairwiseSum
      return (0..<width).map { feature in
        zip(all, weights).reduce(0) { $0 + $1.1 * $1.0[feature] } / total
      }
    default:
      throw estimator.unsupported(
        "what the features mean to \(estimator.className) cannot be worked out from the file; select "
          + "with a linear model or trees of scikit-learn, or with the chosen columns by name")
    }
  }

  private static func parts(of estimator: Estimator) throws -> [Estimator] {
    // Boosted models keep a matrix of trees: stages x classes.
    try estimator.list("estimators_").enumerated().map {
      try estimator.part($0.element, at: "estimators_[\($0.offset)]")
    }
  }

  private static func mean(_ rows: [[Double]], of estimator: Estimator) throws -> [Double] {
    guard let width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else {
      guard rows.isEmpty else {
        throw estimator.malformed("estimators_", found: "trees of different numbers of features")
      }
      let width = try estimator.integer("n_features_in_")
      guard (0...1 << 20).contains(width) else {
        throw estimator.malformed("n_features_in_", found: "\(width)")
      }
      return Array(repeating: 0, count: width)
    }
    return (0..<width).map { feature in
      rows.reduce(0) { $0 + $1[feature] } / Double(rows.count)
    }
  }

  /// Each value as a share of the sum, zeros staying zeros.
  private static func share(_ values: [Double]) -> [Double] {
    let total = values.pairwiseSum
    return total == 0 ? values : values.map { $0 / total }
  }
}
