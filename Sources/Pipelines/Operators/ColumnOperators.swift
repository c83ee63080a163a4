// Choosing, joining and converting columns.

import Tensors

/// The columns at some places of a table, in the order given; a column may be taken more than once.
public struct SelectColumns: PipelineOperator {
  public static let name = "select"
  public static let meaning = "the columns at some places, in an order of their own"

  /// The places, from 0.
  public var indices: [Int]

  /// Selects the columns at `indices`.
  public init(indices: [Int]) { self.indices = indices }

  public var kind: String { "select columns" }
  public var facts: [String] { ["\(indices.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard indices.allSatisfy(table.columns.indices.contains) else {
      throw PipelineError(
        at: kind,
        "columns \(indices.filter { !table.columns.indices.contains($0) }) do not exist "
          + "in a table of \(table.width)")
    }
    return TableType(indices.map { table.columns[$0] })
  }
}

/// The columns of several tables side by side.
public struct ConcatenateColumns: PipelineOperator {
  public static let name = "concatenate"
  public static let meaning = "the columns of several tables side by side"

  /// Joins tables.
  public init() {}

  public var kind: String { "concatenate" }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    TableType(inputs.flatMap(\.columns))
  }
}

/// Every column converted to one numeric dtype; `f64` to `f32` rounds to nearest.
public struct CastColumns: PipelineOperator {
  public static let name = "cast"
  public static let meaning = "every column converted to one numeric type"

  /// The dtype of the result.
  public var dtype: DType

  /// Converts to `dtype`.
  public init(to dtype: DType) { self.dtype = dtype }

  public var kind: String { "cast to \(dtype.rawValue)" }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    return TableType(table.columns.map { ColumnType(name: $0.name, dtype: dtype) })
  }
}

extension [TableType] {
  /// The one input of an operator that takes one.
  func only(_ kind: String) throws -> TableType {
    guard count == 1 else {
      throw PipelineError(at: kind, "one table was expected, but there are \(count)")
    }
    return self[0]
  }

  /// The one input of an operator that takes one table of numbers.
  func numeric(_ kind: String) throws -> TableType {
    let table = try only(kind)
    if let index = table.columns.firstIndex(where: { $0.dtype == .string }) {
      throw PipelineError(
        at: kind,
        "column \(table.columns[index].name ?? String(index)) is text; "
          + "numbers were expected")
    }
    return table
  }

  /// The one input of an operator that takes one table of `width` columns of numbers.
  func numeric(_ kind: String, width: Int) throws -> TableType {
    let table = try numeric(kind)
    guard table.width == width else {
      throw PipelineError(
        at: kind, "\(width) columns were expected, but there are \(table.width)")
    }
    return table
  }
}
