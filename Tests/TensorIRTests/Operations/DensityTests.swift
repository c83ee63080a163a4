// Densities, label lists and systems of equations, on numbers that can be checked by hand.

import Glibc
import TensorIR
import Tensors
import Testing

struct DensityTests {
  /// The points 1, 7, 2 and 8: a root with boxes around all, and two leaves.
  private let points = Tensor.f64([1, 7, 2, 8], [4, 1])
  private let tree: [Tensor] = [
    .i64([0, 2, 1, 3]), .i64([0, 4, 0, 0, 2, 1, 2, 4, 1], [3, 3]),
    .f64([1, 1, 7, 8, 2, 8], [2, 3, 1]), .f64([3.5, 0.5, 0.5]),
  ]

  private func densities(
    _ kernel: DensityKernel, at rows: [Double], weights: [Double] = [1, 1, 1, 1],
    isBreadthFirst: Bool = true
  ) throws -> [Double] {
    let rule = DensityRule(
      kernel: kernel, bandwidth: 2, total: weights.reduce(0, +), absolute: 0, relative: 0,
      isBreadthFirst: isBreadthFirst, measure: .squaredEuclidean)
    let operands = [Tensor.f64(rows, [rows.count, 1]), points] + tree + [Tensor(weights)]
    return try result(operands) { b, p in
      try b.kernelDensity(p[0], p[1], tree: (.boxes, Array(p[2..<6])), weights: p[6], rule)
    }.doubles()
  }

  @Test func kernelsAreDensities() throws {
    // The integral over a line, by the trapezoidal rule.
    let grid = stride(from: -80.0, through: 90, by: 0.05).map { $0 }
    for kernel in DensityKernel.allCases {
      let sum = try densities(kernel, at: grid).reduce(0) { $0 + exp($1) * 0.05 }
      #expect(abs(sum - 1) < 0.03, "\(kernel): \(sum)")
    }
  }

  @Test func bothWalksFindTheSumOfTheKernels() throws {
    let rows = [0, 1.9, 4.4, 30]
    let weights = [1, 0.5, 0, 2]
    for isBreadthFirst in [true, false] {
      let found = try densities(
        .gaussian, at: rows, weights: weights, isBreadthFirst: isBreadthFirst)
      for (row, density) in zip(rows, found) {
        let kernels = zip([1, 7, 2, 8.0], weights).map { point, weight in
          weight * exp(-(row - point) * (row - point) / 8)
        }
        let expected = log(kernels.reduce(0, +) / (3.5 * 2 * (2 * Double.pi).squareRoot()))
        #expect(abs(density - expected) < 1e-9 * abs(expected))
      }
    }
  }

  @Test func aRowFarFromAllPointsHasNoDensity() throws {
    #expect(try densities(.tophat, at: [30]) == [-.infinity])
    #expect(try densities(.linear, at: [30], isBreadthFirst: false) == [-.infinity])
  }

  @Test func labelsAreFoundInLists() throws {
    let texts = Tensor(
      strings: ["[\"a\", \"b\"]", " [ ] ", "[\"\\u0061\", null, 1]", "a", "[[\"a\"]]", nil],
      shape: [6, 1])
    let found = try result([texts, Tensor(strings: ["b", "a"])]) {
      try $0.listedLabels($1[0], labels: $1[1])
    }
    #expect(found.elements(of: Int64.self) == [1, 1, 0, 0, 0, 1, -1, -1, -1, -1, -1, -1])
    let numbers = Tensor(strings: ["[1, 2.5e0, true]", "[\"1\"]"], shape: [2, 1])
    let counted = try result([numbers, Tensor([1.0, 2.5, 0])]) {
      try $0.listedLabels($1[0], labels: $1[1])
    }
    #expect(counted.elements(of: Int64.self) == [1, 1, 0, 0, 0, 0])
  }

  @Test func systemsAreSolvedRowByRow() throws {
    let matrices = Tensor.f64([4, 2, 2, 5, 1, 0, 0, 2], [2, 2, 2])
    let rights = Tensor.f64([8, 12, 3, 8], [2, 2])
    let solved = try result([matrices, rights]) { try $0.solvePositive($1[0], $1[1]) }.doubles()
    for (found, expected) in zip(solved, [1, 2, 3, 4.0]) { #expect(abs(found - expected) < 1e-12) }
  }
}
