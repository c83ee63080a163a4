// Results of models that hold for some rows only.

import Pipelines

extension PMMLResult {
  /// The result where `isTrue`, and missing elsewhere.
  func masked(by isTrue: Expression, _ columns: PMMLColumns) -> PMMLResult {
    if case .truth(true) = isTrue { return self }
    return mapping { value, kind in columns.sharing(.choose(isTrue, value, .missing(kind))) }
  }

  /// Each value through a function.
  private func mapping(
    _ function: (Expression, Expression.ValueKind) -> Expression
  ) -> PMMLResult {
    var result = self
    result.rules = nil
    if let value = predicted {
      result.predicted = PMMLValue(
        expression: function(value.expression, value.type.kind), type: value.type)
    }
    result.probabilities = probabilities.map { function($0, .number) }
    result.confidences = confidences.map { function($0, .number) }
    result.affinities = affinities.map { ($0.id, function($0.value, .number)) }
    result.entities = entities.map {
      PMMLValue(expression: function($0.expression, $0.type.kind), type: $0.type)
    }
    result.reasonCodes = reasonCodes.map { function($0, .text) }
    result.outputs = outputs.map { output in
      var output = output
      output.value.expression = function(output.value.expression, output.value.type.kind)
      return output
    }
    return result
  }

  /// This result where `isTrue`, and another elsewhere.
  func otherwise(
    _ other: PMMLResult, isTrue: Expression, _ columns: PMMLColumns
  ) -> PMMLResult {
    var result = self
    switch (predicted, other.predicted) {
    case (let mine?, let others?):
      result.predicted = mine.otherwise(others, isTrue: isTrue, columns)
    case (nil, let others): result.predicted = others
    default: break
    }
    var categories = self.categories
    for category in other.categories where !categories.contains(category) {
      categories.append(category)
    }
    func numbers(
      _ mine: [Expression], _ others: [Expression]
    ) -> [Expression] {
      guard !mine.isEmpty || !others.isEmpty else { return [] }
      return categories.map { category in
        let a = zip(self.categories, mine).first { $0.0 == category }?.1
        let b = zip(other.categories, others).first { $0.0 == category }?.1
        return columns.sharing(
          .choose(isTrue, a ?? .missing(.number), b ?? .missing(.number)))
      }
    }
    result.probabilities = numbers(probabilities, other.probabilities)
    result.confidences = numbers(confidences, other.confidences)
    result.categories = categories
    if entities.count == other.entities.count {
      result.entities = zip(entities, other.entities).map {
        $0.otherwise($1, isTrue: isTrue, columns)
      }
    }
    return result
  }

  /// The output fields where `isTrue`, and earlier ones of the same names elsewhere.
  func outputs(
    after earlier: [Output], isTrue: Expression, keepsEarlier: Bool, _ columns: PMMLColumns
  ) -> [Output] {
    var joined = outputs
    var kept: [Output] = []
    for output in earlier {
      if let place = joined.firstIndex(where: { $0.name == output.name }) {
        joined[place].value = joined[place].value.otherwise(
          output.value, isTrue: isTrue, columns)
      } else if keepsEarlier {
        kept.append(output)
      } else if isTrue != .truth(true) {
        var output = output
        output.value.expression = columns.sharing(
          .choose(isTrue, .missing(output.value.type.kind), output.value.expression))
        kept.append(output)
      }
    }
    return kept + joined
  }
}

extension PMMLValue {
  /// This value where `isTrue`, and another elsewhere.
  func otherwise(_ other: PMMLValue, isTrue: Expression, _ columns: PMMLColumns) -> PMMLValue {
    guard isTrue != .truth(true), type.kind == other.type.kind else { return self }
    return PMMLValue(
      expression: columns.sharing(.choose(isTrue, expression, other.expression)),
      type: type == other.type ? type : .common(type, other.type))
  }
}
