// Functions of two numbers, element by element. The members stand in `BinaryOperation+Table.swift`.

import Tensors

/// A function applied to the elements of two broadcast tensors of one dtype.
struct BinaryOperation: OperationDefinition {
  /// The cotangents of the operands before they are summed back to the operands' shapes.
  typealias Pullback = @Sendable (GradientContext, ValueID) throws -> (ValueID?, ValueID?)

  let name: String
  let summary: String
  /// The functions in each precision; `nil` where the operation does not take such numbers.
  let double: (@Sendable (Double, Double) -> Double)?
  let float: (@Sendable (Float, Float) -> Float)?
  /// The function of integers, whose result is cut to the dtype's width.
  let integer: (@Sendable (Int64, Int64) -> Int64)?
  /// `nil` where the operation is piecewise constant.
  let pullback: Pullback?
  var traits: OperationTraits { .elementwise }

  init(
    _ name: String, _ summary: String,
    _ double: (@Sendable (Double, Double) -> Double)? = nil,
    _ float: (@Sendable (Float, Float) -> Float)? = nil,
    integer: (@Sendable (Int64, Int64) -> Int64)? = nil, pullback: Pullback? = nil
  ) {
    self.name = name
    self.summary = summary
    self.double = double
    self.float = float
    self.integer = integer
    self.pullback = pullback
  }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let left = try context.numeric(0)
    let right = try context.numeric(1)
    guard left.dtype == right.dtype else {
      throw context.error("two tensors of one numeric dtype were expected; cast one")
    }
    guard left.dtype.isFloatingPoint ? double != nil : integer != nil else {
      throw context.error("\(name) does not take \(left.dtype)")
    }
    return [.tensor(left.dtype, try context.broadcast([left, right]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    try context.inSinglePrecision { context in
      let (a, b) = try context.broadcastPair()
      if a.dtype == .f64, let double {
        return [.tensor(a.combining(b, double))]
      }
      if a.dtype == .f32, let float {
        return [.tensor(a.combining(b, float))]
      }
      guard let integer else { throw context.error("\(name) does not take \(a.dtype)") }
      switch a.dtype {
      case .i64: return [.tensor(a.combining(b, integer))]
      case .i32: return [.tensor(a.combining(b) { (a: Int32, b: Int32) in cut(a, b, integer) })]
      case .i8: return [.tensor(a.combining(b) { (a: Int8, b: Int8) in cut(a, b, integer) })]
      default: throw context.error("\(name) does not take \(a.dtype)")
      }
    }
  }

  private func cut<Element: FixedWidthInteger>(
    _ a: Element, _ b: Element, _ function: (Int64, Int64) -> Int64
  ) -> Element {
    Element(truncatingIfNeeded: function(Int64(a), Int64(b)))
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let pullback, let cotangent = context.cotangents[0] else { return [nil, nil] }
    let (left, right) = try pullback(context, cotangent)
    return [
      try left.map { try context.builder.sum($0, toShapeOf: context.operands[0]) },
      try right.map { try context.builder.sum($0, toShapeOf: context.operands[1]) },
    ]
  }
}

/// `logical_and`, `logical_or`, `logical_xor` over broadcast booleans.
struct LogicalOperation: OperationDefinition {
  let name: String
  let summary: String
  let function: @Sendable (Bool, Bool) -> Bool
  var traits: OperationTraits { .elementwise }

  static let all = [
    LogicalOperation(name: "logical_and", summary: "Whether both are true.") { $0 && $1 },
    LogicalOperation(name: "logical_or", summary: "Whether either is true.") { $0 || $1 },
    LogicalOperation(name: "logical_xor", summary: "Whether exactly one is true.") { $0 != $1 },
  ]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let left = try context.tensor(0, of: .bool)
    let right = try context.tensor(1, of: .bool)
    return [.tensor(.bool, try context.broadcast([left, right]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (a, b) = try context.broadcastPair()
    return [.tensor(a.combining(b, function))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

extension EvaluationContext {
  /// The first two operands, broadcast to one shape.
  func broadcastPair() throws -> (Tensor, Tensor) {
    let a = try tensor(0)
    let b = try tensor(1)
    guard let shape = a.shape.broadcast(with: b.shape) else {
      throw error("shapes \(a.shape) and \(b.shape) do not broadcast")
    }
    return (a.broadcasting(to: shape), b.broadcasting(to: shape))
  }
}

extension Tensor {
  /// `function` of the elements at the same place of two tensors of one shape.
  func combining<Element: TensorElement, Result: TensorElement>(
    _ other: Tensor, _ function: (Element, Element) -> Result
  ) -> Tensor {
    let (left, right) = (elements(of: Element.self), other.elements(of: Element.self))
    return Tensor(left.indices.map { function(left[$0], right[$0]) }, shape: shape)
  }
}
