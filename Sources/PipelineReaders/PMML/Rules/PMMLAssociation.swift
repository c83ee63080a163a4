// AssociationModel: rules over sets of items, and which of them the items of a row fire.

import Pipelines

/// A model of association rules.
///
/// The items of a row are its fields where the model groups no records. Where it does, one field lists
/// the items of the whole group, with commas between them.
struct PMMLAssociation {
  let context: PMMLModelContext

  /// An item: its identifier, its name, and whether a row has it.
  private struct Item {
    var id: String
    var value: String
    var isThere: Expression
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let items = try self.items()
    var places: [String: Int] = [:]
    for (place, item) in items.enumerated() {
      guard places.updateValue(place, forKey: item.id) == nil else {
        throw model.error("two items are called '\(item.id.prefix(40))'")
      }
    }
    var itemsets: [PMMLRankedRules.Itemset] = []
    var itemsetPlaces: [String: Int] = [:]
    for element in model.children("Itemset") {
      let members = try element.children("ItemRef").map { reference in
        let id = try reference.required("itemRef")
        guard let place = places[id] else {
          throw reference.error("there is no item '\(id.prefix(40))'")
        }
        return place
      }
      itemsetPlaces[try element.required("id")] = itemsets.count
      itemsets.append(
        PMMLRankedRules.Itemset(items: members, names: members.map { items[$0].value }))
    }
    let rules = try model.children("AssociationRule").enumerated().map { place, element in
      func itemset(_ attribute: String) throws -> Int {
        let id = try element.required(attribute)
        guard let place = itemsetPlaces[id] else {
          throw element.error("there is no itemset '\(id.prefix(40))'")
        }
        return place
      }
      return PMMLRankedRules.Rule(
        element: element, id: element["id"] ?? String(place + 1),
        antecedent: try itemset("antecedent"), consequent: try itemset("consequent"))
    }
    guard !rules.isEmpty else { throw model.error("there is no AssociationRule") }
    var result = PMMLResult()
    result.rules = PMMLRankedRules(
      columns: context.columns, items: items.map(\.isThere), itemsets: itemsets, rules: rules)
    return result
  }

  // MARK: Items

  private func items() throws -> [Item] {
    let model = context.element
    let fields = try model.requiredChild("MiningSchema").children("MiningField")
    let groups = fields.filter { $0["usageType"] == "group" }
    let active = fields.filter { ($0["usageType"] ?? "active") == "active" }
    guard groups.count <= 1 else { throw model.unsupported("a model of several group fields") }
    guard groups.isEmpty || active.count == 1 else {
      throw model.error("a group of records with \(active.count) active fields", expected: "one")
    }
    let items = model.children("Item")
    guard !items.isEmpty else { throw model.error("there is no Item") }
    return try items.map { item in
      let isThere =
        groups.isEmpty
        ? try isThere(item) : try isListed(item, in: item["field"] ?? active[0].required("name"))
      return Item(
        id: try item.required("id"), value: try item.required("value"),
        isThere: context.columns.sharing(.apply(.firstKnown, isThere, .truth(false))))
    }
  }

  /// Whether a field says that an item is there: by being true, or by having a value.
  private func isThere(_ item: PMMLElement) throws -> Expression {
    if let name = item["field"] {
      return try equals(context.scope.field(name, at: item), item.required("category"), item)
    }
    let name = try item.required("value")
    if let field = try context.scope.find(name) { return try isTrue(field.value, item) }
    if let split = name.firstIndex(of: "="),
      let field = try context.scope.find(String(name[..<split]))
    {
      return try equals(field, String(name[name.index(after: split)...]), item)
    }
    throw item.error("the item '\(name.prefix(40))' is no field, and no field with a value")
  }

  private func equals(
    _ field: PMMLField, _ category: String, _ item: PMMLElement
  ) throws -> Expression {
    .apply(.equal, field.value.expression, try field.value.type.literal(category, at: item))
  }

  private func isTrue(_ value: PMMLValue, _ item: PMMLElement) throws -> Expression {
    guard value.type == .string else {
      return try value.cast(to: .boolean, at: item).expression
    }
    // Some producers shorten the truth values.
    return .choose(
      .apply(.isIn, value.expression, .text("T"), .text("F")),
      .apply(.equal, value.expression, .text("T")), PMMLValue.truth(ofText: value.expression))
  }

  /// Whether a list with commas has the item.
  private func isListed(_ item: PMMLElement, in name: String) throws -> Expression {
    let field = try context.scope.field(name, at: item)
    let declaration = context.element.document.root.child("DataDictionary")?
      .children("DataField").first { $0["name"] == name }
    guard field.value.type == .string, declaration?.child("Value") == nil else {
      throw item.unsupported(
        "a transaction '\(name.prefix(40))' whose items are not text, or are listed as valid values,"
      )
    }
    let text = try (item["category"] ?? item.required("value")).trimmed
    guard !text.contains(",") else {
      throw item.unsupported("an item with a comma, which separates the items of a transaction,")
    }
    let pattern = "(?:^|,)[ \\t]*" + text.escapedForPatterns + "[ \\t]*(?:$|,)"
    return .apply(.matches, field.value.expression, .text(pattern))
  }
}
