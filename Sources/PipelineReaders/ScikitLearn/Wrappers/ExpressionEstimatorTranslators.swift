// Estimators that consist of Python expressions.

import Pipelines
import Tensors

/// Translates `ExpressionRegressor`.
struct ExpressionRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn2pmml.expression.ExpressionRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let scores = try context.numbers(
      of: [estimator.value("expr")], at: "expr", over: features, by: estimator)
    var values = scores
    switch try estimator.text("normalization_method") {
    case "none": break
    case "exp":
      values = try context.apply(ElementwiseFunction(.exp), to: scores, from: estimator)
    case let name:
      throw estimator.malformed(
        "normalization_method", found: "'\(name)'", expected: "none or exp")
    }
    return context.regression(values, isSingle: true)
      + [EstimatorMethod("decision_function", scores)]
  }
}

/// Translates `ExpressionClassifier`, which has an expression for each class, or for all but one.
struct ExpressionClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn2pmml.expression.ExpressionClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    guard case .dictionary(let expressions) = try estimator.value("class_exprs") else {
      throw estimator.malformed("class_exprs", found: "no dictionary", expected: "a dictionary")
    }
    // In the order of the classes, as far as there are expressions.
    var places: [Int] = []
    var sources: [InertValue] = []
    for (place, name) in labels.names.enumerated() {
      guard
        let entry = expressions.entries.first(where: { entry in
          (try? estimator.labels(in: .list(InertSequence([entry.key])), at: "class_exprs"))?
            .names == [name]
        })
      else { continue }
      places.append(place)
      sources.append(entry.value)
    }
    let method = try estimator.text("normalization_method")
    let isLastLeftOut = places == Array(0..<labels.count - 1)
    let isComplete = places == Array(0..<labels.count)
    let scores = try context.numbers(
      of: sources, at: "class_exprs", over: features, by: estimator)
    let probabilities: TableReference
    switch (method, places.count) {
    case ("none", 1) where labels.count == 2, ("logit", 1) where labels.count == 2:
      let probability =
        method == "logit"
        ? try context.apply(Link(.logistic(slope: 1)), to: scores, from: estimator)
        : try context.apply(
          AffineColumns(scale: [1], shift: nil, clip: 0...1), to: scores, from: estimator)
      let both = try context.complement(probability, for: estimator)
      probabilities =
        places[0] == 1
        ? both : try context.apply(SelectColumns(indices: [1, 0]), to: both, from: estimator)
    case ("softmax", _) where isComplete:
      probabilities = try context.apply(Link(.softmax), to: scores, from: estimator)
    case ("simplemax", _) where isComplete:
      probabilities = try context.apply(NormalizeRows(norm: .l1), to: scores, from: estimator)
    case ("none", _) where isLastLeftOut:
      let cells = places.indices.map { Expression.column(index: $0) }
      let rest = Expression.apply(
        .subtract, .number(1),
        cells.dropFirst().reduce(cells[0]) { .apply(.add, $0, $1) })
      let last = try context.apply(
        EvaluateExpressions([.init(rest)]), to: scores, from: estimator)
      probabilities = try context.apply(
        ConcatenateColumns(), to: scores, last, from: estimator)
    default:
      throw estimator.malformed(
        "class_exprs", found: "\(places.count) of \(labels.count) classes with '\(method)'",
        expected: "an expression for each class that the normalization needs")
    }
    let decided = try context.decide(labels, by: probabilities, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
  }
}

/// Translates `RuleSetClassifier`: the score of the first rule that holds.
struct RuleSetTranslator: EstimatorTranslator {
  let classes = ["sklearn2pmml.ruleset.RuleSetClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let evaluation = PythonEvaluation(columns: [], names: [])
    let standard = estimator.optional("default_score")
    var value = standard.flatMap(PythonValue.init(constant:)) ?? PythonValue.none
    for (index, rule) in try estimator.list("rules").enumerated().reversed() {
      let place = "rules[\(index)]"
      guard let pair = rule.sequence, pair.count == 2,
        let score = PythonValue(constant: pair[1]), score.kind == value.kind || value.kind == .none
      else {
        throw estimator.malformed(
          place, found: rule.summary, expected: "a predicate and a score of the others' type")
      }
      let condition = try context.truth(
        of: PythonSource(pair[0], at: place, of: estimator), over: features, by: estimator)
      value = try evaluation.choose(condition, score, value)
    }
    let result = try context.evaluate([("predict", value)], over: features, by: estimator)
    return [EstimatorMethod("predict", result.table, isDefault: true)]
  }
}

extension TranslationContext {
  /// The numbers that expressions give, one column each.
  fileprivate mutating func numbers(
    of sources: [InertValue], at name: String, over features: Features, by estimator: Estimator
  ) throws -> TableReference {
    let evaluation = PythonEvaluation(columns: [], names: [])
    let values = try sources.enumerated().map { index, source in
      let value = try value(
        of: PythonSource(source, at: "\(name)[\(index)]", of: estimator), over: features,
        by: estimator)
      guard let number = try? evaluation.number(value) else {
        throw estimator.unsupported("\(name)[\(index)] gives no numbers")
      }
      return (name: "\(name)_\(index)", value: number)
    }
    return try evaluate(values, over: features, by: estimator).table
  }
}
