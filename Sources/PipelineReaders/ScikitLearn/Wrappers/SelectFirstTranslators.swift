// Steps of which each row takes the first whose predicate holds.

import Pipelines
import Tensors

/// Translates `SelectFirstTransformer`.
struct SelectFirstTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.SelectFirstTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let steps = try PredicatedStep.all(of: estimator)
    let conditions = try context.conditions(of: steps, over: features, by: estimator)
    let results = try steps.map { try context.transform(features, by: $0.part) }
    let table = try context.selectFirst(
      results.map(\.table), where: conditions, by: estimator)
    return Features(
      table: table, columns: results[0].names.map { FeatureColumn(name: $0) })
  }
}

/// Translates `SelectFirstClassifier` and `SelectFirstRegressor`.
struct SelectFirstEstimatorTranslator: EstimatorTranslator {
  let classes = ["SelectFirstClassifier", "SelectFirstRegressor"].map {
    "sklearn2pmml.ensemble.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let steps = try PredicatedStep.all(of: estimator)
    let conditions = try context.conditions(of: steps, over: features, by: estimator)
    let methods = try steps.map { try context.methods(of: $0.part, on: features) }
    var result: [EstimatorMethod] = []
    for method in methods[0] where ["predict", "predict_proba", "apply"].contains(method.name) {
      let alternatives = methods.compactMap { $0.first { $0.name == method.name } }
      guard alternatives.count == steps.count else { continue }
      guard alternatives.allSatisfy({ $0.suffixes == method.suffixes }) else {
        throw estimator.unsupported(
          "steps whose classes differ; fit each on rows of every class")
      }
      var selected = method
      selected.table = try context.selectFirst(
        alternatives.map(\.table), where: conditions, by: estimator)
      result.append(selected)
    }
    return result
  }
}

/// Translates `EstimatorChain`, whose estimators may give features to those that follow.
struct EstimatorChainTranslator: EstimatorTranslator {
  let classes = ["sklearn2pmml.ensemble.EstimatorChain"]
  let limits = [
    EstimatorLimit("multioutput=False", "where predicates overlap the last one counts, or none")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let isMultiple = try estimator.flag("multioutput", default: true)
    let steps = try PredicatedStep.all(of: estimator)
    let conditions = try context.conditions(of: steps, over: features, by: estimator)
    var features = features
    var predicted: [TableReference] = []
    for (index, step) in steps.enumerated() {
      let methods = try LinkedEstimator(step.part).methods(on: features, in: &context)
      guard let prediction = methods.first(where: { $0.name == "predict" }) else {
        throw step.part.unsupported("\(step.part.className) does not predict")
      }
      let only = try context.apply(
        SelectColumns(indices: [index]), to: conditions, from: estimator)
      predicted.append(
        isMultiple
          ? try context.selectFirst([prediction.table], where: only, by: estimator)
          : prediction.table)
      features = try LinkedEstimator(step.part).augmented(features, methods, in: &context)
    }
    guard isMultiple else {
      // Later steps write over earlier ones.
      let reversed = Array(steps.indices.reversed())
      let table = try context.selectFirst(
        reversed.map { predicted[$0] },
        where: context.apply(SelectColumns(indices: reversed), to: conditions, from: estimator),
        by: estimator)
      return [EstimatorMethod("predict", table, isDefault: true)]
    }
    let table = try context.apply(ConcatenateColumns(), to: predicted, from: estimator)
    let width = context.pipeline.type(of: table).width
    return [
      EstimatorMethod(
        "predict", table, columns: (0..<width).map(String.init), isDefault: true)
    ]
  }
}

/// An estimator of a chain, which a `Link` may wrap.
private struct LinkedEstimator {
  private let estimator: Estimator
  private let functions: [String]

  init(_ estimator: Estimator) throws {
    guard estimator.className == "Link" else {
      self.estimator = estimator
      functions = []
      return
    }
    self.estimator = try estimator.part(
      estimator.optional("estimator_") == nil ? "estimator" : "estimator_")
    functions = try estimator.texts("augment_funcs")
  }

  func methods(
    on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    try context.methods(of: estimator, on: features)
  }

  /// The features with the results of some methods beside them.
  func augmented(
    _ features: Features, _ methods: [EstimatorMethod], in context: inout TranslationContext
  ) throws -> Features {
    var parts = [features]
    for name in functions {
      guard let method = methods.first(where: { $0.name == name }) else {
        throw estimator.unsupported("augment_funcs: \(name), which \(estimator.className) lacks")
      }
      let width = context.pipeline.type(of: method.table).width
      parts.append(
        Features(
          table: method.table,
          columns: (0..<width).map { FeatureColumn(name: "\(name)_\($0)") }))
    }
    return try context.concatenate(parts, for: estimator)
  }
}

/// A step that applies to the rows for which a predicate holds.
private struct PredicatedStep {
  let part: Estimator
  let predicate: PythonSource

  static func all(of estimator: Estimator) throws -> [PredicatedStep] {
    let steps = try estimator.list("steps").enumerated().map { index, step in
      guard let triple = step.sequence, triple.count == 3, let name = triple[0].text else {
        throw estimator.malformed(
          "steps[\(index)]", found: step.summary, expected: "a name, an estimator and a predicate")
      }
      return PredicatedStep(
        part: try estimator.part(triple[1], at: "steps[\(index)] '\(name)'"),
        predicate: try PythonSource(triple[2], at: "steps[\(index)][2]", of: estimator))
    }
    guard !steps.isEmpty else { throw estimator.malformed("steps", found: "no steps") }
    return steps
  }
}

extension TranslationContext {
  /// A column for each step: whether its predicate holds, over what the controller makes of the rows.
  fileprivate mutating func conditions(
    of steps: [PredicatedStep], over features: Features, by estimator: Estimator
  ) throws -> TableReference {
    var evaluated = features
    if let controller = estimator.optional("controller") {
      evaluated = try transform(features, by: estimator.part(controller, at: "controller"))
    }
    let values = try steps.enumerated().map { index, step in
      (
        name: "\(index)",
        value: PythonValue.truth(
          try truth(of: step.predicate, over: evaluated, by: estimator))
      )
    }
    return try evaluate(values, over: evaluated, by: estimator).table
  }

  /// The cells of the first table whose condition holds; missing where none does.
  fileprivate mutating func selectFirst(
    _ tables: [TableReference], where conditions: TableReference, by estimator: Estimator
  ) throws -> TableReference {
    let types = tables.map { pipeline.type(of: $0).columns.map(\.dtype) }
    guard let first = types.first,
      types.allSatisfy({ $0.map { $0 == .string } == first.map { $0 == .string } })
    else {
      throw estimator.unsupported("steps that give columns of other numbers or types")
    }
    let definitions = first.indices.map { column in
      var result = Expression.missing(first[column] == .string ? .text : .number)
      for step in tables.indices.reversed() {
        let place = tables.count + step * first.count + column
        let cell = Expression.column(index: place)
        result = .choose(
          .apply(.truthFromNumber, .column(index: step)),
          types[step][column] == .bool ? .apply(.numberFromTruth, cell) : cell, result)
      }
      return EvaluateExpressions.Definition(result)
    }
    return try apply(
      EvaluateExpressions(definitions), to: [conditions] + tables, from: estimator)
  }
}
