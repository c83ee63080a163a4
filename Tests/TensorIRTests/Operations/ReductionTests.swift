import TensorIR
import Tensors
import Testing

@Suite struct ReductionTests {
  let x = Tensor.f64([1, 5, 2, 4, 5, .nan], [2, 3])

  @Test func `reductions go along any axes`() throws {
    let y = try evaluate([.f64([1, 2, 3, 4, 5, 6], [2, 3])]) { b, v in
      [
        try b.reduceSum(v[0], axes: [0]), try b.reduceSum(v[0], axes: [1], keepDimensions: true),
        try b.reduceProduct(v[0], axes: [0, 1]), try b.reduceMean(v[0], axes: [1]),
        try b.reduceMax(v[0], axes: []), try b.reduceMin(v[0], axes: [1]),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([5, 7, 9])))
    #expect(y[1].isIdentical(to: .f64([6, 15], [2, 1])))
    #expect(y[2].isIdentical(to: .f64([720], [])))
    #expect(y[3].isIdentical(to: .f64([2, 5])))
    #expect(y[4].isIdentical(to: .f64([1, 2, 3, 4, 5, 6], [2, 3])))
    #expect(y[5].isIdentical(to: .f64([1, 4])))
  }

  @Test func `NaN wins extremes and the first index of ties counts`() throws {
    let y = try evaluate([x]) { b, v in
      [
        try b.reduceMax(v[0], axes: [1]), try b.reduceMin(v[0], axes: [1]),
        try b.argMax(v[0], axis: 1), try b.argMin(v[0], axis: 1), try b.argMax(v[0], axis: 0),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([5, .nan])))
    #expect(y[1].isIdentical(to: .f64([1, .nan])))
    #expect(y[2].isIdentical(to: .i64([1, 2])))
    #expect(y[3].isIdentical(to: .i64([0, 2])))
    #expect(y[4].isIdentical(to: .i64([1, 0, 1])))
  }

  @Test func `an ordered sum is the plain loop in the operand's dtype`() throws {
    let numbers = (0..<1000).map { Float($0) * 0.1 + 1e5 }
    let y = try result([Tensor(numbers)]) { b, v in
      try b.reduceSum(v[0], axes: [0], ordered: true)
    }
    #expect(y.elements(of: Float.self)[0] == numbers.reduce(0, +))
  }

  @Test func `the sum of nothing is 0 and an extreme of nothing is an error`() throws {
    let nothing = Tensor.f64([], [2, 0])
    let y = try evaluate([nothing]) { b, v in
      [try b.reduceSum(v[0], axes: [1]), try b.reduceProduct(v[0], axes: [1])]
    }
    #expect(y[0].isIdentical(to: .f64([0, 0])))
    #expect(y[1].isIdentical(to: .f64([1, 1])))
    #expect(throws: ProgramError.self) {
      try result([nothing]) { b, v in try b.reduceMax(v[0], axes: [1]) }
    }
    #expect(throws: ProgramError.self) {
      try result([nothing]) { b, v in try b.argMax(v[0], axis: 1) }
    }
  }

  @Test func `all and any reduce booleans`() throws {
    let y = try evaluate([Tensor([true, false, true, true], shape: [2, 2])]) { b, v in
      [try b.reduceAll(v[0], axes: [1]), try b.reduceAny(v[0], axes: [0, 1])]
    }
    #expect(y[0].elements(of: Bool.self) == [false, true])
    #expect(y[1].elements(of: Bool.self) == [true])
  }

  @Test func `matmul transposes and broadcasts batches`() throws {
    let a = Tensor.f64([1, 2, 3, 4, 5, 6], [2, 3])
    let b3 = Tensor.f64([1, 0, 0, 1, 1, 1], [3, 2])
    let y = try evaluate([a, b3, .f64([1, 2, 3, 4, 5, 6], [2, 1, 3])]) { b, v in
      [
        try b.matmul(v[0], v[1]),
        try b.matmul(v[1], v[0], transposeLeft: true, transposeRight: true),
        try b.matmul(v[2], v[1]), try b.matmul(v[0], v[0], transposeRight: true),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([4, 5, 10, 11], [2, 2])))
    #expect(y[1].isIdentical(to: .f64([4, 10, 5, 11], [2, 2])))
    #expect(y[2].isIdentical(to: .f64([4, 5, 10, 11], [2, 1, 2])))
    #expect(y[3].isIdentical(to: .f64([14, 32, 32, 77], [2, 2])))
  }
}
