// Functions of the elements at one place.

import TensorIR
import Tensors

enum StandardElementwise {
  static var rules: [String: OperatorRule] {
    var rules: [String: OperatorRule] = [:]
    for name in [
      "Abs", "Exp", "Log", "Sqrt", "Reciprocal", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan",
      "Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Erf", "Floor", "Ceil", "Sign",
    ] {
      rules[name] = unary(name.lowercased())
    }
    for (name, ours) in [
      ("Neg", "negate"), ("Sigmoid", "logistic"), ("Round", "round_half_even"),
      ("IsNaN", "is_nan"), ("Not", "logical_not"),
    ] {
      rules[name] = unary(ours)
    }
    for (name, ours) in [
      ("Add", "add"), ("Sub", "subtract"), ("Mul", "multiply"), ("Div", "divide"),
      ("And", "logical_and"), ("Or", "logical_or"), ("Xor", "logical_xor"),
      ("BitwiseAnd", "bitwise_and"), ("BitwiseOr", "bitwise_or"), ("BitwiseXor", "bitwise_xor"),
    ] {
      rules[name] = binary(ours)
    }
    for (name, direction) in [
      ("Equal", .equal), ("Less", .less), ("LessOrEqual", .lessOrEqual), ("Greater", .greater),
      ("GreaterOrEqual", .greaterOrEqual),
    ] as [(String, Comparison)] {
      rules[name] = comparison(direction)
    }
    for (name, ours) in [("Max", "maximum"), ("Min", "minimum"), ("Sum", "add"), ("Mean", "add")] {
      rules[name] = variadic(ours, isMean: name == "Mean")
    }
    rules["Where"] = tensor { c in try c.b.select(c.tensor(0), c.tensor(1), c.tensor(2)) }
    rules["Cast"] = tensor { c in
      try Casting.cast(
        c, c.tensor(0),
        DType(onnx: Int32(truncatingIfNeeded: c.node.int("to", 0)), at: c.node.place))
    }
    rules["CastLike"] = tensor { c in
      try Casting.cast(c, c.tensor(0), c.dtype(c.tensor(1)))
    }
    rules["BitwiseNot"] = tensor { c in
      let x = try c.tensor(0)
      return try c.b.bitwiseXor(x, c.number(-1, like: x))
    }
    rules["Pow"] = tensor(power)
    rules["Mod"] = tensor(modulo)
    rules["BitShift"] = tensor(shift)
    rules["IsInf"] = tensor(isInfinite)
    rules["Clip"] = tensor(clip)
    return rules
  }

  private static func unary(_ name: String) -> OperatorRule {
    tensor { c in try c.b.append(one: name, [c.tensor(0)]) }
  }

  private static func binary(_ name: String) -> OperatorRule {
    tensor { c in
      let (x, y) = (try c.tensor(0), try c.tensor(1))
      guard c.node.version < 7 else { return try c.b.append(one: name, [x, y]) }
      return try c.b.append(one: name, [x, alignedBefore7(c, y, to: x)])
    }
  }

  /// Broadcasting as it was before version 7: the second operand's axes are those of the first from an
  /// axis on, where the attribute `broadcast` says so.
  private static func alignedBefore7(
    _ c: NodeContext, _ y: ValueID, to x: ValueID
  ) throws -> ValueID {
    guard c.node.flag("broadcast"),
      let axis = c.node.ints("axis") ?? c.node.attributes["axis"].map({ [Int($0.i)] }),
      let first = axis.first
    else { return y }
    let start = try c.axis(first, rank: c.rank(x))
    let behind = c.rank(x) - start - c.rank(y)
    guard behind >= 0 else { throw c.node.error("axis \(first)") }
    let dimensions = c.type(y).dimensions + Array(repeating: .fixed(1), count: behind)
    return try c.b.reshape(y, dimensions)
  }

  private static func comparison(_ direction: Comparison) -> OperatorRule {
    tensor { c in
      let (x, y) = (try c.tensor(0), try c.tensor(1))
      return c.dtype(x) == .string
        ? try c.b.stringEqual(x, y) : try c.b.compare(x, y, direction)
    }
  }

  private static func variadic(_ name: String, isMean: Bool) -> OperatorRule {
    tensor { c in
      let operands = try c.tensors()
      guard let first = operands.first else { throw c.node.error("no inputs") }
      let all = try operands.dropFirst().reduce(first) { try c.b.append(one: name, [$0, $1]) }
      return isMean ? try c.b.divide(all, c.number(Double(operands.count), like: all)) : all
    }
  }

  /// The exponent's dtype does not change the result's.
  private static func power(_ c: NodeContext) throws -> ValueID {
    let (x, y) = (try c.tensor(0), try c.tensor(1))
    let dtype = c.dtype(x)
    let wide = dtype.isInteger && c.dtype(y).isFloatingPoint ? .f64 : dtype
    return try c.b.cast(c.b.power(c.b.cast(x, wide), c.b.cast(y, wide)), dtype)
  }

  /// The remainder with the divisor's sign, or with the dividend's as C's `fmod`.
  private static func modulo(_ c: NodeContext) throws -> ValueID {
    let (x, y) = (try c.tensor(0), try c.tensor(1))
    guard c.node.flag("fmod") else { return try c.b.remainder(x, y) }
    let size = try c.b.remainder(c.b.abs(x), c.b.abs(y))
    let isNegative = try c.b.compare(x, c.number(0, like: x), .less)
    return try c.b.select(isNegative, c.b.negate(size), size)
  }

  private static func shift(_ c: NodeContext) throws -> ValueID {
    let (x, count) = (try c.tensor(0), try c.tensor(1))
    // Counts are unsigned: a negative one shifts everything out.
    let isNegative = try c.b.compare(count, c.number(0, like: count), .less)
    let bits = try c.b.select(isNegative, c.number(64, like: count), count)
    return c.node.text("direction") == "LEFT"
      ? try c.b.shiftLeft(x, bits) : try c.b.shiftRight(x, bits)
  }

  private static func isInfinite(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let zero = try c.number(0, like: x)
    var infinite = try c.b.isInfinite(x)
    if !c.node.flag("detect_positive", true) {
      infinite = try c.b.logicalAnd(infinite, c.b.compare(x, zero, .less))
    }
    if !c.node.flag("detect_negative", true) {
      infinite = try c.b.logicalAnd(infinite, c.b.compare(x, zero, .greater))
    }
    return infinite
  }

  /// Bounds are attributes before version 11, and inputs from it on.
  private static func clip(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    if c.node.version < 11 {
      if c.node.has("min") { x = try c.b.maximum(x, c.number(c.node.float("min", 0), like: x)) }
      if c.node.has("max") { x = try c.b.minimum(x, c.number(c.node.float("max", 0), like: x)) }
      return x
    }
    if let low = try c.optionalTensor(1) { x = try c.b.maximum(x, low) }
    if let high = try c.optionalTensor(2) { x = try c.b.minimum(x, high) }
    return x
  }
}

/// Changing element types, text included.
enum Casting {
  /// `x` as `dtype`.
  static func cast(_ c: NodeContext, _ x: ValueID, _ dtype: DType) throws -> ValueID {
    let source = c.dtype(x)
    if source == dtype { return x }
    if source == .string {
      switch dtype {
      case .f64, .f32, .i64, .i32: return try c.b.stringToNumber(x, dtype)
      case .bf16, .i8, .bool: return try c.b.cast(c.b.stringToNumber(x, .f32), dtype)
      case .string: return x
      }
    }
    if dtype == .string {
      guard source.isInteger else { throw c.node.unsupported("a cast of \(source) to text") }
      let wide = try c.b.cast(x, .f64)
      let limit = try c.number(0x1p53, like: wide)
      let exact = try c.b.require(
        wide, c.b.compare(c.b.abs(wide), limit, .less), subject: wide,
        message: "\(c.node.place): an integer beyond 2^53 as text")
      return try c.b.numberFormat(exact, as: "shortest")
    }
    return try c.b.cast(x, dtype)
  }
}
