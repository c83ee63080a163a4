// The fitted mappings of an encoder of category_encoders, in the forms in which they are kept.

import Pipelines

/// What an encoder makes of each of its columns.
struct CategoryRules {
  /// The rules by the name of the column.
  private(set) var byColumn: [String: CategoryRule] = [:]

  private let estimator: Estimator
  /// What packages call the code of a category that is not known, and of a missing one.
  private static let unknownCode = -1.0
  private static let missingCode = -2.0

  /// Reads the mappings of `estimator`.
  init(of estimator: Estimator) throws {
    self.estimator = estimator
    switch estimator.className {
    case "OrdinalEncoder": try readOrdinal()
    case "CountEncoder": try readCounts()
    case "LeaveOneOutEncoder", "CatBoostEncoder": try readMeans()
    default: try readCoded()
    }
  }

  private mutating func add(_ rule: CategoryRule) throws {
    guard byColumn.updateValue(rule, forKey: rule.column) == nil else {
      throw estimator.malformed("mapping", found: "the column \(rule.column) twice")
    }
  }

  /// Whether a strategy is to refuse.
  private func refuses(_ strategy: String) -> Bool { estimator[strategy]?.text == "error" }

  /// The number that a strategy stands for; `nil` where it is another text.
  private func number(of strategy: String, value: Double) throws -> Double? {
    guard let given = estimator[strategy] else { return value }
    if let number = given.number { return number }
    switch given.text {
    case "value": return value
    case "return_nan": return .nan
    case "error": return nil
    default:
      throw estimator.unsupported(
        "\(strategy)=\(given.summary); use 'value', 'return_nan', 'error' or a number")
    }
  }

  // MARK: Forms

  /// The entries of a list of `{'col': …, 'mapping': …}`.
  private func switches(
    _ list: [InertValue], of owner: Estimator
  ) throws -> [(column: String, table: PandasTable)] {
    try list.enumerated().map { index, value in
      guard case .dictionary(let entry) = value, let column = entry["col"],
        let mapping = entry["mapping"]
      else {
        throw owner.malformed(
          "mapping[\(index)]", found: value.summary, expected: "a column and its mapping")
      }
      return (
        column.columnLabel,
        try PandasTable(mapping, of: owner, at: "mapping[\(index)]['mapping']")
      )
    }
  }

  /// The entries of a dictionary of tables by column.
  private func tables() throws -> [(column: String, table: PandasTable)] {
    guard case .dictionary(let mapping) = try estimator.value("mapping") else {
      throw estimator.malformed(
        "mapping", found: try estimator.value("mapping").summary, expected: "a table a column")
    }
    return try mapping.entries.map { key, value in
      let label = key.columnLabel
      return (label, try PandasTable(value, of: estimator, at: "mapping['\(label)']"))
    }
  }

  /// The cells of a series.
  private func single(_ table: PandasTable, _ column: String) throws -> [InertValue] {
    guard table.columns.count == 1 else {
      throw estimator.malformed(
        "mapping['\(column)']", found: "\(table.columns.count) columns", expected: "one")
    }
    return table.columns[0]
  }

  private func numbers(_ cells: [InertValue], _ column: String) throws -> [Double] {
    let numbers = cells.map { $0.isMissingValue ? .nan : $0.number }
    guard numbers.allSatisfy({ $0 != nil }) else {
      throw estimator.malformed("mapping['\(column)']", found: "cells that are no numbers")
    }
    return numbers.compactMap { $0 }
  }

  // MARK: Encoders

  /// Categories to codes; unseen ones are -1, and missing ones -2 where they were not seen.
  private mutating func readOrdinal() throws {
    for (column, table) in try switches(estimator.list("mapping"), of: estimator) {
      var rule = CategoryRule(
        column: column, names: [column],
        unknown: try number(of: "handle_unknown", value: Self.unknownCode).map { [$0] })
      let codes = try numbers(single(table, column), column)
      for (category, code) in zip(table.index, codes) {
        let value =
          code == Self.missingCode
          ? try number(of: "handle_missing", value: code) ?? code : code
        rule.add(category, [value])
      }
      try add(rule)
    }
  }

  /// Categories to how often they were seen.
  private mutating func readCounts() throws {
    for (column, table) in try tables() {
      let strategies = ["_handle_unknown", "_handle_missing"].map { name -> InertValue? in
        guard case .dictionary(let entries)? = estimator[name] else { return nil }
        return entries.entries.first { $0.key.columnLabel == column }?.value
      }
      var other: [Double]? = [.nan]
      switch strategies[0] {
      case .string("error")?: other = nil
      case .string("value")?: other = strategies[1]?.text == "return_nan" ? [.nan] : [0]
      case let strategy?:
        if let number = strategy.integer { other = [Double(number)] }
      case nil: break
      }
      var rule = CategoryRule(column: column, names: [column], unknown: other)
      for (category, count) in zip(table.index, try numbers(single(table, column), column)) {
        // Where nothing was counted, the strategy for what was not seen decides.
        if count.isNaN {
          if let other { rule.add(category, other) }
        } else {
          rule.add(category, [count])
        }
      }
      try add(rule)
    }
  }

  /// Categories to the mean target, or the mean of all where a category was seen once.
  private mutating func readMeans() throws {
    let mean = try estimator.number("_mean")
    let weight = estimator.className == "CatBoostEncoder" ? try estimator.number("a") : 0
    for (column, table) in try tables() {
      guard let sums = table.labels.firstIndex(where: { $0.text == "sum" }),
        let counts = table.labels.firstIndex(where: { $0.text == "count" })
      else { throw estimator.malformed("mapping['\(column)']", found: "no sums and counts") }
      var rule = CategoryRule(
        column: column, names: [column],
        unknown: try number(of: "handle_unknown", value: mean).map { [$0] })
      let totals = zip(
        try numbers(table.columns[sums], column), try numbers(table.columns[counts], column))
      let missing = try number(of: "handle_missing", value: mean)
      rule.missing = missing.map { [$0] }
      for (category, total) in zip(table.index, totals) {
        let (sum, count) = total
        let value = count > 1 ? (sum + mean * weight) / (count + weight) : mean
        // Missing values that training had are a category, unless they are to stay missing.
        if category.isMissingValue, missing?.isNaN ?? false { continue }
        rule.add(category, [value])
      }
      try add(rule)
    }
  }

  /// Categories to codes, and codes to rows of numbers.
  private mutating func readCoded() throws {
    let inner = try estimator.part("ordinal_encoder")
    let codes = Dictionary(
      try switches(inner.list("mapping"), of: inner).map { ($0.column, $0.table) },
      uniquingKeysWith: { first, _ in first })
    let mapped: [(column: String, table: PandasTable)]
    if let list = estimator["mapping"]?.sequence {
      mapped = try switches(list, of: estimator)
    } else {
      mapped = try tables()
    }
    for (column, table) in mapped {
      guard let categories = codes[column] else {
        throw inner.malformed("mapping", found: "no column \(column)")
      }
      // A series is one column; a frame of none is what contrasts of one category are.
      let isSeries = table.labels.isEmpty && !table.columns.isEmpty
      let names = isSeries ? [column] : table.labels.map(\.columnLabel)
      let absent = [Double](repeating: .nan, count: names.count)
      let columns = try table.columns.map { try numbers($0, column) }
      let rows = Dictionary(
        table.index.indices.compactMap { row in
          table.index[row].number.map { ($0, columns.map { $0[row] }) }
        }, uniquingKeysWith: { first, _ in first })
      var rule = CategoryRule(
        column: column, names: names,
        unknown: refuses("handle_unknown") ? nil : rows[Self.unknownCode] ?? absent)
      for (category, code) in zip(
        categories.index, try numbers(single(categories, column), column))
      {
        rule.add(category, rows[code] ?? absent)
      }
      if rule.missing == nil { rule.missing = rows[Self.missingCode] ?? rule.unknown }
      try add(rule)
    }
  }
}
