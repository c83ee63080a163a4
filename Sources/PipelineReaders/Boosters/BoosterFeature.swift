// What a booster's file says of the columns that its trees test.

import Pipelines
import Tensors

/// A feature of an XGBoost or LightGBM model.
public struct BoosterFeature: Hashable, Sendable {
  /// What the cells of the feature's column are.
  public enum Values: Hashable, Sendable {
    /// Numbers that trees compare with thresholds.
    case numbers
    /// Whole numbers that stand for categories, which the file does not name.
    case codes
    /// Texts or numbers, each standing for its place in this list.
    case categories([CellValue])
    /// Truth values, each standing for its place in this list.
    ///
    /// The column is text, since truth values cannot be missing: `true`, `True` and `TRUE` are one.
    case truthValues([Bool])
  }

  /// The name, where the file has one.
  public var name: String?
  /// What the cells are.
  public var values: Values

  /// Describes a feature.
  public init(name: String?, values: Values) {
    self.name = name
    self.values = values
  }

  /// The dtype of the column: text for a feature with categories of text or of truth values.
  public var dtype: DType {
    switch values {
    case .truthValues: return .string
    case .categories(let categories):
      if case .text = categories.first { return .string }
      return .f64
    case .numbers, .codes: return .f64
    }
  }

  /// The feature as an input column of a pipeline.
  public var inputColumn: InputColumn {
    let note: String? =
      switch values {
      case .numbers: nil
      case .codes:
        "category codes, whole numbers from 0; the model file does not name the categories"
      case .categories(let categories): "\(categories.count) categories"
      case .truthValues: "true or false"
      }
    return InputColumn(name: name, dtype: dtype, note: note)
  }

  /// The code of each category; `nil` for a feature that is a number already.
  private func codes(unknown: UnknownCategory) -> CategoryTable? {
    var categories: [CellValue] = []
    var codes: [Double?] = []
    switch values {
    case .numbers, .codes: return nil
    case .categories(let values):
      categories = values
      codes = values.indices.map { Double($0) }
    case .truthValues(let values):
      for (code, value) in values.enumerated() {
        for spelling in value ? ["true", "True", "TRUE"] : ["false", "False", "FALSE"] {
          categories.append(.text(spelling))
          codes.append(Double(code))
        }
      }
    }
    return CategoryTable(
      categories: categories + [.missing], codes: codes + [nil], unknown: unknown)
  }
}

extension BoosterFeature {
  /// Appends to `pipeline` what turns `table`, a column a feature, into numbers: categories become
  /// their codes, missing ones NaN, and unseen ones what `unknown` says.
  ///
  /// - Returns: `table` itself where no feature has categories.
  static func encode(
    _ features: [BoosterFeature], of table: TableReference, unknown: UnknownCategory,
    into pipeline: inout Pipeline, origin: [String]
  ) throws -> TableReference {
    let tables = features.map { $0.codes(unknown: unknown) }
    let encoded = features.indices.filter { tables[$0] != nil }
    return try pipeline.replaceColumns(encoded, of: table, origin: origin) { pipeline, selected in
      try pipeline.apply(
        OrdinalEncode(columns: tables.compactMap(\.self)), to: [selected], origin: origin)
    }
  }
}

extension Pipeline {
  /// Appends what `replace` appends for the columns at `indices` of `table`, and gives all columns in
  /// their old order, those at `indices` replaced.
  ///
  /// - Returns: `table` itself where there are no indices.
  mutating func replaceColumns(
    _ indices: [Int], of table: TableReference, origin: [String],
    by replace: (inout Pipeline, TableReference) throws -> TableReference
  ) throws -> TableReference {
    if indices.isEmpty { return table }
    let width = type(of: table).width
    let kept = Array(Set(0..<width).subtracting(indices)).sorted()
    if kept.isEmpty { return try replace(&self, table) }
    let selected = try apply(SelectColumns(indices: indices), to: [table], origin: origin)
    let replaced = try replace(&self, selected)
    let rest = try apply(SelectColumns(indices: kept), to: [table], origin: origin)
    let joined = try apply(ConcatenateColumns(), to: [replaced, rest], origin: origin)
    var places = [Int](repeating: 0, count: width)
    for (place, index) in (indices + kept).enumerated() { places[index] = place }
    if places == Array(0..<width) { return joined }
    return try apply(SelectColumns(indices: places), to: [joined], origin: origin)
  }
}
