// What output fields show of the rules that a row fires.

import Pipelines

/// The rules of an association model, in the orders that its output fields ask for.
final class PMMLRankedRules {
  /// A set of items, by their places and by their names.
  struct Itemset {
    var items: [Int]
    var names: [String]
  }

  /// A rule and its sets, by their places.
  struct Rule {
    var element: PMMLElement
    var id: String
    var antecedent: Int
    var consequent: Int
  }

  private struct Criterion: Hashable {
    var selection: RankRules.Selection
    var basis: String
    var isAscending: Bool
  }

  private struct Ranking {
    /// All rules, the best first.
    var order: [Rule]
    /// The places of the chosen ones in that order, best first.
    var places: [Expression]
  }

  private let columns: PMMLColumns
  private let items: [Expression]
  private let itemsets: [Itemset]
  private let rules: [Rule]
  private var table: TableReference?
  private var rankings: [Criterion: Ranking] = [:]
  private var factCount = 0

  /// Further ranks than any list of recommendations has.
  private static let mostRanks = 1000
  /// A list is put together one rule after the other.
  private static let longestList = 200
  /// Every field has a table of a fact of each rule; all of them together may have this many.
  private static let mostFacts = 10_000_000

  init(columns: PMMLColumns, items: [Expression], itemsets: [Itemset], rules: [Rule]) {
    self.columns = columns
    self.items = items
    self.itemsets = itemsets
    self.rules = rules
  }

  /// The features that are told of a rule.
  private static let features: Set<String> = [
    "antecedent", "consequent", "rule", "ruleId", "confidence", "support", "lift", "leverage",
    "affinity",
  ]

  /// The value of an output field; `nil` where the field asks for something else.
  func value(
    of field: PMMLElement, feature: String, among fields: [PMMLElement]
  ) throws -> PMMLValue? {
    let shown =
      switch feature {
      case "ruleValue": field["ruleFeature"] ?? "consequent"
      case "entityId": "ruleId"
      default: feature
      }
    guard feature == "ruleValue" || Self.features.contains(shown) else { return nil }
    guard Self.features.contains(shown) else {
      throw field.unsupported("the ruleFeature '\(shown.prefix(40))'")
    }
    let isText = ["antecedent", "consequent", "rule", "ruleId"].contains(shown)
    let rank = try self.rank(field)
    let ranking = try self.ranking(criterion(field), among: fields)
    if field.isMultiValued { return try list(shown, of: ranking, upTo: rank, field) }
    guard rank <= ranking.places.count else { return .missing(isText ? .string : .double) }
    return PMMLValue(
      expression: .lookup(
        table: try facts(shown, of: ranking, isText: isText, field),
        keys: [ranking.places[rank - 1]]),
      type: isText ? .string : .double)
  }

  /// What the rules of several ranks are, with commas between them.
  private func list(
    _ shown: String, of ranking: Ranking, upTo rank: Int, _ field: PMMLElement
  ) throws -> PMMLValue {
    guard shown == "ruleId" || shown == "rule", field["dataType"] ?? "string" == "string" else {
      throw field.unsupported(
        "a list (isMultiValued) of anything but ruleId and rule as text; a field for each rank is, and it"
      )
    }
    let table = try facts(shown, of: ranking, isText: true, field)
    var text = Expression.missing(.text)
    for place in ranking.places.prefix(rank) {
      let own = Expression.lookup(table: table, keys: [place])
      let longer = Expression.choose(
        .apply(.isMissing, text), own, .apply(.concatenate, text, .text(","), own))
      text = columns.sharing(.choose(.apply(.isMissing, place), text, longer))
    }
    return PMMLValue(expression: text, type: .string)
  }

  /// A fact of each rule, by its place in a ranking.
  private func facts(
    _ shown: String, of ranking: Ranking, isText: Bool, _ field: PMMLElement
  ) throws -> LookupTable {
    factCount += rules.count
    guard factCount <= Self.mostFacts else {
      throw field.unsupported("output of more than \(Self.mostFacts) facts of rules")
    }
    let cells = try ranking.order.map { rule in
      isText
        ? .text(text(shown, of: rule))
        : try rule.element.double(shown).map(CellValue.number) ?? .missing
    }
    return LookupTable(
      keys: cells.indices.map { [.number(Double($0))] }, values: cells, fallback: .missing,
      kind: isText ? .text : .number)
  }

  private func text(_ feature: String, of rule: Rule) -> String {
    let antecedent = itemsets[rule.antecedent].names.joined(separator: ",")
    let consequent = itemsets[rule.consequent].names.joined(separator: ",")
    return switch feature {
    case "antecedent": antecedent
    case "consequent": consequent
    case "rule": "{\(antecedent)}->{\(consequent)}"
    default: rule.id
    }
  }

  // MARK: Orders

  private func rank(_ field: PMMLElement) throws -> Int {
    var rank = try field.int("rank") ?? 1
    if rank == 0, field.isMultiValued { rank = rules.count }
    guard (1...(field.isMultiValued ? Self.longestList : Self.mostRanks)).contains(rank) else {
      throw field.error("the rank \(rank)", expected: "1 to \(Self.mostRanks)")
    }
    return rank
  }

  private func criterion(_ field: PMMLElement) throws -> Criterion {
    let selection: RankRules.Selection
    switch field["algorithm"] ?? "exclusiveRecommendation" {
    case "recommendation": selection = .antecedent
    case "exclusiveRecommendation": selection = .antecedentWithoutConsequent
    case "ruleAssociation": selection = .both
    case let other: throw field.unsupported("the algorithm '\(other.prefix(40))'")
    }
    let basis = field["rankBasis"] ?? "confidence"
    guard ["confidence", "support", "lift", "leverage", "affinity"].contains(basis) else {
      throw field.unsupported("the rankBasis '\(basis.prefix(40))'")
    }
    let order = field["rankOrder"] ?? "descending"
    guard order == "ascending" || order == "descending" else {
      throw field.unsupported("the rankOrder '\(order.prefix(40))'")
    }
    return Criterion(selection: selection, basis: basis, isAscending: order == "ascending")
  }

  /// The rules by a criterion, as far as any field asks for them.
  private func ranking(
    _ criterion: Criterion, among fields: [PMMLElement]
  ) throws -> Ranking {
    if let known = rankings[criterion] { return known }
    var count = 1
    for field in fields {
      if let rank = try? rank(field), (try? self.criterion(field)) == criterion {
        count = max(count, rank)
      }
    }
    let values = try rules.map { try $0.element.requiredDouble(criterion.basis) }
    // Of equal rules the first in the document comes first.
    let order = rules.indices.sorted { left, right in
      let (a, b) = (values[left], values[right])
      if a == b { return left < right }
      return criterion.isAscending ? a < b : a > b
    }.map { rules[$0] }
    let items = try table ?? columns.table(of: self.items)
    table = items
    let places = try columns.apply(
      RankRules(
        itemCount: self.items.count, itemsets: itemsets.map(\.items),
        rules: order.map {
          RankRules.Rule(antecedent: $0.antecedent, consequent: $0.consequent)
        }, selection: criterion.selection, count: min(count, rules.count)),
      to: items)
    let ranking = Ranking(order: order, places: places)
    rankings[criterion] = ranking
    return ranking
  }
}

extension PMMLElement {
  /// Whether an output field shows several values.
  fileprivate var isMultiValued: Bool { bool("isMultiValued") ?? false }
}
