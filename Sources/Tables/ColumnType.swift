// The types a column of a table can have.

import Tensors

/// The type of a column's values.
public enum ColumnType: String, Sendable, Hashable, CaseIterable {
  /// 64-bit floating-point numbers; a missing one is NaN.
  case f64
  /// 32-bit floating-point numbers, each the nearest one to the 64-bit number that the text reads as
  /// (which is what pandas and NumPy make of it); a missing one is NaN.
  case f32
  /// 64-bit integers; a missing one is 0 and marked as missing.
  case i64
  /// Truth values; a missing one is false and marked as missing.
  case bool
  /// Text.
  case string

  /// The dtype of the column's tensor.
  public var dtype: DType {
    switch self {
    case .f64: .f64
    case .f32: .f32
    case .i64: .i64
    case .bool: .bool
    case .string: .string
    }
  }

  /// The column type with this dtype, or `nil` where tables have none: `bf16`, `i32` and `i8`.
  public init?(_ dtype: DType) {
    switch dtype {
    case .f64: self = .f64
    case .f32: self = .f32
    case .i64: self = .i64
    case .bool: self = .bool
    case .string: self = .string
    case .bf16, .i32, .i8: return nil
    }
  }

  /// What a value has to be, for errors.
  var expectation: String {
    switch self {
    case .f64, .f32: "a number"
    case .i64: "an integer of 64 bits"
    case .bool: "true or false"
    case .string: "text"
    }
  }
}
