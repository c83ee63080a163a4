// Cells to entries of a table: what one-hot and ordinal encoders have in common.

import Pipelines
import TensorIR
import Tensors

/// A column's cells as places in a table of what each category becomes.
///
/// The table has an entry for each category, in the order of `codes`, then one for the unknown, then
/// one for the missing.
struct CategoryLookup {
  /// The categories that are not missing, in the order of their places.
  private let known: [CellValue]
  /// What each place stands for: the codes of `known`, then of the unknown, then of the missing.
  let codes: [CategoryCode]
  private let refusesUnknown: Bool
  private let knowsMissing: Bool

  /// Prepares to look up the categories of `table`.
  init(_ table: CategoryTable) {
    var entries: [(CellValue, CategoryCode)] = []
    var missing: CategoryCode?
    for (category, code) in zip(table.categories, table.codes) {
      let code = code.map(CategoryCode.code) ?? .none
      if category.isMissing { missing = missing ?? code } else { entries.append((category, code)) }
    }
    // Numbers are searched for by halves, so they ascend; of equal ones the first counts.
    entries = entries.enumerated().sorted { a, b in
      guard let left = a.element.0.number, let right = b.element.0.number, left != right else {
        return a.offset < b.offset
      }
      return left < right
    }.map(\.element)
    let unknown: CategoryCode
    switch table.unknown {
    case .refuse: unknown = .none
    case .treatAs(let code): unknown = .code(code)
    case .none: unknown = .none
    }
    known = entries.map(\.0)
    codes = entries.map(\.1) + [unknown, missing ?? unknown]
    refusesUnknown = table.unknown == .refuse
    knowsMissing = missing != nil
  }

  /// The place of each cell of a column `[rows, 1]`, as `i64`, below `codes.count`.
  ///
  /// Where the encoder refuses what it has not seen, running the program fails there.
  func places(
    of cells: LoweredTable, column name: String, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    guard let slab = cells.slabs.first else { throw context.error("the column does not exist") }
    let places =
      try slab.dtype == .string ? find(text: slab.value, b) : find(numbers: slab.value, b)
    guard refusesUnknown else { return places }
    var isFine = try b.compare(places, b.scalar(Double(known.count), .i64), .less)
    if knowsMissing {
      let missing = try b.scalar(Double(known.count + 1), .i64)
      isFine = try b.logicalOr(isFine, b.compare(places, missing, .equal))
    }
    return try b.require(
      places, isFine, subject: slab.value,
      message: "\(context.place): column \(name) holds a category that training did not see")
  }

  private func find(text x: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    let vocabulary = try b.constant(Tensor(strings: known.map(\.text)), named: "vocabulary")
    let found = try b.stringLookup(x, vocabulary: vocabulary)
    // -1, absent, becomes `known.count`; -2, missing, the place behind it.
    let behind = try b.subtract(b.scalar(Double(known.count - 1), .i64), found)
    let isFound = try b.compare(found, b.scalar(0, .i64), .greaterOrEqual)
    return try b.select(isFound, found, behind)
  }

  private func find(numbers x: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    let wide = b.tensorType(of: x).dtype == .f64 ? x : try b.cast(x, .f64)
    let numbers = known.compactMap(\.number)
    let sorted = try b.constant(Tensor(numbers), named: "categories")
    let place = try b.searchSorted(sorted, wide, side: .left)
    // Behind the last category, and for NaN, there is nothing that a cell can be equal to.
    let ends = try b.constant(Tensor(numbers + [.nan]), named: "categories")
    let isKnown = try b.compare(b.gather(ends, place, axis: 0), wide, .equal)
    let unknown = try b.scalar(Double(known.count), .i64)
    let missing = try b.scalar(Double(known.count + 1), .i64)
    return try b.select(
      isKnown, place, b.select(b.isNaN(wide), missing, unknown))
  }
}

/// What a category becomes.
enum CategoryCode: Hashable {
  /// A code: a place among the output columns, or the number itself.
  case code(Double)
  /// No output column, or NaN.
  case none
}

extension CellValue {
  fileprivate var isMissing: Bool {
    switch self {
    case .missing: true
    case .number(let number): number.isNaN
    case .text: false
    }
  }

  fileprivate var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }

  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}
