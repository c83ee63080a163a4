// One estimator for each target: `MultiOutput*`, and chains in which each sees those before it.

import Pipelines

/// Translates `MultiOutputClassifier` and `MultiOutputRegressor`.
struct MultiOutputTranslator: EstimatorTranslator {
  let classes = ["MultiOutputClassifier", "MultiOutputRegressor"].map {
    "sklearn.multioutput.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let predicted = try context.join(inner.map { try $0.table("predict") }, for: estimator)
    guard context.pipeline.type(of: predicted).width == inner.count else {
      throw estimator.unsupported("estimators of several targets each; use one a target")
    }
    var methods = [
      EstimatorMethod(
        "predict", predicted, columns: inner.indices.map(String.init), isDefault: true)
    ]
    let probabilities = inner.compactMap { $0["predict_proba"] }
    if probabilities.count == inner.count, estimator.className == "MultiOutputClassifier" {
      let suffixes = probabilities.enumerated().flatMap { index, method in
        method.suffixes.map { "[\(index)]\($0)" }
      }
      methods.append(
        EstimatorMethod(
          "predict_proba", try context.join(probabilities.map(\.table), for: estimator),
          suffixes: suffixes, isDefault: true))
    }
    return methods
  }
}

/// Translates `ClassifierChain` and `RegressorChain`.
struct ChainTranslator: EstimatorTranslator {
  let classes = ["ClassifierChain", "RegressorChain"].map { "sklearn.multioutput.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let parts = try estimator.parts("estimators_")
    let order = try estimator.integers("order_")
    guard order.sorted() == Array(0..<parts.count) else {
      throw estimator.malformed(
        "order_", found: "\(order)", expected: "the numbers below \(parts.count) in some order")
    }
    let link = try estimator.text("chain_method_", default: "predict")
    // Results stand side by side as doubles, whatever the estimators give.
    var table = try context.apply(CastColumns(to: .f64), to: features.table, from: estimator)
    var columns = features.columns.map { $0.recomputed() }
    var inner: [InnerEstimator] = []
    for (index, part) in parts.enumerated() {
      inner.append(
        try context.inner(part, on: Features(table: table, columns: columns)))
      if index == parts.count - 1 { break }
      guard let result = try result(of: inner[index], link, in: &context) else {
        throw part.unsupported("\(link) of one target is needed here for the next in the chain")
      }
      table = try context.apply(ConcatenateColumns(), to: table, result, from: estimator)
      columns.append(FeatureColumn(name: "chain\(index)"))
    }
    let names =
      estimator.className == "RegressorChain"
      ? ["predict"] : ["predict", "predict_proba", "predict_log_proba", "decision_function"]
    return try names.compactMap { name in
      var results: [TableReference] = []
      for part in inner {
        guard let result = try result(of: part, name, in: &context) else { return nil }
        results.append(result)
      }
      let places = order.indices.map { place in order.firstIndex(of: place) ?? place }
      let ordered = try context.join(places.map { results[$0] }, for: estimator)
      return EstimatorMethod(
        name, ordered, columns: order.indices.map(String.init),
        isDefault: name == "predict" || name == "predict_proba")
    }
  }

  private static func spellsNumber(_ label: String) -> Bool {
    label.allSatisfy { "+-.eE0123456789".contains($0) } && Double(label) != nil
  }

  /// One column of doubles: what a method says for the second class; `nil` where it does not.
  private func result(
    of inner: InnerEstimator, _ name: String, in context: inout TranslationContext
  ) throws -> TableReference? {
    let methods = try context.addingLogarithms(to: inner.methods, for: inner.estimator)
    guard var table = methods.first(where: { $0.name == name })?.table else { return nil }
    let width = context.pipeline.type(of: table).width
    if name.hasPrefix("predict_") {
      guard width == 2 else { return nil }
      table = try context.apply(SelectColumns(indices: [1]), to: table, from: inner.estimator)
    } else if width != 1 {
      return nil
    }
    if context.pipeline.type(of: table).uniformDType == .string {
      // The chain keeps results as numbers, which NumPy reads in the labels.
      guard try inner.estimator.labels().names.allSatisfy(Self.spellsNumber) else {
        throw inner.estimator.unsupported("targets of text in a chain; encode them as numbers")
      }
      table = try context.apply(
        EvaluateExpressions([.init(.apply(.numberFromText, .column(index: 0)))]), to: table,
        from: inner.estimator)
    }
    return try context.apply(CastColumns(to: .f64), to: table, from: inner.estimator)
  }
}
