// Output fields: what callers of a model are shown.

import Pipelines

/// Computes the output fields of a model.
struct PMMLOutputs {
  let context: PMMLModelContext
  let result: PMMLResult
  let target: String?

  /// The output fields in order; later ones may use earlier ones.
  func values(
    _ output: PMMLElement
  ) throws -> [PMMLResult.Output] {
    var values: [PMMLResult.Output] = []
    if let target, let predicted = result.predicted, !context.scope.knows(target) {
      context.scope.define(
        target, PMMLField(value: predicted, optype: "continuous", declaration: nil))
    }
    for field in output.children("OutputField") {
      let name = try field.required("name")
      guard var value = try value(field) else { continue }
      if let type = field["dataType"] {
        value = try value.cast(to: PMMLType(type, at: field), at: field)
      }
      value.expression = context.columns.sharing(value.expression)
      context.scope.define(
        name, PMMLField(value: value, optype: field["optype"] ?? "continuous", declaration: nil))
      values.append(PMMLResult.Output(name: name, value: value))
    }
    return values
  }

  private func value(_ field: PMMLElement) throws -> PMMLValue? {
    var source = result
    if let id = field["segmentId"] {
      guard let segment = result.segments[id] else {
        throw field.error("there is no segment '\(id.prefix(40))'")
      }
      source = segment
      if let name = field["targetField"] ?? field["value"],
        let output = segment.outputs.first(where: { $0.name == name })
      {
        return output.value
      }
    }
    let feature = field["feature"] ?? (field.hasFormula ? "transformedValue" : "predictedValue")
    let isFormula = feature == "transformedValue" || feature == "decision"
    if source.isOfAllSegments, !isFormula {
      throw field.unsupported(
        "a field of the results of all segments, which names none by segmentId,")
    }
    if let rules = source.rules, !isFormula {
      guard
        let value = try rules.value(
          of: field, feature: feature,
          among: context.element.child("Output")?.children("OutputField") ?? [])
      else { throw field.unsupported("the feature '\(feature.prefix(40))' of rules") }
      return value
    }
    switch feature {
    case "predictedValue":
      if let name = field["targetField"], let other = source.otherTargets[name] { return other }
      if let name = field["targetField"], name != source.target,
        let known = try context.scope.find(name)
      {
        return known.value
      }
      return source.predicted ?? source.entities.first
    case "predictedDisplayValue": return try displayValue(source, field)
    case "transformedValue", "decision":
      return try PMMLFormulas(scope: context.scope).value(of: field.formula())
    case "probability": return try ofClass(field, source, source.probabilities)
    case "confidence":
      return try ofClass(
        field, source, source.confidences.isEmpty ? source.probabilities : source.confidences)
    case "residual": return try residual(field, source)
    case "affinity", "entityAffinity", "clusterAffinity": return try affinity(field, source)
    case "entityId", "clusterId":
      let rank = try field.int("rank") ?? 1
      guard rank >= 1 else { throw field.error("the rank \(rank)") }
      return rank <= source.entities.count ? source.entities[rank - 1] : .missing(.string)
    case "reasonCode":
      let rank = try field.int("rank") ?? 1
      guard rank >= 1 else { throw field.error("the rank \(rank)") }
      return rank <= source.reasonCodes.count
        ? PMMLValue(expression: source.reasonCodes[rank - 1], type: .string) : .missing(.string)
    case "warning": return .missing(.string)
    default: throw field.unsupported("the feature '\(feature.prefix(40))'")
    }
  }

  private func displayValue(_ source: PMMLResult, _ field: PMMLElement) throws -> PMMLValue {
    guard let predicted = source.predicted else { return .missing(.string) }
    let text = try predicted.cast(to: .string, at: field)
    guard !source.displayValues.isEmpty else { return text }
    let shown = source.displayValues.sorted { $0.key < $1.key }
    let table = LookupTable(
      keys: shown.map { [.text($0.key)] }, values: shown.map { .text($0.value) },
      fallback: .missing, kind: .text)
    return PMMLValue(
      expression: .apply(
        .firstKnown, .lookup(table: table, keys: [text.expression]), text.expression),
      type: .string)
  }

  /// The number of the class that the field names, or of the predicted one.
  private func ofClass(
    _ field: PMMLElement, _ source: PMMLResult, _ numbers: [Expression]
  ) throws -> PMMLValue {
    if let label = field["value"] {
      guard let place = try place(of: label, in: source) else {
        // A class that is not known has no probability.
        return PMMLValue(expression: .number(0), type: .double)
      }
      guard place < numbers.count else { return .missing(.double) }
      return PMMLValue(expression: numbers[place], type: .double)
    }
    guard let predicted = source.predicted, !numbers.isEmpty else { return .missing(.double) }
    var chosen = Expression.missing(.number)
    for (label, number) in zip(source.categories, numbers).reversed() {
      let isIt = Expression.apply(
        .equal, predicted.expression, try predicted.type.literal(label, at: field))
      chosen = context.columns.sharing(.choose(isIt, number, chosen))
    }
    return PMMLValue(expression: chosen, type: .double)
  }

  /// Labels of numbers are equal by value: `1` is `1.0`.
  private func place(of label: String, in source: PMMLResult) throws -> Int? {
    if let place = source.categories.firstIndex(of: label) { return place }
    guard let type = context.targetType, let wanted = try? type.cell(label, at: context.element)
    else { return nil }
    return source.categories.firstIndex { (try? type.cell($0, at: context.element)) == wanted }
  }

  private func affinity(_ field: PMMLElement, _ source: PMMLResult) throws -> PMMLValue {
    if let id = field["value"] {
      guard let found = source.affinities.first(where: { $0.id == id }) else {
        return .missing(.double)
      }
      return PMMLValue(expression: found.value, type: .double)
    }
    let rank = try field.int("rank") ?? 1
    guard rank == 1, !source.affinities.isEmpty else { return .missing(.double) }
    let function: ExpressionFunction = source.prefersSmallAffinity ? .minimum : .maximum
    return PMMLValue(
      expression: .apply(function: function, arguments: source.affinities.map(\.value)),
      type: .double)
  }

  private func residual(_ field: PMMLElement, _ source: PMMLResult) throws -> PMMLValue {
    throw field.unsupported("the feature 'residual', which needs the true value of the target,")
  }
}

extension PMMLElement {
  /// Whether an expression is inside.
  fileprivate var hasFormula: Bool {
    children.contains {
      [
        "Apply", "FieldRef", "Constant", "MapValues", "Discretize", "NormContinuous",
        "NormDiscrete",
      ].contains($0.name)
    }
  }
}
