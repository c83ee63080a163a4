import Glibc
import TensorIR
import Tensors
import Testing

@Suite struct ElementwiseTests {
  let x = Tensor.f64([-1.5, -0.0, 0.5, 2, .infinity, .nan])

  @Test func `unary functions follow the C library in both precisions`() throws {
    let points = [-0.75, 0.25, 0.5]
    let y = try evaluate([.f64(points), Tensor(points.map { Float($0) })]) { b, v in
      [
        try b.exp(v[0]), try b.exp(v[1]), try b.log1p(v[0]), try b.erf(v[1]), try b.tanh(v[0]),
        try b.logistic(v[1]),
      ]
    }
    #expect(y[0].doubles() == points.map { exp($0) })
    #expect(y[1].elements(of: Float.self) == points.map { exp(Float($0)) })
    #expect(y[2].doubles() == points.map { log1p($0) })
    #expect(y[3].elements(of: Float.self) == points.map { erf(Float($0)) })
    #expect(y[4].doubles() == points.map { tanh($0) })
    #expect(y[5].elements(of: Float.self) == points.map { 1 / (1 + exp(-Float($0))) })
  }

  @Test func `quantiles of the normal distribution undo its distribution function`() throws {
    let shares = [0, 1e-300, 1e-12, 0.02, 0.3, 0.5, 0.75, 0.999, 1, -0.1, 1.1]
    let y = try evaluate([.f64(shares)]) { b, v in [try b.normalQuantile(v[0])] }[0].doubles()
    #expect(y[0] == -.infinity && y[8] == .infinity && y[9].isNaN && y[10].isNaN && y[5] == 0)
    for (share, x) in zip(shares, y) where share > 0 && share < 1 {
      #expect((0.5 * erfc(-x / 2.0.squareRoot()) / share - 1).magnitude < 1e-12)
    }
  }

  @Test func `sign, rounding and classification keep NaN and infinities`() throws {
    let y = try evaluate([x, .f64([0.5, 1.5, 2.5, -0.5])]) { b, v in
      [
        try b.sign(v[0]), try b.floor(v[0]), try b.isNaN(v[0]), try b.isInfinite(v[0]),
        try b.roundHalfEven(v[1]),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([-1, 0, 1, 1, 1, .nan])))
    #expect(y[1].isIdentical(to: .f64([-2, 0, 0, 2, .infinity, .nan])))
    #expect(y[2].elements(of: Bool.self) == [false, false, false, false, false, true])
    #expect(y[3].elements(of: Bool.self) == [false, false, false, false, true, false])
    #expect(y[4].isIdentical(to: .f64([0, 2, 2, 0])))
  }

  @Test func `maximum and minimum give NaN if either operand is`() throws {
    let y = try evaluate([.f64([1, .nan, 3, .nan]), .f64([2, 2, .nan, .nan])]) { b, v in
      [try b.maximum(v[0], v[1]), try b.minimum(v[0], v[1])]
    }
    #expect(y[0].isIdentical(to: .f64([2, .nan, .nan, .nan])))
    #expect(y[1].isIdentical(to: .f64([1, .nan, .nan, .nan])))
  }

  @Test func `binary operations broadcast, also to nothing`() throws {
    let y = try evaluate([
      .f64([1, 2, 3], [3, 1]), .f64([10, 20], [2]), .f64([], [0, 1, 2]),
    ]) { b, v in [try b.add(v[0], v[1]), try b.multiply(v[2], v[0])] }
    #expect(y[0].isIdentical(to: .f64([11, 21, 12, 22, 13, 23], [3, 2])))
    #expect(y[1].shape == [0, 3, 2])
  }

  @Test func `remainder has the divisor's sign and division by zero is defined`() throws {
    let y = try evaluate([
      .i64([7, -7, 7, -7, 5, .min]), .i64([3, 3, -3, -3, 0, -1]), .f64([7, -7, 7, 1]),
      .f64([3, 3, -3, 0]),
    ]) { b, v in
      [try b.remainder(v[0], v[1]), try b.divide(v[0], v[1]), try b.remainder(v[2], v[3])]
    }
    #expect(y[0].elements(of: Int64.self) == [1, 2, -2, -1, 0, 0])
    #expect(y[1].elements(of: Int64.self) == [2, -2, -2, 2, 0, .min])
    #expect(y[2].isIdentical(to: .f64([1, 2, -2, .nan])))
  }

  @Test func `integers wrap around in their own width`() throws {
    let y = try evaluate([
      Tensor([Int8.max, Int8.min]), Tensor([Int8(1), -1]), Tensor([Int32.max, 3]),
      Tensor([Int32(2), -2]),
    ]) { b, v in
      [
        try b.add(v[0], v[1]), try b.multiply(v[2], v[3]), try b.power(v[2], v[3]),
        try b.shiftLeft(v[0], v[0]), try b.negate(v[0]), try b.abs(v[0]),
      ]
    }
    #expect(y[0].elements(of: Int8.self) == [.min, .max])
    #expect(y[1].elements(of: Int32.self) == [-2, -6])
    #expect(y[2].elements(of: Int32.self) == [1, 0])
    #expect(y[3].elements(of: Int8.self) == [0, -1])
    #expect(y[4].elements(of: Int8.self) == [-127, .min])
    #expect(y[5].elements(of: Int8.self) == [127, .min])
  }

  @Test func `bf16 computes in f32 and rounds once`() throws {
    let a = Tensor([BFloat16(1.0), BFloat16(3.140625)])
    let y = try result([a, a]) { b, v in try b.multiply(v[0], v[1]) }
    #expect(y.elements(of: BFloat16.self) == [BFloat16(1), BFloat16(3.140625 * 3.140625)])
  }

  @Test func `comparisons with NaN are false except notEqual`() throws {
    for direction in Comparison.allCases {
      let y = try result([.f64([1, 2, .nan, 1]), .f64([1, 1, 1, .nan])]) { b, v in
        try b.compare(v[0], v[1], direction)
      }
      let expected: [Bool] =
        switch direction {
        case .equal: [true, false, false, false]
        case .notEqual: [false, true, true, true]
        case .less: [false, false, false, false]
        case .lessOrEqual: [true, false, false, false]
        case .greater: [false, true, false, false]
        case .greaterOrEqual: [true, true, false, false]
        }
      #expect(y.elements(of: Bool.self) == expected)
    }
  }

  @Test func `select broadcasts and takes strings`() throws {
    let y = try evaluate([
      Tensor([true, false], shape: [2, 1]), Tensor(strings: ["a", nil]), Tensor(strings: ["z"]),
    ]) { b, v in [try b.select(v[0], v[1], v[2])] }
    #expect(y[0].isIdentical(to: Tensor(strings: ["a", nil, "z", "z"], shape: [2, 2])))
  }

  @Test func `casting floats to integers truncates and saturates`() throws {
    let y = try evaluate([.f64([-1.9, 300, .nan, -.infinity]), .i64([258, -1, 0, 1 << 40])]) {
      b, v in
      [
        try b.cast(v[0], .i8), try b.cast(v[1], .i8), try b.cast(v[0], .bool),
        try b.cast(v[1], .f32),
      ]
    }
    #expect(y[0].elements(of: Int8.self) == [-1, 127, 0, -128])
    #expect(y[1].elements(of: Int8.self) == [2, -1, 0, 0])
    #expect(y[2].elements(of: Bool.self) == [true, true, true, true])
    #expect(y[3].elements(of: Float.self) == [258, -1, 0, 0x1p40])
  }

  @Test func `casting a double to bf16 rounds once`() throws {
    // Rounded to a float first, this would become a tie and go to the even number below.
    let value = 1 + 0x1p-8 + 0x1p-40
    let y = try result([.f64([value])]) { b, v in try b.cast(v[0], .bf16) }
    #expect(y.elements(of: BFloat16.self)[0].float == 1 + 0x1p-7)
  }

  @Test func `mixed dtypes and shapes that do not broadcast are refused by name`() {
    #expect(throws: ProgramError.self) {
      try result([.f64([1]), .i64([1])]) { b, v in try b.add(v[0], v[1]) }
    }
    let error = #expect(throws: ProgramError.self) {
      try result([.f64([1, 2]), .f64([1, 2, 3])]) { b, v in try b.add(v[0], v[1]) }
    }
    #expect(error?.description == "add(f64[2], f64[3]): the shapes do not broadcast")
  }
}
