// One indicator a category: `OneHotEncoder`.

import Pipelines

/// Translates `OneHotEncoder`.
struct OneHotEncoderTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.OneHotEncoder"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let fitted = try FittedCategories.all(of: estimator, count: features.count)
    try context.require(fitted.map(\.type), of: features, by: estimator)
    let dropped = try dropped(of: estimator, count: features.count)
    var tables: [CategoryTable] = []
    var columns: [FeatureColumn] = []
    for (index, categories) in fitted.enumerated() {
      let grouping = try CategoryGrouping(index, of: estimator, count: categories.count)
      let slots = Slots(categories: categories, grouping: grouping, dropped: dropped[index])
      tables.append(
        CategoryTable(
          categories: categories.values,
          codes: categories.values.indices.map { slots.place(of: grouping[$0]).map(Double.init) },
          unknown: try unknown(of: estimator, slots, grouping), slotCount: slots.names.count))
      columns += slots.names.map { FeatureColumn(name: "\(features.columns[index].name)_\($0)") }
    }
    let operation = OneHotEncode(columns: tables, dtype: try estimator.outputType())
    let table = try context.apply(operation, to: features.table, from: estimator)
    // The parameter was called `sparse` until 1.1.
    let isSparse = try estimator.flag(
      estimator["sparse_output"] == nil ? "sparse" : "sparse_output", default: true)
    return Features(table: table, columns: columns, isSparse: isSparse)
  }

  /// The group of each column that has no indicator.
  private func dropped(of estimator: Estimator, count: Int) throws -> [Int?] {
    // Since 1.2 `drop_idx_` counts categories, and a private attribute the groups of them.
    let name =
      estimator["_drop_idx_after_grouping"] == nil ? "drop_idx_" : "_drop_idx_after_grouping"
    guard let value = estimator.optional(name) else { return Array(repeating: nil, count: count) }
    guard let indices = value.sequence, indices.count == count else {
      throw estimator.malformed(name, found: value.summary, expected: "\(count) places")
    }
    return try indices.map { index in
      if index.isNone { return nil }
      guard let place = index.integer, place >= 0 else {
        throw estimator.malformed(name, found: index.summary, expected: "a place or None")
      }
      return place
    }
  }

  private func unknown(
    of estimator: Estimator, _ slots: Slots, _ grouping: CategoryGrouping
  ) throws -> UnknownCategory {
    switch try estimator.text("handle_unknown") {
    case "error": return .refuse
    case "ignore": return .none
    case "infrequent_if_exist", "warn":
      guard let place = grouping.infrequent.flatMap(slots.place(of:)) else { return .none }
      return .treatAs(Double(place))
    case let value:
      throw estimator.malformed(
        "handle_unknown", found: "'\(value)'",
        expected: "'error', 'ignore', 'infrequent_if_exist' or 'warn'")
    }
  }

  /// The indicators of one column.
  private struct Slots {
    /// What each indicator stands for.
    let names: [String]
    private let dropped: Int?

    init(categories: FittedCategories, grouping: CategoryGrouping, dropped: Int?) {
      self.dropped = dropped
      var names = categories.names
      if let infrequent = grouping.infrequent {
        // The categories that stay apart keep their order; the infrequent ones come last together.
        names = categories.names.indices.filter { grouping[$0] != infrequent }
          .map { categories.names[$0] }
        names.append("infrequent_sklearn")
      }
      if let dropped, names.indices.contains(dropped) { names.remove(at: dropped) }
      self.names = names
    }

    /// The indicator of a group; `nil` for the dropped one.
    func place(of group: Int) -> Int? {
      guard let dropped else { return group }
      return group == dropped ? nil : group > dropped ? group - 1 : group
    }
  }
}
