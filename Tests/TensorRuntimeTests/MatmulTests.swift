// Matrix products of every path, against the plain evaluation.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct MatmulTests {
  @Test(arguments: [DType.f64, .f32]) func productsOfEverySize(_ dtype: DType) throws {
    let extents = [
      (1, 1, 1), (3, 5, 1), (65, 30, 3), (4, 7, 16), (9, 2, 33), (130, 17, 8), (0, 3, 2),
    ]
    for (m, k, n) in extents { try check(dtype, [m, k], [k, n]) }
    // Large right operands are OpenBLAS's, in panels of 64 rows and a rest.
    try check(dtype, [64, 258], [258, 256])
    try check(dtype, [70, 256], [256, 256])
  }

  @Test func batches() throws {
    try check(.f64, [3, 5, 4], [3, 4, 6])
    try check(.f32, [2, 3, 5, 4], [4, 6])
    try check(.f64, [5, 4], [3, 4, 2])
    try check(.f64, [2, 1, 5, 4], [3, 4, 2])
  }

  @Test func integersAreEvaluatedPlainly() throws { try check(.i64, [3, 4], [4, 2]) }

  @Test func nothingToSumGivesZeros() throws { try check(.f64, [3, 0], [0, 2]) }

  private func check(_ dtype: DType, _ left: Shape, _ right: Shape) throws {
    var generator = SeededGenerator(UInt64(left.count * 31 + right.count))
    let a = Tensor.random(dtype, left, &generator, hasEdges: false)
    let b = Tensor.random(dtype, right, &generator, hasEdges: false)
    // Sums of k products of up to 16, in two orders.
    let terms = Double(max(1, left.dimensions.last ?? 1, left.dimensions.first ?? 1))
    let tolerance = Tolerance.relative(terms * 16 * (dtype == .f32 ? 1e-7 : 1e-16))
    // The plain evaluation of large products takes long.
    for flips in 0..<(right.count > 10_000 ? 1 : 4) {
      let (flipLeft, flipRight) = (flips & 1 == 1, flips & 2 == 2)
      let arguments = [flipLeft ? swapped(a) : a, flipRight ? swapped(b) : b]
      let computed = try makeProgram(taking: arguments) { builder, x in
        [try builder.matmul(x[0], x[1], transposeLeft: flipLeft, transposeRight: flipRight)]
      }
      try expectAgreement(
        computed, arguments, tolerance, .init(pool: testPool), "\(dtype)\(left)\(right) \(flips)")
      let constant = try makeProgram(taking: [arguments[0]]) { builder, x in
        let weights = try builder.constant(arguments[1], named: "weights")
        return [
          try builder.matmul(x[0], weights, transposeLeft: flipLeft, transposeRight: flipRight)
        ]
      }
      try expectAgreement(
        constant, [arguments[0]], tolerance, .init(pool: testPool), "constant \(left)\(right)")
    }
  }

  private func swapped(_ tensor: Tensor) -> Tensor {
    var permutation = Array(0..<tensor.shape.rank)
    permutation.swapAt(tensor.shape.rank - 1, tensor.shape.rank - 2)
    return tensor.transposing(permutation)
  }
}
