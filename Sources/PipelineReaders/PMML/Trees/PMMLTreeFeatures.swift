// What the nodes of trees ask about, as numeric columns.

import Pipelines

/// The features of an ensemble, gathered while its trees are read.
final class PMMLTreeFeatures {
  private enum Feature: Hashable {
    /// A number, as it is.
    case number(field: String)
    /// The places of a field's values among those that predicates name.
    case codes(field: String)
    /// Whether something holds.
    case truth(Expression)
  }

  private let scope: PMMLScope
  private let predicates: PMMLPredicates
  private var places: [Feature: Int] = [:]
  private var features: [Feature] = []
  private var codes: [String: [CellValue: Int]] = [:]
  private var fields: [String: PMMLValue] = [:]
  private var setPlaces: [[UInt32]: Int] = [:]
  /// The sets of codes that nodes refer to.
  private(set) var categorySets: [[UInt32]] = []

  init(scope: PMMLScope) {
    self.scope = scope
    predicates = PMMLPredicates(scope: scope)
  }

  /// A test whose left side is where the predicate is true, or false if `isNegated`.
  struct Test {
    var feature: Int
    var test: TreeNode.Test
    var isNegated: Bool
  }

  /// A test that asks whether a feature is missing: left where it is not.
  static let isPresent = TreeNode.Test.lessOrEqual(.infinity)

  /// What a predicate becomes.
  enum Question {
    case constant(Bool)
    case test(Test)
    /// Whether the feature is missing; never missing itself.
    case isMissing(feature: Int, isNegated: Bool)
  }

  /// The question that a predicate asks.
  func question(_ predicate: PMMLElement) throws -> Question {
    switch predicate.name {
    case "True": return .constant(true)
    case "False": return .constant(false)
    case "SimplePredicate": return try simple(predicate)
    case "SimpleSetPredicate":
      let field = try predicate.required("field")
      let value = try value(of: field, at: predicate)
      guard value.type.isTableKey else { return try truth(predicate) }
      let members = try predicate.requiredChild("Array").strings()
      return .test(
        Test(
          feature: place(.codes(field: field)),
          test: .category(set: try set(members, field, value.type, predicate)),
          isNegated: predicate["booleanOperator"] == "isNotIn"))
    default: return try truth(predicate)
    }
  }

  private func truth(_ predicate: PMMLElement) throws -> Question {
    switch try predicates.truth(predicate) {
    case .truth(let truth): return .constant(truth)
    case let expression:
      return .test(
        Test(feature: place(.truth(expression)), test: .lessOrEqual(0.5), isNegated: true))
    }
  }

  private func simple(_ predicate: PMMLElement) throws -> Question {
    let field = try predicate.required("field")
    let value = try value(of: field, at: predicate)
    let name = try predicate.required("operator")
    let isNumber = value.type.kind == .number
    switch name {
    case "isMissing", "isNotMissing":
      let feature = place(isNumber ? .number(field: field) : .codes(field: field))
      return .isMissing(feature: feature, isNegated: name == "isNotMissing")
    case "equal", "notEqual":
      guard value.type.isTableKey else { return try truth(predicate) }
      let set = try set([predicate.required("value")], field, value.type, predicate)
      return .test(
        Test(
          feature: place(.codes(field: field)), test: .category(set: set),
          isNegated: name == "notEqual"))
    default:
      guard isNumber,
        case .number(let number) = try value.type.literal(
          predicate.required("value"), at: predicate)
      else { return try truth(predicate) }
      let feature = place(.number(field: field))
      switch name {
      case "lessOrEqual":
        return .test(Test(feature: feature, test: .lessOrEqual(number), isNegated: false))
      case "lessThan":
        return .test(Test(feature: feature, test: .less(number), isNegated: false))
      case "greaterThan":
        return .test(Test(feature: feature, test: .lessOrEqual(number), isNegated: true))
      case "greaterOrEqual":
        return .test(Test(feature: feature, test: .less(number), isNegated: true))
      default: throw predicate.error("the operator '\(name.prefix(40))' is not known")
      }
    }
  }

  private func value(of field: String, at element: PMMLElement) throws -> PMMLValue {
    if let value = fields[field] { return value }
    let value = try scope.field(field, at: element).value
    fields[field] = value
    return value
  }

  private func place(_ feature: Feature) -> Int {
    if let place = places[feature] { return place }
    places[feature] = features.count
    features.append(feature)
    return features.count - 1
  }

  private func set(
    _ members: [String], _ field: String, _ type: PMMLType, _ element: PMMLElement
  ) throws -> Int {
    var words: [UInt32] = []
    for member in members {
      let cell = try type.cell(member, at: element)
      let code = codes[field, default: [:]][cell] ?? codes[field, default: [:]].count
      codes[field, default: [:]][cell] = code
      while words.count <= code / 32 { words.append(0) }
      words[code / 32] |= 1 << UInt32(code % 32)
    }
    if words.isEmpty { words = [0] }
    if let place = setPlaces[words] { return place }
    setPlaces[words] = categorySets.count
    categorySets.append(words)
    return categorySets.count - 1
  }

  /// The columns of the features.
  func expressions() throws -> [Expression] {
    // An ensemble of single leaves asks nothing, but has to be applied to something.
    guard !features.isEmpty else { return [.number(0)] }
    return features.map { feature in
      switch feature {
      case .number(let field): fields[field]?.expression ?? .missing(.number)
      case .truth(let expression): .apply(.numberFromTruth, expression)
      case .codes(let field): codeExpression(field)
      }
    }
  }

  private func codeExpression(_ field: String) -> Expression {
    guard let value = fields[field] else { return .missing(.number) }
    let cells = (codes[field] ?? [:]).sorted { $0.value < $1.value }
    let table = LookupTable(
      keys: cells.map { [$0.key] }, values: cells.map { .number(Double($0.value)) },
      fallback: .number(-1), kind: .number)
    return .lookup(table: table, keys: [value.tableKey])
  }
}
