import TensorIR
import Tensors
import Testing

@Suite struct IndexingTests {
  let x = Tensor.f64([1, 2, 3, 4, 5, 6], [2, 3])

  @Test func `gather is numpy's take and checks its indices`() throws {
    let y = try evaluate([x, .i64([2, 0, 0, 1], [2, 2]), Tensor([Int32(1)])]) { b, v in
      [try b.gather(v[0], v[1], axis: 1), try b.gather(v[0], v[2], axis: 0)]
    }
    #expect(y[0].isIdentical(to: .f64([3, 1, 1, 2, 6, 4, 4, 5], [2, 2, 2])))
    #expect(y[1].isIdentical(to: .f64([4, 5, 6], [1, 3])))
    let error = #expect(throws: ProgramError.self) {
      try result([x, .i64([3])]) { b, v in try b.gather(v[0], v[1], axis: 1) }
    }
    #expect(
      error?.description == "@main, gather: index 3 was found; 0 ..< 3 were expected")
  }

  @Test func `gatherAlong picks one element a place, and scatters add back`() throws {
    let y = try evaluate([x, .i64([2, 1], [2, 1]), .f64([10, 20], [2, 1]), .i64([1, 1])]) { b, v in
      [
        try b.gatherAlong(v[0], v[1], axis: 1),
        try b.scatterAddAlong(v[0], v[1], v[2], axis: 1),
        try b.scatterAdd(v[0], v[3], v[0], axis: 0),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([3, 5], [2, 1])))
    #expect(y[1].isIdentical(to: .f64([1, 2, 13, 4, 25, 6], [2, 3])))
    #expect(y[2].isIdentical(to: .f64([1, 2, 3, 9, 12, 15], [2, 3])))
  }

  @Test func `one hot leaves indices out of range at zero`() throws {
    let y = try result([.i64([1, -1, 2, 0])]) { b, v in try b.oneHot(v[0], depth: 2, .f32) }
    #expect(y.elements(of: Float.self) == [0, 1, 0, 0, 0, 0, 1, 0])
  }

  @Test func `sorting is stable, with NaN as the largest`() throws {
    let numbers = Tensor.f64([3, .nan, 1, 3, 2])
    let y = try evaluate([numbers, .f64([3, 1, 2, 4], [2, 2])]) { b, v in
      let top = try b.topK(v[0], k: 3)
      return [
        try b.sort(v[0], axis: 0), try b.sort(v[0], axis: 0, descending: true),
        try b.argSort(v[0], axis: 0), try b.argSort(v[0], axis: 0, descending: true), top.values,
        top.indices, try b.sort(v[1], axis: 0), try b.cumulativeSum(v[1], axis: 0),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([1, 2, 3, 3, .nan])))
    #expect(y[1].isIdentical(to: .f64([.nan, 3, 3, 2, 1])))
    #expect(y[2].isIdentical(to: .i64([2, 4, 0, 3, 1])))
    #expect(y[3].isIdentical(to: .i64([1, 0, 3, 4, 2])))
    #expect(y[4].isIdentical(to: .f64([.nan, 3, 3])))
    #expect(y[5].isIdentical(to: .i64([1, 0, 3])))
    #expect(y[6].isIdentical(to: .f64([2, 1, 3, 4], [2, 2])))
    #expect(y[7].isIdentical(to: .f64([3, 1, 5, 5], [2, 2])))
  }

  @Test func `searchSorted counts the edges before`() throws {
    let y = try evaluate([.f64([1, 2, 2, 4]), .f64([0, 2, 3, 4, 9, .nan])]) { b, v in
      [
        try b.searchSorted(v[0], v[1], side: .left), try b.searchSorted(v[0], v[1], side: .right),
      ]
    }
    #expect(y[0].isIdentical(to: .i64([0, 1, 3, 3, 4, 4])))
    #expect(y[1].isIdentical(to: .i64([0, 3, 3, 4, 4, 4])))
  }

  @Test func `random numbers follow from the seed alone`() throws {
    let y = try evaluate([Tensor(scalar: Int64(7)), Tensor(scalar: Int64(8))]) { b, v in
      [
        try b.randomUniform([10_000], seed: v[0]), try b.randomUniform([10_000], seed: v[0]),
        try b.randomUniform([10_000], seed: v[1]), try b.randomNormal([10_000], seed: v[0]),
      ]
    }
    #expect(y[0].isIdentical(to: y[1]) && !y[0].isIdentical(to: y[2]))
    let (uniform, normal) = (y[0].doubles(), y[3].doubles())
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 10_000 - 0.5) < 0.02)
    #expect(abs(normal.reduce(0, +) / 10_000) < 0.05)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / 10_000 - 1) < 0.05)
  }
}
