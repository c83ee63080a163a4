// The Swift types that stand for dtypes.

/// A Swift type whose memory is an element of a numeric or boolean tensor.
public protocol TensorElement: Sendable, BitwiseCopyable {
  /// The dtype whose elements have this type.
  static var dtype: DType { get }
}

extension Double: TensorElement { public static var dtype: DType { .f64 } }
extension Float: TensorElement { public static var dtype: DType { .f32 } }
extension BFloat16: TensorElement { public static var dtype: DType { .bf16 } }
extension Int64: TensorElement { public static var dtype: DType { .i64 } }
extension Int32: TensorElement { public static var dtype: DType { .i32 } }
extension Int8: TensorElement { public static var dtype: DType { .i8 } }
extension Bool: TensorElement { public static var dtype: DType { .bool } }
