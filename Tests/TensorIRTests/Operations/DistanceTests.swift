// Distances, neighbours and coupled probabilities, on numbers that can be checked by hand.

import TensorIR
import Tensors
import Testing

struct DistanceTests {
  private let x = Tensor.f64([1, -2, 0, 0], [2, 2])
  /// The points (0, 0) and (4, 2), as columns.
  private let points = Tensor.f64([0, 4, 0, 2], [2, 2])

  @Test func measuresAreWhatTheirNamesSay() throws {
    let expected: [(DistanceMeasure, [Double])] = [
      (.squaredEuclidean, [5, 25, 0, 20]), (.manhattan, [3, 7, 0, 6]),
      (.chebyshev, [2, 4, 0, 4]), (.minkowski(exponent: 3), [9, 91, 0, 72]),
      (.canberra, [2, 0.6 + 1, 0, 2]), (.brayCurtis, [1, 7.0 / 9, 0, 1]),
      (.hamming, [1, 1, 0, 1]),
    ]
    for (measure, distances) in expected {
      let found = try result([x, points]) { try $0.pairwiseDistance($1[0], $1[1], measure) }
      #expect(found.doubles() == distances, "\(measure)")
    }
  }

  @Test func theFirstOfEquallyDistantPointsStays() throws {
    let rows = Tensor.f64([0, 1, -1, 1, 3], [5, 1])
    let found = try evaluate([Tensor.f64([0], [1, 1]), rows]) { b, p in
      let found = try b.nearestPoints(p[0], p[1], k: 2, .manhattan)
      return [found.measures, found.places]
    }
    #expect(found[0].doubles() == [0, 1])
    #expect(found[1].elements(of: Int64.self) == [0, 1])
  }

  @Test func aTreeFindsWhatALoopFinds() throws {
    // Two leaves: the points 0 and 2 with boxes around 1 and 2, and the points 1 and 3.
    let rows = Tensor.f64([1, 7, 2, 8], [4, 1])
    let tree: [Tensor] = [
      .i64([0, 2, 1, 3]), .i64([0, 4, 0, 0, 2, 1, 2, 4, 1], [3, 3]),
      .f64([1, 1, 7, 8, 2, 8], [2, 3, 1]), .f64([4, 0.5, 0.5]),
    ]
    let asked = Tensor.f64([1.9, 6, 4.4], [3, 1])
    func search(_ isTree: Bool) throws -> [Tensor] {
      try evaluate([asked, rows] + (isTree ? tree : [])) { b, p in
        let found = try b.nearestPoints(
          p[0], p[1], k: 2, .squaredEuclidean,
          tree: isTree ? (.boxes, Array(p[2...])) : nil)
        return [found.measures, found.places]
      }
    }
    let (walked, looped) = (try search(true), try search(false))
    #expect(walked[0].doubles() == looped[0].doubles())
    #expect(walked[1].doubles() == looped[1].doubles())
  }

  @Test func aTreeThatLosesPointsIsRefused() throws {
    let tree: [Tensor] = [
      .i64([0, 1]), .i64([0, 1, 1], [1, 3]), .f64([0, 1], [2, 1, 1]), .f64([1]),
    ]
    #expect(throws: ProgramError.self) {
      try evaluate([Tensor.f64([0], [1, 1]), Tensor.f64([0, 1], [2, 1])] + tree) { b, p in
        [
          try b.nearestPoints(
            p[0], p[1], k: 1, .manhattan, tree: (.boxes, Array(p[2...]))
          ).places
        ]
      }
    }
  }

  @Test func coupledProbabilitiesKeepTheirOddsAndSumToOne() throws {
    let two = try result([Tensor.f64([0.3], [1, 1])]) {
      try $0.coupleProbabilities($1[0], classes: 2)
    }.doubles()
    #expect(abs(two[0] - 0.3) < 0.003 && abs(two.reduce(0, +) - 1) < 1e-12)
    // Odds of 1 : 2 : 5 agree with each other.
    let pairs = Tensor.f64([1.0 / 3, 1.0 / 6, 2.0 / 7], [1, 3])
    let three = try result([pairs]) { try $0.coupleProbabilities($1[0], classes: 3) }.doubles()
    for (found, expected) in zip(three, [0.125, 0.25, 0.625]) {
      #expect(abs(found - expected) < 0.01)
    }
  }
}
