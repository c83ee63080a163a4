// What a model gives for a row, before it becomes output fields.

import Pipelines

/// The result of a model.
struct PMMLResult {
  /// An output field.
  struct Output {
    var name: String
    var value: PMMLValue
  }

  /// The number or the class that is predicted; `nil` for models that predict none.
  var predicted: PMMLValue?
  /// The classes, in order.
  var categories: [String] = []
  /// The probability of each class.
  var probabilities: [Expression] = []
  /// The confidence of each class, where it is something else.
  var confidences: [Expression] = []
  /// The distance or similarity of each entity.
  var affinities: [(id: String, value: Expression)] = []
  /// Whether small affinities are the near ones.
  var prefersSmallAffinity = true
  /// The identifiers of the winning entities, best first.
  var entities: [PMMLValue] = []
  /// The reason codes, most important first.
  var reasonCodes: [Expression] = []
  /// The rules of an association model.
  var rules: PMMLRankedRules?
  /// Whether several segments give a result each, and the model none of its own.
  var isOfAllSegments = false
  /// What `displayValue` is, by class.
  var displayValues: [String: String] = [:]
  /// The results of the segments of a model of models, by their identifiers.
  var segments: [String: PMMLResult] = [:]
  /// The predictions of further targets.
  var otherTargets: [String: PMMLValue] = [:]
  /// The output fields of the model.
  var outputs: [Output] = []
  /// The name of the target.
  var target: String?
}

/// Functions that models share.
struct PMMLModelContext {
  let scope: PMMLScope
  let element: PMMLElement
  let targetType: PMMLType?
  /// The values of the target, in the order of the data dictionary.
  let targetValues: [String]
  /// `continuous`, `categorical` or `ordinal`, where the target is known.
  let targetOptype: String?

  var columns: PMMLColumns { scope.columns }
  var isClassification: Bool { element["functionName"] == "classification" }

  /// The class at a place.
  func label(at place: Expression, of labels: [String]) throws -> PMMLValue {
    let type = targetType ?? .string
    let table = LookupTable(
      keys: labels.indices.map { [.number(Double($0))] },
      values: try labels.map { try type.cell($0, at: element) }, fallback: .missing,
      kind: type.tableKind)
    let value = Expression.lookup(table: table, keys: [place])
    return PMMLValue(
      expression: columns.sharing(type == .boolean ? .apply(.truthFromNumber, value) : value),
      type: type)
  }

  /// The place of the largest of some numbers, the first of equal ones; missing where one is.
  func placeOfLargest(_ numbers: [Expression]) -> Expression {
    place(numbers) { .apply(.greaterThan, $0, $1) }
  }

  /// The place of the smallest of some numbers, the first of equal ones.
  func placeOfSmallest(_ numbers: [Expression]) -> Expression {
    place(numbers) { .apply(.lessThan, $0, $1) }
  }

  private func place(
    _ numbers: [Expression], _ isBetter: (Expression, Expression) -> Expression
  ) -> Expression {
    guard var best = numbers.first else { return .missing(.number) }
    var place = Expression.choose(.apply(.isMissing, best), .missing(.number), .number(0))
    for (index, number) in numbers.enumerated().dropFirst() {
      let better = columns.sharing(isBetter(number, best))
      best = columns.sharing(.choose(better, number, best))
      place = columns.sharing(.choose(better, .number(Double(index)), place))
    }
    return place
  }

  /// A result that is the most probable class.
  func classification(
    _ categories: [String], _ probabilities: [Expression]
  ) throws -> PMMLResult {
    let shared = probabilities.map(columns.sharing)
    var result = PMMLResult()
    result.categories = categories
    result.probabilities = shared
    result.predicted = try label(at: placeOfLargest(shared), of: categories)
    return result
  }

  /// A result that is the class with the largest share of votes; missing where no prediction has a
  /// larger one.
  func vote(
    _ categories: [String], _ shares: [Expression], missing: Expression
  ) throws -> PMMLResult {
    let all = (shares + [missing]).map(columns.sharing)
    var result = PMMLResult()
    result.categories = categories
    result.probabilities = all.dropLast()
    result.predicted = try label(at: placeOfLargest(all), of: categories)
    return result
  }

  /// A result that is a number.
  func regression(_ number: Expression) -> PMMLResult {
    var result = PMMLResult()
    result.predicted = PMMLValue(expression: columns.sharing(number), type: .double)
    return result
  }

  /// The field called `name` as a number.
  func number(_ name: String) throws -> Expression {
    let value = try scope.field(name, at: element).value
    if value.type == .boolean { return .apply(.numberFromTruth, value.expression) }
    if value.type == .string { return try value.cast(to: .double, at: element).expression }
    return value.expression
  }
}

extension Expression {
  /// The sum of terms; missing where one is.
  static func total(_ terms: [Expression]) -> Expression {
    balanced(terms, .add) ?? .number(0)
  }

  /// The product of factors; missing where one is.
  static func product(_ factors: [Expression]) -> Expression {
    balanced(factors, .multiply) ?? .number(1)
  }

  /// The smallest or largest; missing where one is.
  private static func balanced(
    _ terms: [Expression], _ function: ExpressionFunction
  ) -> Expression? {
    guard let first = terms.first else { return nil }
    // Left to right where that is not too deep to be read back.
    if terms.count <= 64 { return terms.dropFirst().reduce(first) { .apply(function, $0, $1) } }
    let chunks = stride(from: 0, to: terms.count, by: 64).map {
      Array(terms[$0..<min($0 + 64, terms.count)])
    }
    return balanced(chunks.compactMap { balanced($0, function) }, function)
  }
}
