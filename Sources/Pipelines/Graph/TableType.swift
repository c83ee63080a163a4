// What flows between the operators of a pipeline: tables of typed columns.

import Tensors

/// The type of one column of a pipeline's table.
public struct ColumnType: Hashable, Sendable {
  /// The column's name, where the training library knew one.
  public var name: String?
  /// The type of the cells: `f64`, `f32`, `i64`, `bool` or `string`.
  ///
  /// A missing number is NaN; a missing string is a missing element.
  public var dtype: DType

  /// Describes a column.
  public init(name: String? = nil, dtype: DType) {
    self.name = name
    self.dtype = dtype
  }
}

/// The columns of a table, in order.
public struct TableType: Hashable, Sendable {
  /// The columns in order.
  public var columns: [ColumnType]

  /// Describes a table.
  public init(_ columns: [ColumnType]) { self.columns = columns }

  /// A table of `width` unnamed columns of one dtype.
  public init(width: Int, dtype: DType) {
    columns = Array(repeating: ColumnType(dtype: dtype), count: width)
  }

  /// The number of columns.
  public var width: Int { columns.count }

  /// The dtype that every column has; `nil` where they differ or there is none.
  public var uniformDType: DType? {
    guard let first = columns.first?.dtype, columns.allSatisfy({ $0.dtype == first }) else {
      return nil
    }
    return first
  }

  /// The dtype in which the columns meet when they become one matrix, by NumPy's promotion rules;
  /// `nil` where text meets numbers.
  public var promotedDType: DType? {
    guard var result = columns.first?.dtype else { return .f64 }
    for column in columns.dropFirst() where column.dtype != result {
      guard column.dtype != .string, result != .string else { return nil }
      result = Self.promote(result, column.dtype)
    }
    return result
  }

  private static func promote(_ a: DType, _ b: DType) -> DType {
    let pair: Set<DType> = [a, b]
    if pair == [.bool, .i64] { return .i64 }
    if pair == [.bool, .f32] { return .f32 }
    return .f64
  }
}
