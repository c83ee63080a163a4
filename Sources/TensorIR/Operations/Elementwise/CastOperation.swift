// Changing the dtype of numbers and booleans.

import Tensors

/// `cast {dtype}`: the same numbers in another dtype.
///
/// To a smaller float: rounded to nearest, ties to even; overflow is infinite. Float to integer:
/// truncated toward zero, NaN is 0, and what is out of range saturates. Integer to a smaller
/// integer: the low bits are kept. To `bool`: whether the number is not 0 (NaN is true).
struct CastOperation: OperationDefinition {
  let name = "cast"
  let summary = """
    The same numbers in another dtype. Floats truncate toward zero and saturate when they become \
    integers, and NaN becomes 0; integers keep their low bits; to bool is "not 0".
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard type.dtype != .string, dtype != .string else {
      throw context.error("strings are not cast; use string_to_number")
    }
    return [.tensor(dtype, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    return [.tensor(x.casting(to: try context.attributes.dtype("dtype", of: name)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let dtype = context.builder.tensorType(of: context.operands[0]).dtype
    guard let g = context.cotangents[0], dtype.isFloatingPoint else { return [nil] }
    return [try context.builder.cast(g, dtype)]
  }
}

extension FunctionBuilder {
  /// The same numbers as `dtype`; float to integer truncates and saturates, and NaN is 0.
  public func cast(_ x: ValueID, _ dtype: DType) throws -> ValueID {
    try append(one: "cast", [x], ["dtype": .dtype(dtype)])
  }
}

extension Tensor {
  /// The same numbers as `target`; neither dtype is `string`.
  package func casting(to target: DType) -> Tensor {
    if dtype == target { return self }
    switch dtype {
    case .f64: return floats(Double.self, to: target)
    case .f32: return floats(Float.self, to: target)
    case .bf16: return widened().casting(to: target)
    case .i64: return integers(Int64.self, to: target)
    case .i32: return integers(Int32.self, to: target)
    case .i8: return integers(Int8.self, to: target)
    case .bool:
      let bits = elements(of: Bool.self).map { Int8($0 ? 1 : 0) }
      return Tensor(bits, shape: shape).casting(to: target)
    case .string: preconditionFailure("text has no numeric value")
    }
  }

  private func floats<Source: BinaryFloatingPoint & TensorElement>(
    _ type: Source.Type, to target: DType
  ) -> Tensor {
    let source = elements(of: type)
    switch target {
    case .f64: return Tensor(source.map { Double($0) }, shape: shape)
    case .f32: return Tensor(source.map { Float($0) }, shape: shape)
    case .bf16: return Tensor(source.map { BFloat16(rounding: Double($0)) }, shape: shape)
    case .i64: return Tensor(source.map { Int64(saturating: Double($0)) }, shape: shape)
    case .i32: return Tensor(source.map { Int32(saturating: Double($0)) }, shape: shape)
    case .i8: return Tensor(source.map { Int8(saturating: Double($0)) }, shape: shape)
    case .bool: return Tensor(source.map { $0 != 0 }, shape: shape)
    case .string: preconditionFailure("numbers are not text")
    }
  }

  private func integers<Source: FixedWidthInteger & TensorElement>(
    _ type: Source.Type, to target: DType
  ) -> Tensor {
    let source = elements(of: type)
    switch target {
    case .f64: return Tensor(source.map { Double($0) }, shape: shape)
    case .f32: return Tensor(source.map { Float($0) }, shape: shape)
    case .bf16: return Tensor(source.map { BFloat16(Float($0)) }, shape: shape)
    case .i64: return Tensor(source.map { Int64(truncatingIfNeeded: $0) }, shape: shape)
    case .i32: return Tensor(source.map { Int32(truncatingIfNeeded: $0) }, shape: shape)
    case .i8: return Tensor(source.map { Int8(truncatingIfNeeded: $0) }, shape: shape)
    case .bool: return Tensor(source.map { $0 != 0 }, shape: shape)
    case .string: preconditionFailure("numbers are not text")
    }
  }
}

extension FixedWidthInteger {
  /// `value` truncated toward zero; NaN is 0, and what is out of range saturates.
  fileprivate init(saturating value: Double) {
    if value.isNaN {
      self = 0
    } else if let exact = Self(exactly: value.rounded(.towardZero)) {
      self = exact
    } else {
      self = value < 0 ? .min : .max
    }
  }
}

extension BFloat16 {
  /// Rounds a double once: by way of a `Float` that is rounded to odd, so that no tie is invented.
  fileprivate init(rounding value: Double) {
    let nearest = Float(value)
    guard nearest.isFinite, Double(nearest) != value, nearest.bitPattern & 1 == 0 else {
      self.init(nearest)
      return
    }
    let isAbove = Double(nearest) > value
    self.init(isAbove ? nearest.nextDown : nearest.nextUp)
  }
}
