// Products of matrices.

import TensorIR
import Tensors

enum StandardContractions {
  static var rules: [String: OperatorRule] {
    [
      "MatMul": tensor { c in try product(c, c.tensor(0), c.tensor(1)) },
      "Gemm": tensor(gemm),
    ]
  }

  /// `numpy.matmul`: a vector is a row on the left and a column on the right.
  static func product(_ c: NodeContext, _ x: ValueID, _ y: ValueID) throws -> ValueID {
    let (left, right) = (c.rank(x), c.rank(y))
    guard left > 0, right > 0 else { throw c.node.error("a product with a number") }
    let a = left == 1 ? try c.b.insertAxis(x, 0) : x
    let b = right == 1 ? try c.b.insertAxis(y, 1) : y
    var product = try c.b.matmul(a, b)
    // Axes of extent 1 that were only put in.
    if right == 1 { product = try c.b.reduceSum(product, axes: [c.rank(product) - 1]) }
    if left == 1 {
      product = try c.b.reduceSum(product, axes: [c.rank(product) - (right == 1 ? 1 : 2)])
    }
    return product
  }

  private static func gemm(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    var product = try c.b.matmul(
      x, c.tensor(1), transposeLeft: c.node.flag("transA"), transposeRight: c.node.flag("transB"))
    let (alpha, beta) = (c.node.float("alpha", 1), c.node.float("beta", 1))
    if alpha != 1 { product = try c.b.multiply(c.number(alpha, like: x), product) }
    guard let bias = try c.optionalTensor(2), beta != 0 else { return product }
    let scaled = beta == 1 ? bias : try c.b.multiply(c.number(beta, like: x), bias)
    return try c.b.add(product, scaled)
  }
}
