// Categories to the hashes by which CatBoost knows them.

import Tensors

/// The 32-bit CityHash of each cell's text; of a whole number, that of its decimal digits.
public struct HashCategories: PipelineOperator {
  public static let name = "hash-categories"
  public static let meaning = "the 32-bit CityHash of each cell's text"

  /// Hashes cells.
  public init() {}

  public var kind: String { "hash categories" }

  /// One integer column for each column of text, of integers or of truth values.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    if let index = table.columns.firstIndex(where: { $0.dtype.isFloatingPoint }) {
      throw PipelineError(
        at: kind,
        "column \(table.columns[index].name ?? String(index)) holds floating-point numbers, which are "
          + "no categories; whole numbers or text were expected")
    }
    return TableType(table.columns.map { ColumnType(name: $0.name, dtype: .i64) })
  }
}
