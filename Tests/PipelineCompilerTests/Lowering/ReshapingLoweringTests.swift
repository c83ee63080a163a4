// Operators that reshape single columns, against numbers worked out by hand.

import Glibc
import PipelineCompiler
import Pipelines
import TensorIR
import Testing

struct ReshapingLoweringTests {
  @Test func quantilesInterpolateFromBothSides() throws {
    let operation = QuantileTransform(
      probabilities: [0, 0.25, 0.5, 0.75, 1], quantiles: [[0, 1, 1, 1, 2], [3, 3, 3, 3, 3]],
      distribution: .uniform)
    let cells = [[-1, 0, 0.5, 1, 1.5, 2, 9, .nan], [3, 2, 4, 3, 3, 3, 3, .nan]]
    let found = try rows(operation, cells.map(TestColumn.numbers))
    let expected = [[0, 0, 0.125, 0.5, 0.875, 1, 1, .nan], [0, 0, 1, 0, 0, 0, 0, .nan]]
    #expect(agree(found, transposed(expected)))
  }

  @Test func normalScoresAreCutAtBothEnds() throws {
    let operation = QuantileTransform(
      probabilities: [0, 0.5, 1], quantiles: [[0, 1, 2]], distribution: .normal)
    let found = try rows(operation, [.numbers([-3, 1, 0.5, 7])]).map { $0[0] }
    // SciPy's, which are not quite opposite: the ends are quantiles of 1e-7 and of 1 - 1e-7.
    #expect((found[0] + 5.199337582605575).magnitude < 1e-12)
    #expect((found[3] - 5.19933758270342).magnitude < 1e-12)
    #expect(found[1] == 0)
    #expect((found[2] + 0.6744897501960817).magnitude < 1e-15)
  }

  @Test func quantilesAreUndone() throws {
    let probabilities = [0, 0.5, 1.0]
    for distribution in [QuantileTransform.Distribution.uniform, .normal] {
      let forward = QuantileTransform(
        probabilities: probabilities, quantiles: [[0, 1, 4]], distribution: distribution)
      let back = QuantileTransform(
        probabilities: probabilities, quantiles: [[0, 1, 4]], distribution: distribution,
        isInverse: true)
      let cells = [0.25, 1, 3.5, 0, 4]
      let scores = try rows(forward, [.numbers(cells)]).map { $0[0] }
      let found = try rows(back, [.numbers(scores)]).map { $0[0] }
      #expect(zip(found, cells).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    }
  }

  @Test func quantilesThatDoNotAscendAreRefused() {
    let operation = QuantileTransform(
      probabilities: [0, 1], quantiles: [[2, 1]], distribution: .uniform)
    #expect(throws: PipelineError.self) { try rows(operation, [.numbers([1])]) }
  }

  @Test(arguments: [0.0, 0.5, 1, 2, -1.5])
  func powersAreUndone(_ exponent: Double) throws {
    let plain = [-3, -0.5, 0, 1e-9, 0.25, 7, .nan]
    let positive = plain.map { $0.isNaN ? $0 : $0.magnitude + 0.5 }
    for (family, cells) in [(PowerTransform.Family.yeoJohnson, plain), (.boxCox, positive)] {
      let there = try rows(
        PowerTransform(family: family, exponents: [exponent]), [.numbers(cells)])
      let back = try rows(
        PowerTransform(family: family, exponents: [exponent], isInverse: true),
        [.numbers(there.map { $0[0] })])
      #expect(
        zip(back, cells).allSatisfy { found, cell in
          (found[0].isNaN && cell.isNaN) || (found[0] - cell).magnitude < 1e-9
        })
    }
  }

  @Test func columnsHaveTheirOwnExponents() throws {
    let operation = PowerTransform(family: .yeoJohnson, exponents: [0, 2, 1])
    let found = try rows(operation, Array(repeating: .numbers([3, -3]), count: 3))
    #expect(agree(found, [[log1p(3), 7.5, 3], [-7.5, -log1p(3), -3]]))
  }

  @Test func aPowerOfWhatIsNotPositiveFailsWhenScoring() throws {
    let operation = PowerTransform(family: .boxCox, exponents: [2])
    #expect(throws: (any Error).self) { try rows(operation, [.numbers([1, 0])]) }
  }

  static let knots = [-2, -1, 0, 1, 2, 3, 4.5, 6]

  @Test(arguments: 0...3)
  func splinesAreThoseOfTheirInterval(_ degree: Int) throws {
    let operation = SplineBasis(knots: [Self.knots], degree: degree, beyond: .polynomial)
    let cells = [1.5, 1, 2.25, 0.5, 1.75]
    let found = try rows(operation, [.numbers(cells)])
    #expect(
      agree(found, cells.map { SplineBasis.basis(Self.knots, degree: degree, at: $0) }))
    #expect(found.allSatisfy { ($0.reduce(0, +) - 1).magnitude < 1e-12 })
  }

  @Test func splinesHaveTheSlopesOfTheirDifferences() {
    let step = 1e-6
    for x in [0.5, 1.25, 2.5] {
      let (low, high) = (
        SplineBasis.basis(Self.knots, degree: 2, at: x - step),
        SplineBasis.basis(Self.knots, degree: 2, at: x + step)
      )
      let slopes = SplineBasis.basis(Self.knots, degree: 2, at: x, derivative: true)
      for (slope, difference) in zip(slopes, zip(low, high).map { ($1 - $0) / (2 * step) }) {
        #expect((slope - difference).magnitude < 1e-6)
      }
    }
  }

  @Test func periodicSplinesRepeat() throws {
    let knots = [-1, 0, 1, 2, 3, 4.0]
    let operation = SplineBasis(knots: [knots], degree: 1, beyond: .periodic)
    let found = try rows(operation, [.numbers([0.25, 3.25, -2.75, .nan])])
    #expect(found[0].count == operation.splineCount)
    #expect(agree([found[1], found[2]], [found[0], found[0]]))
    #expect(found[3].allSatisfy { $0 == 0 })
  }

  @Test func splinesCanBeRefusedBeyondTheirKnots() throws {
    let operation = SplineBasis(knots: [Self.knots], degree: 2, beyond: .refuse)
    #expect(throws: (any Error).self) { try rows(operation, [.numbers([1, 3.5])]) }
  }

  @Test func kernelsAreCentred() throws {
    let operation = CenterKernel(columnMeans: [0.5, 0.25], mean: 0.375)
    let found = try rows(operation, [.numbers([1, 0]), .numbers([0.5, 2])])
    #expect(agree(found, [[0.125, -0.125], [-1.125, 1.125]]))
  }
}
