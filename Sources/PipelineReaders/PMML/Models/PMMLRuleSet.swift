// RuleSetModel: rules with scores.

import Pipelines

/// A model of rules.
struct PMMLRuleSet {
  let context: PMMLModelContext

  private struct Rule {
    var element: PMMLElement
    var score: String
    var fires: Expression
    var weight: Double
    var confidence: Double
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    let set = try context.element.requiredChild("RuleSet")
    guard let criterion = try set.child("RuleSelectionMethod")?.required("criterion") else {
      throw set.error("there is no RuleSelectionMethod")
    }
    var rules: [Rule] = []
    try collect(set, given: nil, into: &rules, depth: 0)
    let fallback = set["defaultScore"]
    var labels = context.targetValues
    for score in rules.map(\.score) + [fallback].compactMap(\.self) where !labels.contains(score) {
      labels.append(score)
    }
    switch criterion {
    case "firstHit": return try firstHit(rules, set, labels)
    case "weightedSum", "weightedMax":
      return try weighted(rules, set, labels, isSum: criterion == "weightedSum")
    default: throw set.unsupported("the criterion '\(criterion.prefix(40))'")
    }
  }

  private func collect(
    _ element: PMMLElement, given condition: Expression?, into rules: inout [Rule], depth: Int
  ) throws {
    guard depth < 100 else { throw element.error("rules are nested too deep") }
    for rule in element.children where rule.name == "SimpleRule" || rule.name == "CompoundRule" {
      var holds = Expression.apply(
        .firstKnown, try PMMLPredicates(scope: context.scope).predicate(of: rule), .truth(false))
      if let condition { holds = .apply(.and, condition, holds) }
      holds = context.columns.sharing(holds)
      if rule.name == "CompoundRule" {
        try collect(rule, given: holds, into: &rules, depth: depth + 1)
      } else {
        rules.append(
          Rule(
            element: rule, score: try rule.required("score"), fires: holds,
            weight: try rule.double("weight") ?? 1, confidence: try rule.double("confidence") ?? 1))
      }
    }
  }

  private func result(
    _ place: Expression, _ labels: [String], confidences: [Expression], rule: Expression?
  ) throws -> PMMLResult {
    var result = PMMLResult()
    result.categories = labels
    result.predicted = try context.label(at: place, of: labels)
    result.probabilities = confidences
    result.confidences = confidences
    if let rule { result.entities = [PMMLValue(expression: rule, type: .string)] }
    return result
  }

  private func firstHit(
    _ rules: [Rule], _ set: PMMLElement, _ labels: [String]
  ) throws -> PMMLResult {
    let columns = context.columns
    var place = Expression.missing(.number)
    var confidence = Expression.missing(.number)
    var identifier = Expression.missing(.text)
    if let fallback = set["defaultScore"], let index = labels.firstIndex(of: fallback) {
      place = .number(Double(index))
      confidence = try set.double("defaultConfidence").map(Expression.number) ?? .missing(.number)
    }
    for rule in rules.reversed() {
      let index = Double(labels.firstIndex(of: rule.score) ?? 0)
      place = columns.sharing(.choose(rule.fires, .number(index), place))
      confidence = columns.sharing(.choose(rule.fires, .number(rule.confidence), confidence))
      identifier = columns.sharing(
        .choose(
          rule.fires, rule.element["id"].map { .text($0) } ?? .missing(.text), identifier))
    }
    let confidences = labels.indices.map { index in
      Expression.choose(
        .apply(.equal, place, .number(Double(index))), confidence, .number(0))
    }
    return try result(place, labels, confidences: confidences, rule: identifier)
  }

  private func weighted(
    _ rules: [Rule], _ set: PMMLElement, _ labels: [String], isSum: Bool
  ) throws -> PMMLResult {
    let columns = context.columns
    let fired = columns.sharing(
      .total(rules.map { .apply(.numberFromTruth, $0.fires) }))
    let strengths = labels.map { label -> Expression in
      let own = rules.filter { $0.score == label }
      guard !own.isEmpty else { return .number(0) }
      let weights = own.map { Expression.choose($0.fires, .number($0.weight), .number(0)) }
      return columns.sharing(
        isSum ? .total(weights) : .apply(function: .maximum, arguments: weights))
    }
    let none = Expression.apply(.equal, fired, .number(0))
    var place = context.placeOfLargest(strengths)
    let fallback: Expression =
      set["defaultScore"].flatMap { labels.firstIndex(of: $0) }.map { .number(Double($0)) }
      ?? .missing(.number)
    place = columns.sharing(.choose(none, fallback, place))
    let confidences =
      isSum
      ? strengths.map { Expression.apply(.divide, $0, fired) } : strengths
    return try result(place, labels, confidences: confidences, rule: nil)
  }
}
