// ONNX operators as small compositions of ours: elementwise ones.

import TensorIR
import Tensors

/// How an ONNX node is computed with our operations; the operands that only steer it are read here.
typealias OnnxRule = (OnnxNode, OnnxOperands) throws -> [Tensor]

/// The inputs of a node, of which optional ones may be absent.
struct OnnxOperands {
  let tensors: [Tensor?]

  var count: Int { tensors.count }

  /// Input `index`, which must be there.
  subscript(_ index: Int) -> Tensor {
    get throws {
      guard let tensor = optional(index) else { throw NotMapped("an absent input") }
      return tensor
    }
  }

  /// Input `index`, if it is there.
  func optional(_ index: Int) -> Tensor? { index < tensors.count ? tensors[index] : nil }

  /// The integers that input `index` holds, if it is there.
  func ints(_ index: Int) -> [Int]? {
    optional(index).map { $0.casting(to: .i64).elements(of: Int64.self).map { Int($0) } }
  }
}

extension Int {
  /// An axis counted from the front.
  func axis(of rank: Int) -> Int { self < 0 ? self + rank : self }
}

enum OnnxOperators {
  /// Every operator that has an equivalent.
  static var all: [String: OnnxRule] {
    elementwise.merging(activations) { $1 }.merging(reductions) { $1 }.merging(shapes) { $1 }
      .merging(indexing) { $1 }
  }

  static func unary(_ name: String) -> OnnxRule {
    { _, x in [try result([x[0]]) { b, v in try b.append(one: name, v) }] }
  }

  private static func binary(_ name: String) -> OnnxRule {
    { _, x in [try result([x[0], x[1]]) { b, v in try b.append(one: name, v) }] }
  }

  private static func comparison(_ direction: Comparison) -> OnnxRule {
    { _, x in
      [
        try result([x[0], x[1]]) { b, v in
          b.tensorType(of: v[0]).dtype == .string
            ? try b.stringEqual(v[0], v[1]) : try b.compare(v[0], v[1], direction)
        }
      ]
    }
  }

  private static func variadic(_ name: String, isMean: Bool = false) -> OnnxRule {
    { _, x in
      let tensors = try x.tensors.indices.map { try x[$0] }
      return [
        try result(tensors) { b, v in
          let all = try v.dropFirst().reduce(v[0]) { try b.append(one: name, [$0, $1]) }
          let dtype = b.tensorType(of: all).dtype
          return isMean ? try b.divide(all, b.scalar(Double(v.count), dtype)) : all
        }
      ]
    }
  }

  private static var elementwise: [String: OnnxRule] {
    var rules: [String: OnnxRule] = [:]
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
    for (name, ours) in [("Max", "maximum"), ("Min", "minimum"), ("Sum", "add")] {
      rules[name] = variadic(ours)
    }
    rules["Mean"] = variadic("add", isMean: true)
    rules["Identity"] = { _, x in [try x[0]] }
    rules["BitwiseNot"] = { _, x in
      [
        try result([x[0]]) { b, v in
          try b.bitwiseXor(v[0], b.scalar(-1, b.tensorType(of: v[0]).dtype))
        }
      ]
    }
    rules["Pow"] = { _, x in
      let base = try x[0]
      // The exponent's dtype does not change the result's.
      let wide: DType = try base.dtype.isInteger && x[1].dtype.isFloatingPoint ? .f64 : base.dtype
      return [
        try result([base, x[1]]) { b, v in
          try b.cast(b.power(b.cast(v[0], wide), b.cast(v[1], wide)), base.dtype)
        }
      ]
    }
    rules["Mod"] = { node, x in
      guard node.int("fmod", 0) == 0 else {
        // The remainder with the dividend's sign.
        return [
          try result([x[0], x[1]]) { b, v in
            let zero = try b.scalar(0, b.tensorType(of: v[0]).dtype)
            let size = try b.remainder(b.abs(v[0]), b.abs(v[1]))
            return try b.select(b.compare(v[0], zero, .less), b.negate(size), size)
          }
        ]
      }
      return [try result([x[0], x[1]]) { b, v in try b.remainder(v[0], v[1]) }]
    }
    rules["BitShift"] = { node, x in
      // ONNX leaves counts beyond the width, and negative ones, to the implementation.
      let width = try x[0].dtype.byteCount.map { $0 * 8 } ?? 0
      guard x.ints(1)?.allSatisfy({ (0..<width).contains($0) }) ?? false else {
        throw NotMapped("a shift outside the width")
      }
      let name = node.text("direction") == "LEFT" ? "shift_left" : "shift_right"
      return [try result([x[0], x[1]]) { b, v in try b.append(one: name, v) }]
    }
    rules["IsInf"] = { node, x in
      let (up, down) = (node.int("detect_positive", 1), node.int("detect_negative", 1))
      return [
        try result([x[0]]) { b, v in
          let zero = try b.scalar(0, b.tensorType(of: v[0]).dtype)
          var infinite = try b.isInfinite(v[0])
          if up == 0 { infinite = try b.logicalAnd(infinite, b.compare(v[0], zero, .less)) }
          if down == 0 { infinite = try b.logicalAnd(infinite, b.compare(v[0], zero, .greater)) }
          return infinite
        }
      ]
    }
    rules["Where"] = { _, x in
      [try result([x[0], x[1], x[2]]) { b, v in try b.select(v[0], v[1], v[2]) }]
    }
    rules["Cast"] = { node, x in
      let dtype = try DType(onnx: node.int("to", 0))
      guard dtype != .string, try x[0].dtype != .string else { throw NotMapped("text") }
      return [try result([x[0]]) { b, v in try b.cast(v[0], dtype) }]
    }
    rules["CastLike"] = { _, x in
      let dtype = try x[1].dtype
      guard dtype != .string, try x[0].dtype != .string else { throw NotMapped("text") }
      return [try result([x[0]]) { b, v in try b.cast(v[0], dtype) }]
    }
    rules["Clip"] = { node, x in
      let bounds = [node.attributes["min"], node.attributes["max"]]
      guard bounds.allSatisfy({ $0 == nil }) else { throw NotMapped("bounds as attributes") }
      var clipped = try x[0]
      if let low = x.optional(1) {
        clipped = try result([clipped, low]) { b, v in try b.maximum(v[0], v[1]) }
      }
      if let high = x.optional(2) {
        clipped = try result([clipped, high]) { b, v in try b.minimum(v[0], v[1]) }
      }
      return [clipped]
    }
    return rules
  }
}
