// Columns computed by Python expressions: sklearn2pmml's `ExpressionTransformer`.

import Pipelines

/// Translates `ExpressionTransformer`.
struct ExpressionTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.ExpressionTransformer"]
  let limits = [
    EstimatorLimit("expressions beyond a part of Python", "code is read, never run"),
    EstimatorLimit("expressions over dates", "differences of dates have no type here"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let treatment = estimator.optional("invalid_value_treatment")?.text
    let source = try PythonSource(estimator.value("expr"), at: "expr", of: estimator)
    let flags = features.columns.indices.map { Expression.apply(.isMissing, .column(index: $0)) }
    let isMissing = flags.count == 1 ? flags[0] : .apply(function: .or, arguments: flags)
    let mapped = estimator.optional("map_missing_to")
    var value = try context.value(
      of: source, over: features, errorsAreMissing: treatment == "as_missing",
      reached: mapped == nil ? nil : .apply(.not, isMissing), by: estimator)
    if let standard = estimator.optional("default_value") {
      value = try Self.replace(value, where: nil, by: standard, "default_value", of: estimator)
    }
    if let replacement = mapped {
      value = try Self.replace(
        value, where: isMissing, by: replacement, "map_missing_to", of: estimator)
    }
    let name = features.count == 1 ? features.names[0] : "eval"
    let result = try context.evaluate([(name, value)], over: features, by: estimator)
    return try context.cast(
      result, to: estimator.optional("dtype_") ?? estimator["dtype"], by: estimator)
  }

  /// The value with a constant where `condition` holds, or where the value is missing.
  private static func replace(
    _ value: PythonValue, where condition: Expression?, by constant: InertValue, _ name: String,
    of estimator: Estimator
  ) throws -> PythonValue {
    guard let replacement = PythonValue(constant: constant),
      let result = try? PythonEvaluation(columns: [], names: []).choose(
        condition ?? .apply(.isMissing, value.expression), replacement, value)
    else {
      throw estimator.unsupported(
        "\(name)=\(constant.summary) for an expression whose values are of another type")
    }
    return result
  }
}

extension PythonValue {
  /// A number, a text or a truth value that a file holds.
  init?(constant: InertValue) {
    if let flag = constant.boolean {
      self = .truth(.truth(flag))
    } else if let text = constant.text {
      self = .text(.text(text))
    } else if let number = constant.number {
      self = .number(.number(number), isInteger: constant.integer != nil)
    } else {
      return nil
    }
  }
}
