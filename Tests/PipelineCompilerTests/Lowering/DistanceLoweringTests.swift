// Operators that compare rows with points, against plain arithmetic.

import Glibc
import PipelineCompiler
import Pipelines
import Testing

struct DistanceLoweringTests {
  private let columns: [TestColumn] = [.numbers([1, 0, -2]), .numbers([-2, 0, 3])]
  private let plain: [[Double]] = [[1, -2], [0, 0], [-2, 3]]
  private let points = ReferencePoints(values: [0, 0, 4, 2], featureCount: 2)

  private func dot(_ a: [Double], _ b: [Double]) -> Double { a[0] * b[0] + a[1] * b[1] }

  private func check(
    _ operation: any PipelineOperator, _ expected: ([Double], [Double]) -> Double
  ) throws {
    let found = try rows(operation, columns)
    #expect(
      agree(found, plain.map { row in [expected(row, [0, 0]), expected(row, [4, 2])] }),
      "\(operation): \(found)")
  }

  @Test func kernelsAreThoseOfScikitLearn() throws {
    try check(KernelMatrix(.linear, points: points)) { dot($0, $1) }
    try check(KernelMatrix(.rbf(gamma: 0.5), points: points)) {
      exp(-0.5 * (pow($0[0] - $1[0], 2) + pow($0[1] - $1[1], 2)))
    }
    try check(KernelMatrix(.polynomial(gamma: 0.5, offset: 2, degree: 3), points: points)) {
      pow(0.5 * dot($0, $1) + 2, 3)
    }
    try check(KernelMatrix(.sigmoid(gamma: 0.1, offset: -1), points: points)) {
      tanh(0.1 * dot($0, $1) - 1)
    }
    try check(KernelMatrix(.laplacian(gamma: 0.1), points: points)) {
      exp(-0.1 * (abs($0[0] - $1[0]) + abs($0[1] - $1[1])))
    }
  }

  @Test func distancesTakeTheRootOfTheirMeasure() throws {
    try check(DistanceMatrix(.euclidean, points: points)) {
      hypot($0[0] - $1[0], $0[1] - $1[1])
    }
    try check(DistanceMatrix(.minkowski(exponent: 3), points: points)) {
      cbrt(pow(abs($0[0] - $1[0]), 3) + pow(abs($0[1] - $1[1]), 3))
    }
    try check(DistanceMatrix(.standardized(variances: [4, 9]), points: points)) {
      hypot(($0[0] - $1[0]) / 2, ($0[1] - $1[1]) / 3)
    }
    try check(DistanceMatrix(.mahalanobis(factor: [2, 0, 1, 3]), points: points)) {
      let (x, y) = ($0[0] - $1[0], $0[1] - $1[1])
      return hypot(2 * x + y, 3 * y)
    }
  }

  @Test func aNeighbourAtNoDistanceCountsAlone() throws {
    let table: [TestColumn] = [.numbers([0, 1]), .numbers([2, 2])]
    var chain = try pipeline(
      NearestNeighbors(
        .manhattan, points: ReferencePoints(values: [0, 2, 1, 0, 5, 5], featureCount: 2), count: 2),
      over: table)
    let average = AverageNeighbors(
      values: [7, 9, 100], outputCount: 1, weighting: .inverseDistance)
    let averaged = try chain.apply(average, to: [chain.outputs[0].table])
    chain.outputs = [
      PipelineOutput(method: "predict", table: averaged, columnNames: ["predict"], isDefault: true)
    ]
    let found = try run(Compiler.compile(chain), table)[0].doubles()
    // The second row is at distances 1 and 2.
    #expect(found[0] == 7)
    #expect(abs(found[1] - (7 + 9.0 / 2) / 1.5) < 1e-12)
  }

  @Test func pairsOfClassesVote() throws {
    // The pairs (0, 1), (0, 2) and (1, 2); the third decides at exactly 0.
    let pairs: [TestColumn] = [.numbers([1, -1]), .numbers([-1, -1]), .numbers([0, 0])]
    let first = PairwiseClasses(classCount: 3, standing: .votes)
    #expect(try rows(first, pairs) == [[1, 2, 0], [2, 1, 0]])
    let second = PairwiseClasses(classCount: 3, standing: .votes, zeroIsForSecond: true)
    #expect(try rows(second, pairs) == [[1, 1, 1], [2, 0, 1]])
    let scores = try rows(PairwiseClasses(classCount: 3, standing: .scores), pairs)
    let sixth = 1.0 / 6
    let wanted: [[Double]] = [[1, 2 + sixth, -sixth], [2 + 2.0 / 9, 1 - sixth, -sixth]]
    #expect(agree(scores, wanted))
  }

  @Test func distributionsMeasureInTheirOwnScale() throws {
    let variances = QuadraticScores(
      means: [1, 1, 0, 2], scale: .variances(values: [4, 1, 1, 9]), offsets: [10, 20],
      weight: -0.5, featureCount: 2)
    #expect(
      agree(
        try rows(variances, columns),
        plain.map { row in
          [
            10 - 0.5 * (pow(row[0] - 1, 2) / 4 + pow(row[1] - 1, 2)),
            20 - 0.5 * (pow(row[0], 2) + pow(row[1] - 2, 2) / 9),
          ]
        }))
    let factors = QuadraticScores(
      means: [1, 1], scale: .factors(matrices: [[2, 3]]), offsets: [0], weight: 1,
      featureCount: 2)
    #expect(
      agree(
        try rows(factors, columns),
        plain.map { row in [pow(2 * (row[0] - 1) + 3 * (row[1] - 1), 2)] }))
  }
}
