// Estimators whose predictions are another's features: `StackingClassifier`, `StackingRegressor`.

import Pipelines

/// Translates stacks.
struct StackingTranslator: TransformerTranslator {
  let classes = ["StackingClassifier", "StackingRegressor"].map { "sklearn.ensemble.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let stacked = try transform(features, by: estimator, in: &context)
    let last = try context.inner(estimator.part("final_estimator_"), on: stacked)
    let transformed = EstimatorMethod("transform", stacked.table, columns: stacked.names)
    guard estimator.className == "StackingClassifier" else {
      return last.methods.filter { $0.name == "predict" } + [transformed]
    }
    if let outputs = try targets(of: estimator) {
      return try labelled(last, outputs, for: estimator, in: &context) + [transformed]
    }
    let labels = try estimator.labels()
    // The final estimator learnt the places of the classes.
    let decision = try context.decision(of: last)
    let places = try context.classPlaces(
      of: decision, among: .integers(Array(0..<labels.count)), for: last.estimator)
    let known = labels.selecting(places)
    let decided = try context.apply(
      DecideClass(labels: known, rule: decision.operation.rule), to: decision.scores,
      from: estimator)
    var methods = context.predictions(
      decided, probabilities: last["predict_proba"]?.table, known)
    if let scores = last["decision_function"]?.table {
      methods.append(context.decisionFunction(scores, known))
    }
    return methods + [transformed]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let methods = try estimator.texts("stack_method_")
    let names = try NamedEstimators(of: estimator).kept.map(\.name)
    guard methods.count == inner.count, names.count == inner.count else {
      throw estimator.malformed(
        "stack_method_", found: "\(methods.count) methods of \(names.count) estimators",
        expected: "\(inner.count)")
    }
    let classCount = estimator.optional("classes_").map { $0.sequence?.count ?? 0 }
    var parts: [Features] = []
    for (name, (part, method)) in zip(names, zip(inner, methods)) {
      let table = try collinearFree(
        part, method, isBinary: classCount == 2, for: estimator, in: &context)
      let width = context.pipeline.type(of: table).width
      let prefix = "\(estimator.className.lowercased())_\(name)"
      let columns = width == 1 ? [prefix] : (0..<width).map { "\(prefix)\($0)" }
      parts.append(
        Features(table: table, columns: columns.map { FeatureColumn(name: $0) }))
    }
    if try estimator.flag("passthrough") { parts.append(features) }
    return try context.concatenate(parts, for: estimator)
  }

  /// What a method returns, without the probabilities of first classes: they follow from the others.
  private func collinearFree(
    _ inner: InnerEstimator, _ name: String, isBinary: Bool, for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let table = try inner.table(name)
    let width = context.pipeline.type(of: table).width
    let columns: [Int]
    if let outputs = inner[name]?.columnsByOutput {
      columns = outputs.flatMap { $0.dropFirst() }
    } else if name == "predict_proba", isBinary {
      columns = Array(1..<max(width, 1))
    } else {
      return table
    }
    guard !columns.isEmpty else {
      throw inner.estimator.unsupported("probabilities of one class only; fit it on two classes")
    }
    return try context.apply(SelectColumns(indices: columns), to: table, from: estimator)
  }

  // MARK: Several labels

  /// The classes of each target where there are several; `nil` for one.
  private func targets(of estimator: Estimator) throws -> [ClassLabels]? {
    guard estimator.optional("_label_encoder")?.sequence != nil else { return nil }
    return try estimator.list("classes_").enumerated().map {
      try estimator.labels(in: $0.element, at: "classes_[\($0.offset)]")
    }
  }

  private func labelled(
    _ last: InnerEstimator, _ outputs: [ClassLabels], for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let predicted = try last.table("predict")
    guard let decisions = context.decisions(in: predicted), decisions.count == outputs.count else {
      throw last.estimator.unsupported(
        "a classifier of \(outputs.count) targets is needed here; use another final_estimator")
    }
    let columns = try zip(decisions, outputs).map { decision, labels in
      let places = try context.classPlaces(
        of: decision, among: .integers(Array(0..<labels.count)), for: last.estimator)
      return try context.apply(
        DecideClass(labels: labels.selecting(places), rule: decision.operation.rule),
        to: decision.scores, from: estimator)
    }
    let numbers = outputs.indices.map(String.init)
    var methods = [
      EstimatorMethod(
        "predict", try context.join(columns, for: estimator), columns: numbers, isDefault: true)
    ]
    if let probabilities = last["predict_proba"] {
      // Of lists, scikit-learn keeps the probability of each target's first class.
      var table = probabilities.table
      if let outputs = probabilities.columnsByOutput {
        table = try context.apply(
          SelectColumns(indices: outputs.compactMap(\.first)), to: table, from: estimator)
      }
      methods.append(
        EstimatorMethod(
          "predict_proba", table,
          columns: (0..<context.pipeline.type(of: table).width).map(String.init), isDefault: true))
    }
    if let scores = last["decision_function"] { methods.append(scores) }
    return methods
  }
}

extension EstimatorMethod {
  /// The columns of each output where the method returns a list of matrices, one an output; `nil` where
  /// it returns one matrix.
  var columnsByOutput: [[Int]]? {
    var outputs: [[Int]] = []
    for (column, suffix) in suffixes.enumerated() {
      if suffix.hasPrefix("[\(outputs.count)][") {
        outputs.append([column])
      } else if !outputs.isEmpty, suffix.hasPrefix("[\(outputs.count - 1)][") {
        outputs[outputs.count - 1].append(column)
      } else {
        return nil
      }
    }
    return outputs.isEmpty ? nil : outputs
  }
}
