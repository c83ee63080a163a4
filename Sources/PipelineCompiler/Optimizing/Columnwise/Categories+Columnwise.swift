// Encoders, whose categories can be fewer.

import Pipelines

extension OneHotEncode: ColumnwiseOperator {
  var isComputedByColumn: Bool { true }
  var reading: ColumnReading { .blocks(columns.map(\.slotCount)) }
  func refusesCells(ofColumn column: Int) -> Bool { columns[column].unknown == .refuse }

  /// Fewer columns, and of those only the slots that are wanted.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    var tables: [CategoryTable] = []
    var read: [Int] = []
    var rest = columns[...]
    var start = 0
    for (index, table) in self.columns.enumerated() {
      let end = start + table.slotCount
      let slots = rest.prefix { $0 < end }.map { $0 - start }
      rest = rest.dropFirst(slots.count)
      start = end
      guard !slots.isEmpty else { continue }
      guard let narrow = table.keeping(slots: slots) else { return nil }
      tables.append(narrow)
      read.append(index)
    }
    return Narrowing(
      operation: OneHotEncode(columns: tables, dtype: dtype), inputs: [read], outputs: columns)
  }
}

extension CategoryTable {
  /// The table of an encoder that gives only some of the slots, ascending; `nil` where a category's slot
  /// is none.
  ///
  /// A category without a slot is left out where that is what an unknown one gets, too.
  fileprivate func keeping(slots: [Int]) -> CategoryTable? {
    let places = Dictionary(uniqueKeysWithValues: slots.enumerated().map { ($1, Double($0)) })
    func isSlot(_ code: Double) -> Bool {
      Int(exactly: code).map { (0..<slotCount).contains($0) } ?? false
    }
    guard codes.allSatisfy({ $0.map(isSlot) ?? true }) else { return nil }
    var kept = zip(categories, codes).map { category, code in
      (category, code.flatMap { places[Int($0)] })
    }
    var unknown = unknown
    if case .treatAs(let code) = unknown {
      guard isSlot(code) else { return nil }
      unknown = places[Int(code)].map(UnknownCategory.treatAs) ?? .none
    }
    if unknown == .none {
      let known = kept.filter { $0.1 != nil }
      // An encoder knows at least one category.
      kept = known.isEmpty ? Array(kept.prefix(1)) : known
    }
    return CategoryTable(
      categories: kept.map(\.0), codes: kept.map(\.1), unknown: unknown, slotCount: slots.count)
  }
}

extension OrdinalEncode: ColumnwiseOperator {
  var isComputedByColumn: Bool { true }
  func refusesCells(ofColumn column: Int) -> Bool { columns[column].unknown == .refuse }

  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(OrdinalEncode(columns: self.columns.at(columns), dtype: dtype), columns)
  }
}

extension HashCategories: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(self, columns)
  }
}
