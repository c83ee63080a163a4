// What plain evaluations need of a number, in the number's own precision.

import Tensors

/// An element type that arithmetic and ordering work on; `bf16` is computed in `f32` instead.
package protocol NumericElement: TensorElement, Comparable {
  /// The number 0.
  static var zeroElement: Self { get }
  /// The number 1.
  static var oneElement: Self { get }
  /// Whether the value is not a number.
  var isNotANumber: Bool { get }
  /// The sum; integers wrap around.
  func plus(_ other: Self) -> Self
  /// The product; integers wrap around.
  func times(_ other: Self) -> Self
}

extension NumericElement where Self: BinaryFloatingPoint {
  package static var zeroElement: Self { 0 }
  package static var oneElement: Self { 1 }
  package var isNotANumber: Bool { isNaN }
  package func plus(_ other: Self) -> Self { self + other }
  package func times(_ other: Self) -> Self { self * other }
}

extension NumericElement where Self: FixedWidthInteger {
  package static var zeroElement: Self { 0 }
  package static var oneElement: Self { 1 }
  package var isNotANumber: Bool { false }
  package func plus(_ other: Self) -> Self { self &+ other }
  package func times(_ other: Self) -> Self { self &* other }
}

extension Double: NumericElement {}
extension Float: NumericElement {}
extension Int64: NumericElement {}
extension Int32: NumericElement {}
extension Int8: NumericElement {}

extension NumericElement {
  /// NumPy's order for sorting: ascending, with every NaN behind every number.
  package func isOrdered(before other: Self) -> Bool {
    if isNotANumber { return false }
    return other.isNotANumber || self < other
  }
}

extension DType {
  /// The element type to compute in; `nil` for `bf16`, `bool` and `string`.
  package var numericElement: (any NumericElement.Type)? {
    switch self {
    case .f64: Double.self
    case .f32: Float.self
    case .i64: Int64.self
    case .i32: Int32.self
    case .i8: Int8.self
    case .bf16, .bool, .string: nil
    }
  }
}

extension EvaluationContext {
  /// The dense operand `index`; verified programs have one there.
  package func tensor(_ index: Int) throws -> Tensor {
    guard index < operands.count, case .tensor(let tensor) = operands[index] else {
      throw error("operand \(index) is not a dense tensor")
    }
    return tensor
  }

  /// The same evaluation of other operands.
  package func replacing(operands: [Value]) -> EvaluationContext {
    EvaluationContext(
      name: name, operands: operands, attributes: attributes, program: program, invoke: invoke)
  }

  /// Runs `body` on `f32` copies of `bf16` operands, and rounds its `f32` results back.
  package func inSinglePrecision(
    _ body: (EvaluationContext) throws -> [Value]
  ) throws -> [Value] {
    guard operands.contains(where: { $0.denseDType == .bf16 }) else { return try body(self) }
    let widened = operands.map { operand in
      operand.denseDType == .bf16 ? Value.tensor(operand.tensor.widened()) : operand
    }
    return try body(replacing(operands: widened)).map { result in
      result.denseDType == .f32 ? Value.tensor(result.tensor.narrowed()) : result
    }
  }

  /// The element type of the dense operand `index`, to compute in.
  package func numericElement(_ index: Int) throws -> any NumericElement.Type {
    let dtype = try tensor(index).dtype
    guard let type = dtype.numericElement else { throw error("\(dtype) is not a numeric dtype") }
    return type
  }
}

extension Value {
  fileprivate var denseDType: DType? {
    if case .tensor(let tensor) = self { tensor.dtype } else { nil }
  }
}

extension Tensor {
  /// `bf16` as `f32`, exactly.
  package func widened() -> Tensor {
    withElements(of: BFloat16.self) { Tensor($0.map(\.float), shape: shape) }
  }

  /// `f32` rounded to `bf16`.
  package func narrowed() -> Tensor {
    withElements(of: Float.self) { Tensor($0.map { BFloat16($0) }, shape: shape) }
  }
}
