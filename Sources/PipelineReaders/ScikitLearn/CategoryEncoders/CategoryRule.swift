// What an encoder of the package category_encoders makes of a column, as a table of categories.

import Pipelines
import Tensors

/// The columns that each category of a column becomes.
struct CategoryRule {
  /// The name of the encoded column.
  let column: String
  /// The categories, and what each becomes, one number an output column; NaN for none.
  private(set) var categories: [(value: InertValue, row: [Double])] = []
  /// What an unseen category becomes; `nil` where it is refused.
  var unknown: [Double]?
  /// What a missing cell becomes; `nil` where it is treated as unseen.
  var missing: [Double]?
  /// The names of the output columns.
  let names: [String]

  init(column: String, names: [String], unknown: [Double]?) {
    self.column = column
    self.names = names
    self.unknown = unknown
  }

  /// Adds a category, or says what a missing cell becomes.
  mutating func add(_ value: InertValue, _ row: [Double]) {
    if value.isMissingValue {
      missing = row
    } else {
      categories.append((value, row))
    }
  }

  /// The type of the column's cells; `nil` where no category tells.
  func type(of estimator: Estimator) throws -> DType? {
    let texts = categories.count { $0.value.text != nil }
    let numbers = categories.count { $0.value.number != nil || $0.value.boolean != nil }
    guard texts == categories.count || numbers == categories.count else {
      throw estimator.unsupported(
        "column \(column) has categories of several kinds; convert it to text and fit it again")
    }
    if categories.isEmpty { return nil }
    if texts > 0 { return .string }
    return categories.allSatisfy { $0.value.boolean != nil } ? .bool : .f64
  }

  /// One table of categories for each output column.
  var tables: [CategoryTable] {
    names.indices.map { place in
      var values = categories.map { Self.cell($0.value) }
      var codes = categories.map { Self.code($0.row[place]) }
      if let missing {
        values.append(.missing)
        codes.append(Self.code(missing[place]))
      }
      let unknown: UnknownCategory =
        self.unknown.map { $0[place].isNaN ? .none : .treatAs($0[place]) } ?? .refuse
      return CategoryTable(categories: values, codes: codes, unknown: unknown)
    }
  }

  private static func code(_ number: Double) -> Double? { number.isNaN ? nil : number }

  private static func cell(_ value: InertValue) -> CellValue {
    if let text = value.text { return .text(text) }
    return .number(value.number ?? (value.boolean == true ? 1 : 0))
  }
}
