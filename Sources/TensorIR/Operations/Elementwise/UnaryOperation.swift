// Functions of one number, element by element. The members stand in `UnaryOperation+Table.swift`.

import Tensors

/// A function applied to every element of a numeric tensor.
struct UnaryOperation: OperationDefinition {
  /// The cotangent of the operand, from the place and the cotangent of the result.
  typealias Pullback = @Sendable (GradientContext, ValueID) throws -> ValueID

  let name: String
  let summary: String
  let double: @Sendable (Double) -> Double
  let float: @Sendable (Float) -> Float
  /// The function of integers, whose result is cut to the dtype's width; `nil` where it has none.
  let integer: (@Sendable (Int64) -> Int64)?
  /// `nil` where the function is piecewise constant.
  let pullback: Pullback?
  var traits: OperationTraits { .elementwise }

  init(
    _ name: String, _ summary: String, _ double: @escaping @Sendable (Double) -> Double,
    _ float: @escaping @Sendable (Float) -> Float,
    integer: (@Sendable (Int64) -> Int64)? = nil, pullback: Pullback?
  ) {
    self.name = name
    self.summary = summary
    self.double = double
    self.float = float
    self.integer = integer
    self.pullback = pullback
  }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(integer == nil ? try context.floating(0) : try context.numeric(0))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      let result: Tensor
      switch x.dtype {
      case .f64: result = Tensor(x.elements(of: Double.self).map(double), shape: x.shape)
      case .f32: result = Tensor(x.elements(of: Float.self).map(float), shape: x.shape)
      case .i64: result = try integers(x, Int64.self, context)
      case .i32: result = try integers(x, Int32.self, context)
      case .i8: result = try integers(x, Int8.self, context)
      case .bf16, .bool, .string: throw context.error("\(x.dtype) is not a numeric dtype")
      }
      return [.tensor(result)]
    }
  }

  private func integers<Element: FixedWidthInteger & TensorElement>(
    _ x: Tensor, _ type: Element.Type, _ context: EvaluationContext
  ) throws -> Tensor {
    guard let integer else { throw context.error("\(x.dtype) is not a floating-point dtype") }
    return Tensor(
      x.elements(of: type).map { Element(truncatingIfNeeded: integer(Int64($0))) }, shape: x.shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let pullback, let cotangent = context.cotangents[0] else { return [nil] }
    return [try pullback(context, cotangent)]
  }
}

/// `is_nan`, `is_infinite`: a property of every element of a floating-point tensor.
struct ClassifyOperation: OperationDefinition {
  let name: String
  let summary: String
  let double: @Sendable (Double) -> Bool
  let float: @Sendable (Float) -> Bool
  var traits: OperationTraits { .elementwise }

  static let all = [
    ClassifyOperation(
      name: "is_nan", summary: "Whether each element is NaN.", double: \.isNaN, float: \.isNaN),
    ClassifyOperation(
      name: "is_infinite", summary: "Whether each element is an infinity of either sign.",
      double: \.isInfinite, float: \.isInfinite),
  ]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(.bool, try context.floating(0).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      let result =
        x.dtype == .f64
        ? x.elements(of: Double.self).map(double) : x.elements(of: Float.self).map(float)
      return [.tensor(Tensor(result, shape: x.shape))]
    }
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `logical_not`: the negation of booleans.
struct LogicalNotOperation: OperationDefinition {
  let name = "logical_not"
  let summary = "The negation of each boolean."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(try context.tensor(0, of: .bool))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    return [.tensor(Tensor(x.elements(of: Bool.self).map { !$0 }, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}
