// Activation functions.

import TensorIR
import Tensors

enum StandardActivations {
  static var rules: [String: OperatorRule] {
    [
      "Relu": function { c, x in try c.b.maximum(x, c.number(0, like: x)) },
      "LeakyRelu": split { c, x in try c.b.multiply(c.alpha(0.01, x), x) },
      "Elu": split { c, x in try c.b.multiply(c.alpha(1, x), c.b.expm1(x)) },
      "Celu": split { c, x in
        let alpha = try c.alpha(1, x)
        return try c.b.multiply(alpha, c.b.expm1(c.b.divide(x, alpha)))
      },
      "Selu": function(selu),
      "ThresholdedRelu": function { c, x in
        try c.b.select(c.b.compare(x, c.alpha(1, x), .greater), x, c.number(0, like: x))
      },
      "HardSigmoid": function { c, x in
        try clippedLine(c, x, scale: c.node.float("alpha", 0.2), shift: c.node.float("beta", 0.5))
      },
      "HardSwish": function { c, x in
        let line = try c.b.add(c.b.divide(x, c.number(6, like: x)), c.number(0.5, like: x))
        let clipped = try c.b.minimum(
          c.b.maximum(line, c.number(0, like: x)), c.number(1, like: x))
        return try c.b.multiply(x, clipped)
      },
      "Swish": function(swish),
      "SwiGLU": function { c, x in try c.b.multiply(swish(c, x), c.tensor(1)) },
      "Softplus": function(softplus),
      "Mish": function { c, x in try c.b.multiply(x, c.b.tanh(softplus(c, x))) },
      "Softsign": function { c, x in
        try c.b.divide(x, c.b.add(c.number(1, like: x), c.b.abs(x)))
      },
      "Gelu": function(gelu),
      "Shrink": function(shrink),
      "PRelu": tensor(parametricRelu),
      "Softmax": tensor { c in
        try overAxis(c) { x, axis in
          let powers = try c.b.exp(x)
          return try c.b.divide(powers, c.b.reduceSum(powers, axes: [axis], keepDimensions: true))
        }
      },
      "LogSoftmax": tensor { c in
        try overAxis(c) { x, axis in
          let sum = try c.b.reduceSum(c.b.exp(x), axes: [axis], keepDimensions: true)
          return try c.b.subtract(x, c.b.log(sum))
        }
      },
      "Hardmax": tensor(hardmax),
    ]
  }

  private static func swish(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    try c.b.multiply(x, c.b.logistic(c.b.multiply(c.alpha(1, x), x)))
  }

  /// A function of the first input.
  private static func function(
    _ body: @escaping @Sendable (NodeContext, ValueID) throws -> ValueID
  ) -> OperatorRule {
    tensor { c in try body(c, c.tensor(0)) }
  }

  /// Positive elements as they are, and a function of the others.
  private static func split(
    _ body: @escaping @Sendable (NodeContext, ValueID) throws -> ValueID
  ) -> OperatorRule {
    function { c, x in
      try c.b.select(c.b.compare(x, c.number(0, like: x), .greater), x, body(c, x))
    }
  }

  private static func selu(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let alpha = try c.number(c.node.float("alpha", 1.67326319217681884765625), like: x)
    let gamma = try c.number(c.node.float("gamma", 1.05070102214813232421875), like: x)
    let rest = try c.b.multiply(alpha, c.b.expm1(x))
    let isPositive = try c.b.compare(x, c.number(0, like: x), .greater)
    return try c.b.multiply(gamma, c.b.select(isPositive, x, rest))
  }

  /// `x · scale + shift`, clipped to the interval from 0 to 1.
  static func clippedLine(
    _ c: NodeContext, _ x: ValueID, scale: Double, shift: Double
  ) throws -> ValueID {
    let line = try c.b.add(
      c.b.multiply(c.number(scale, like: x), x), c.number(shift, like: x))
    return try c.b.minimum(c.b.maximum(line, c.number(0, like: x)), c.number(1, like: x))
  }

  /// `log(1 + e^x)` without overflow.
  static func softplus(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    try c.b.add(
      c.b.maximum(x, c.number(0, like: x)), c.b.log1p(c.b.exp(c.b.negate(c.b.abs(x)))))
  }

  private static func gelu(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let inner: ValueID
    if c.node.text("approximate") == "tanh" {
      let cube = try c.b.multiply(
        c.b.multiply(x, x), c.b.multiply(x, c.number(0.044715, like: x)))
      let scale = try c.number((2 / Double.pi).squareRoot(), like: x)
      inner = try c.b.tanh(c.b.multiply(scale, c.b.add(x, cube)))
    } else {
      inner = try c.b.erf(c.b.divide(x, c.number(2.0.squareRoot(), like: x)))
    }
    return try c.b.multiply(
      c.b.multiply(c.number(0.5, like: x), x), c.b.add(c.number(1, like: x), inner))
  }

  private static func shrink(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let threshold = c.node.float("lambd", 0.5)
    let bias = try c.number(c.node.float("bias", 0), like: x)
    let high = try c.b.select(
      c.b.compare(x, c.number(threshold, like: x), .greater), c.b.subtract(x, bias),
      c.number(0, like: x))
    return try c.b.select(
      c.b.compare(x, c.number(-threshold, like: x), .less), c.b.add(x, bias), high)
  }

  private static func parametricRelu(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    var slope = try c.tensor(1)
    // Before version 7 several slopes were one for each channel.
    if c.node.version < 7, c.rank(slope) == 1, c.rank(x) > 2 {
      let behind = Array(repeating: Dimension.fixed(1), count: c.rank(x) - 2)
      slope = try c.b.reshape(slope, [c.type(slope).dimensions[0]] + behind)
    }
    return try c.b.select(
      c.b.compare(x, c.number(0, like: x), .less), c.b.multiply(x, slope), x)
  }

  /// A function along an axis of the input less its largest element; before version 13 along all axes
  /// from one on, as if they were one.
  private static func overAxis(
    _ c: NodeContext, _ body: (ValueID, Int) throws -> ValueID
  ) throws -> ValueID {
    let x = try c.tensor(0)
    func shifted(_ x: ValueID, _ axis: Int) throws -> ValueID {
      let largest = try c.b.reduceMax(x, axes: [axis], keepDimensions: true)
      return try body(c.b.subtract(x, largest), axis)
    }
    if c.node.version >= 13 { return try shifted(x, c.axis(-1, of: x)) }
    let flat = try StandardShapes.flattened(c, x, axis: c.axis(1, of: x))
    return try c.b.reshape(shifted(flat, 1), toShapeOf: x)
  }

  private static func hardmax(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    if c.node.version < 13 {
      let flat = try StandardShapes.flattened(c, x, axis: c.axis(1, of: x))
      return try c.b.reshape(hot(c, flat, axis: 1), toShapeOf: x)
    }
    return try hot(c, x, axis: c.axis(-1, of: x))
  }

  /// 1 at the first largest element along an axis, and 0 elsewhere.
  private static func hot(_ c: NodeContext, _ x: ValueID, axis: Int) throws -> ValueID {
    let hot = try c.b.oneHot(
      c.b.argMax(x, axis: axis), depth: c.extent(x, axis), c.dtype(x))
    var order = Array(0..<c.rank(hot))
    order.insert(order.removeLast(), at: axis)
    return try c.b.transpose(hot, order)
  }
}

extension NodeContext {
  /// The attribute `alpha` in the dtype of `x`.
  fileprivate func alpha(_ fallback: Double, _ x: ValueID) throws -> ValueID {
    try number(node.float("alpha", fallback), like: x)
  }
}
