// ONNX activations and normalisations.

import TensorIR
import Tensors

extension OnnxOperators {
  private typealias Body = (FunctionBuilder, ValueID, (Double) throws -> ValueID) throws -> ValueID

  /// A function of the first input, with numbers in its dtype.
  private static func function(_ body: @escaping (OnnxNode) -> Body) -> OnnxRule {
    { node, x in
      [
        try result([x[0]]) { b, v in
          let dtype = b.tensorType(of: v[0]).dtype
          return try body(node)(b, v[0]) { try b.scalar($0, dtype) }
        }
      ]
    }
  }

  /// The positive part from one formula and the rest from another.
  private static func split(
    _ positive: @escaping (OnnxNode) -> Body, _ rest: @escaping (OnnxNode) -> Body
  ) -> OnnxRule {
    function { node in
      { b, x, number in
        let isPositive = try b.compare(x, number(0), .greater)
        return try b.select(isPositive, positive(node)(b, x, number), rest(node)(b, x, number))
      }
    }
  }

  static var activations: [String: OnnxRule] {
    let same: (OnnxNode) -> Body = { _ in { _, x, _ in x } }
    func exponential(_ fallback: Double) -> (OnnxNode) -> Body {
      { node in
        { b, x, number in try b.multiply(number(node.float("alpha", fallback)), b.expm1(x)) }
      }
    }
    var rules: [String: OnnxRule] = [:]
    rules["Relu"] = function { _ in { b, x, number in try b.maximum(x, number(0)) } }
    rules["LeakyRelu"] = split(same) { node in
      { b, x, number in try b.multiply(number(node.float("alpha", 0.01)), x) }
    }
    rules["Elu"] = split(same, exponential(1))
    rules["Celu"] = split(same) { node in
      { b, x, number in
        let alpha = try number(node.float("alpha", 1))
        return try b.multiply(alpha, b.expm1(b.divide(x, alpha)))
      }
    }
    rules["Selu"] = function { node in
      { b, x, number in
        let alpha = node.float("alpha", 1.67326319217681884765625)
        let rest = try b.multiply(number(alpha), b.expm1(x))
        let value = try b.select(b.compare(x, number(0), .greater), x, rest)
        return try b.multiply(number(node.float("gamma", 1.05070102214813232421875)), value)
      }
    }
    rules["ThresholdedRelu"] = function { node in
      { b, x, number in
        try b.select(b.compare(x, number(node.float("alpha", 1)), .greater), x, number(0))
      }
    }
    rules["HardSigmoid"] = function { node in
      { b, x, number in
        let line = try b.add(
          b.multiply(number(node.float("alpha", 0.2)), x), number(node.float("beta", 0.5)))
        return try b.minimum(b.maximum(line, number(0)), number(1))
      }
    }
    rules["HardSwish"] = function { _ in
      { b, x, number in
        let line = try b.add(b.divide(x, number(6)), number(0.5))
        return try b.multiply(x, b.minimum(b.maximum(line, number(0)), number(1)))
      }
    }
    rules["Swish"] = function { node in
      { b, x, number in
        try b.multiply(x, b.logistic(b.multiply(number(node.float("alpha", 1)), x)))
      }
    }
    rules["Softplus"] = function { _ in { b, x, number in try softplus(b, x, number) } }
    rules["Mish"] = function { _ in
      { b, x, number in try b.multiply(x, b.tanh(softplus(b, x, number))) }
    }
    rules["Softsign"] = function { _ in
      { b, x, number in try b.divide(x, b.add(number(1), b.abs(x))) }
    }
    rules["Gelu"] = function { node in
      { b, x, number in
        let inner: ValueID
        if node.text("approximate") == "tanh" {
          let cube = try b.multiply(b.multiply(x, x), b.multiply(x, number(0.044715)))
          let scale = try number((2 / Double.pi).squareRoot())
          inner = try b.tanh(b.multiply(scale, b.add(x, cube)))
        } else {
          inner = try b.erf(b.divide(x, number(2.0.squareRoot())))
        }
        return try b.multiply(b.multiply(number(0.5), x), b.add(number(1), inner))
      }
    }
    rules["Shrink"] = function { node in
      { b, x, number in
        let (lambd, bias) = (node.float("lambd", 0.5), try number(node.float("bias", 0)))
        let high = try b.select(
          b.compare(x, number(lambd), .greater), b.subtract(x, bias), number(0))
        return try b.select(b.compare(x, number(-lambd), .less), b.add(x, bias), high)
      }
    }
    rules["PRelu"] = { _, x in
      [
        try result([x[0], x[1]]) { b, v in
          let zero = try b.scalar(0, b.tensorType(of: v[0]).dtype)
          return try b.select(b.compare(v[0], zero, .less), b.multiply(v[0], v[1]), v[0])
        }
      ]
    }
    rules["Softmax"] = softmax { b, shifted, axis in
      let e = try b.exp(shifted)
      return try b.divide(e, b.reduceSum(e, axes: [axis], keepDimensions: true))
    }
    rules["LogSoftmax"] = softmax { b, shifted, axis in
      let sum = try b.reduceSum(b.exp(shifted), axes: [axis], keepDimensions: true)
      return try b.subtract(shifted, b.log(sum))
    }
    rules["Hardmax"] = { node, x in
      let axis = node.int("axis", -1).axis(of: try x[0].shape.rank)
      let depth = try x[0].shape[axis]
      return [
        try result([x[0]]) { b, v in
          let hot = try b.oneHot(
            b.argMax(v[0], axis: axis), depth: depth, b.tensorType(of: v[0]).dtype)
          var order = Array(0..<b.tensorType(of: hot).rank)
          order.insert(order.removeLast(), at: axis)
          return try b.transpose(hot, order)
        }
      ]
    }
    return rules
  }

  private static func softplus(
    _ b: FunctionBuilder, _ x: ValueID, _ number: (Double) throws -> ValueID
  ) throws -> ValueID {
    // log(1 + e^x) without overflow.
    try b.add(b.maximum(x, number(0)), b.log1p(b.exp(b.negate(b.abs(x)))))
  }

  private static func softmax(
    _ body: @escaping (FunctionBuilder, ValueID, Int) throws -> ValueID
  ) -> OnnxRule {
    { node, x in
      guard node.opset >= 13 else { throw NotMapped("softmax over flattened axes") }
      let axis = node.int("axis", -1).axis(of: try x[0].shape.rank)
      return [
        try result([x[0]]) { b, v in
          let largest = try b.reduceMax(v[0], axes: [axis], keepDimensions: true)
          return try body(b, b.subtract(v[0], largest), axis)
        }
      ]
    }
  }
}
