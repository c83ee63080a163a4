// The element types that tensors, programs and kernels know.

/// The type of a tensor's elements.
public enum DType: String, Sendable, Hashable, CaseIterable, Codable {
  case f64
  case f32
  case bf16
  case i64
  case i32
  case i8
  case bool
  /// Nullable UTF-8 text of any length.
  case string

  /// The size of one element in bytes; `nil` for strings, which have no fixed size.
  public var byteCount: Int? {
    switch self {
    case .f64, .i64: 8
    case .f32, .i32: 4
    case .bf16: 2
    case .i8, .bool: 1
    case .string: nil
    }
  }

  /// Whether the elements are floating-point numbers.
  public var isFloatingPoint: Bool { self == .f64 || self == .f32 || self == .bf16 }

  /// Whether the elements are integers; `bool` is not one.
  public var isInteger: Bool { self == .i64 || self == .i32 || self == .i8 }

  /// Whether the elements are numbers.
  public var isNumeric: Bool { isFloatingPoint || isInteger }
}
