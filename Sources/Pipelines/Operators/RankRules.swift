// Rules over sets of items: which of them the items of a row fire.

import Tensors

/// The first rules that the items of a row fire, in an order that is the same for all rows.
///
/// Each column says whether the row has an item, as 1 or 0. A rule has two sets of items: where all of
/// the antecedent are there, the consequent is expected too.
public struct RankRules: PipelineOperator {
  public static let name = "rank-rules"
  public static let meaning = "the first rules that the items of a row fire"

  /// What a rule needs to be chosen.
  public enum Selection: String, Sendable, Codable, CaseIterable {
    /// The antecedent is there.
    case antecedent
    /// The antecedent is there, and the consequent is not.
    case antecedentWithoutConsequent = "antecedent_without_consequent"
    /// Both are there.
    case both
  }

  /// A rule: the places of its two sets.
  public struct Rule: Hashable, Sendable, Codable {
    /// The set that has to be there.
    public var antecedent: Int
    /// The set that is expected then.
    public var consequent: Int

    /// Describes a rule.
    public init(antecedent: Int, consequent: Int) {
      self.antecedent = antecedent
      self.consequent = consequent
    }
  }

  /// The number of items, which are the columns of the input.
  public var itemCount: Int
  /// Sets of items, by their columns.
  public var itemsets: [[Int]]
  /// The rules, the best first.
  public var rules: [Rule]
  /// What a rule needs to be chosen.
  public var selection: Selection
  /// How many of the chosen rules are given.
  public var count: Int

  /// Ranks rules.
  public init(
    itemCount: Int, itemsets: [[Int]], rules: [Rule], selection: Selection, count: Int
  ) {
    self.itemCount = itemCount
    self.itemsets = itemsets
    self.rules = rules
    self.selection = selection
    self.count = count
  }

  public var kind: String { "rank rules" }
  public var facts: [String] {
    ["\(rules.count) rules over \(itemCount) items", "the first \(count)", selection.rawValue]
  }

  /// Sets and items are compared as a table, which may have this many cells.
  public static let largestTable = 1 << 24

  /// One column for each rank: the place of the rule, NaN where fewer are chosen.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: itemCount)
    guard itemCount > 0, !rules.isEmpty, (1...rules.count).contains(count) else {
      throw PipelineError(
        at: kind, "the first \(count) of \(rules.count) rules over \(itemCount) items")
    }
    guard itemsets.count <= Self.largestTable / itemCount else {
      throw PipelineError(at: kind, "\(itemsets.count) sets of \(itemCount) items are too many")
    }
    for (place, items) in itemsets.enumerated() {
      guard items.allSatisfy((0..<itemCount).contains) else {
        throw PipelineError(at: kind, "set \(place) has an item beyond the \(itemCount)")
      }
    }
    for (place, rule) in rules.enumerated() {
      guard itemsets.indices.contains(rule.antecedent), itemsets.indices.contains(rule.consequent)
      else {
        throw PipelineError(at: kind, "rule \(place) has a set beyond the \(itemsets.count)")
      }
    }
    return TableType(width: count, dtype: .f64)
  }
}
