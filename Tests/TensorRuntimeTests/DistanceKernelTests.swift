// Distances by kernels, against the plain evaluation.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct DistanceKernelTests {
  private static let measures: [DistanceMeasure] = [
    .squaredEuclidean, .manhattan, .chebyshev, .minkowski(exponent: 3), .canberra, .brayCurtis,
    .hamming, .chiSquared,
  ]

  @Test(arguments: measures, [DType.f64, .f32])
  func kernelsAddInTheOrderOfThePlainLoop(_ measure: DistanceMeasure, _ dtype: DType) throws {
    for (seed, count) in [1, 7, 255, 256, 300].enumerated() {
      var generator = SeededGenerator(UInt64(seed))
      let x = Tensor.random(dtype, [70, 5], &generator, hasEdges: false)
      let points = Tensor.random(dtype, [5, count], &generator, hasEdges: false)
      let program = try makeProgram([(name: "x", type: .tensor(dtype, [.rows, 5]))]) { b, p in
        [try b.pairwiseDistance(p[0], b.constant(points), measure)]
      }
      try expectAgreement(program, [x], .exact, .init(pool: testPool), "\(count) points")
      let plan = try Executor(program).plan("main", arguments: [.tensor(dtype, [70, 5])])
      #expect(plan.isStatic)
    }
  }

  @Test func blocksOfRowsFindTheSameNeighbours() throws {
    var generator = SeededGenerator(5)
    let x = Tensor.random(.f64, [700, 3], &generator, hasEdges: false)
    let points = Tensor.random(.f64, [50, 3], &generator, hasEdges: false)
    let program = try makeProgram([(name: "x", type: .tensor(.f64, [.rows, 3]))]) { b, p in
      let found = try b.nearestPoints(p[0], b.constant(points), k: 4, .manhattan)
      return [found.measures, found.places]
    }
    var options = Executor.Options(pool: testPool)
    options.rowBlocks = .of(64)
    try expectAgreement(program, [x], .exact, options)
  }
}
