// Targets: what is done with predictions before anything else sees them.

import Pipelines

/// Applies the `Targets` of a model.
struct PMMLTargets {
  let context: PMMLModelContext

  /// Rescales and rounds predicted numbers, and fills in missing predictions.
  func apply(to result: inout PMMLResult) throws {
    let targets = context.element.child("Targets")?.children("Target") ?? []
    guard let target = targets.first(where: { $0["field"] == result.target }) ?? targets.first
    else { return }
    for value in target.children("TargetValue") {
      if let name = value["value"], let shown = value["displayValue"] {
        result.displayValues[name] = shown
      }
    }
    guard var predicted = result.predicted else { return }
    if predicted.type.kind == .number, result.categories.isEmpty {
      predicted = try number(predicted, target)
    } else if let prior = try prior(target), predicted.type.kind != .truth {
      predicted.expression = .apply(
        .firstKnown, predicted.expression, try predicted.type.literal(prior, at: target))
    }
    predicted.expression = context.columns.sharing(predicted.expression)
    result.predicted = predicted
  }

  private func number(_ predicted: PMMLValue, _ target: PMMLElement) throws -> PMMLValue {
    var value = predicted.expression
    var type = predicted.type
    if let fallback = try target.children("TargetValue").first?.double("defaultValue") {
      value = .apply(.firstKnown, value, .number(fallback))
    }
    if let least = try target.double("min") {
      value = .choose(.apply(.lessThan, value, .number(least)), .number(least), value)
    }
    if let most = try target.double("max") {
      value = .choose(.apply(.greaterThan, value, .number(most)), .number(most), value)
    }
    let factor = try target.double("rescaleFactor") ?? 1
    if factor != 1 { value = .apply(.multiply, value, .number(factor)) }
    let constant = try target.double("rescaleConstant") ?? 0
    if constant != 0 { value = .apply(.add, value, .number(constant)) }
    switch target["castInteger"] {
    case nil: break
    case "round": (value, type) = (.apply(.round, value), .integer)
    case "ceiling": (value, type) = (.apply(.ceiling, value), .integer)
    case "floor": (value, type) = (.apply(.floor, value), .integer)
    case let other?: throw target.unsupported("castInteger '\(other.prefix(40))'")
    }
    return PMMLValue(expression: value, type: type)
  }

  /// The most probable class before anything is known.
  private func prior(_ target: PMMLElement) throws -> String? {
    let values = try target.children("TargetValue").compactMap { value in
      try value.double("priorProbability").map { (value["value"], $0) }
    }
    return values.max { $0.1 < $1.1 }?.0
  }
}
