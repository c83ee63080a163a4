import TensorIR
import Tensors
import Testing

@Suite struct ShapeTests {
  let matrix = Tensor.f64([1, 2, 3, 4, 5, 6], [2, 3])

  @Test func `reshape infers one extent`() throws {
    let y = try result([matrix]) { b, v in try b.reshape(v[0], [3, .unknown]) }
    #expect(y.isIdentical(to: .f64([1, 2, 3, 4, 5, 6], [3, 2])))
    #expect(throws: ProgramError.self) {
      try result([matrix]) { b, v in try b.reshape(v[0], [4, .unknown]) }
    }
  }

  @Test func `symbols of reshape and broadcast are bound by the arguments`() throws {
    let builder = ProgramBuilder(name: "symbols")
    try builder.define("main", parameters: [("x", .tensor(.f64, [.rows, 4]))]) { b, v in
      let cube = try b.reshape(v[0], [.rows, 2, 2])
      let ones = try b.broadcast(b.scalar(1, .f64), to: [.rows, 2, 2])
      return [try b.add(cube, ones), try b.iota([.rows, 2], axis: 0, .i64)]
    }
    let y = try Interpreter(builder.build()).run(
      "main", [.f64([1, 2, 3, 4, 5, 6, 7, 8], [2, 4])])
    #expect(y[0].isIdentical(to: .f64([2, 3, 4, 5, 6, 7, 8, 9], [2, 2, 2])))
    #expect(y[1].isIdentical(to: .i64([0, 0, 1, 1], [2, 2])))
  }

  @Test func `transpose, reverse and slice move elements of any dtype`() throws {
    let words = Tensor(strings: ["a", "b", nil, "d"], shape: [2, 2])
    let y = try evaluate([matrix, words]) { b, v in
      [
        try b.transpose(v[0], [1, 0]), try b.reverse(v[0], axes: [0, 1]),
        try b.slice(v[0], axis: 1, start: 0, end: 3, stride: 2), try b.transpose(v[1], [1, 0]),
        try b.slice(v[0], axis: 1, start: 1),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([1, 4, 2, 5, 3, 6], [3, 2])))
    #expect(y[1].isIdentical(to: .f64([6, 5, 4, 3, 2, 1], [2, 3])))
    #expect(y[2].isIdentical(to: .f64([1, 3, 4, 6], [2, 2])))
    #expect(y[3].isIdentical(to: Tensor(strings: ["a", nil, "b", "d"], shape: [2, 2])))
    #expect(y[4].isIdentical(to: .f64([2, 3, 5, 6], [2, 2])))
  }

  @Test func `concatenate joins along any axis and pad surrounds`() throws {
    let y = try evaluate([matrix, .f64([7, 8], [2, 1])]) { b, v in
      [
        try b.concatenate([v[0], v[1]], axis: 1), try b.concatenate([v[0], v[0]], axis: 0),
        try b.pad(v[1], low: [0, 1], high: [1, 0], value: -1),
      ]
    }
    #expect(y[0].isIdentical(to: .f64([1, 2, 3, 7, 4, 5, 6, 8], [2, 4])))
    #expect(y[1].isIdentical(to: .f64([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], [4, 3])))
    #expect(y[2].isIdentical(to: .f64([-1, 7, -1, 8, -1, -1], [3, 2])))
  }

  @Test func `dynamic slices begin at an operand, and outside is an error`() throws {
    func run(_ start: Int64) throws -> [Tensor] {
      try evaluate([matrix, Tensor(scalar: start), .f64([9, 9], [2, 1])]) { b, v in
        [
          try b.dynamicSlice(v[0], start: v[1], axis: 1, size: 1),
          try b.updateSlice(v[0], v[2], start: v[1], axis: 1), try b.dimensionSize(v[0], axis: 1),
        ]
      }
    }
    let y = try run(2)
    #expect(y[0].isIdentical(to: .f64([3, 6], [2, 1])))
    #expect(y[1].isIdentical(to: .f64([1, 2, 9, 4, 5, 9], [2, 3])))
    #expect(y[2].isIdentical(to: Tensor(scalar: Int64(3))))
    #expect(throws: ProgramError.self) { try run(3) }
    #expect(throws: ProgramError.self) { try run(-1) }
  }

  @Test func `shapes of nothing go through`() throws {
    let y = try evaluate([.f64([], [0, 3])]) { b, v in
      [
        try b.transpose(v[0], [1, 0]), try b.concatenate([v[0], v[0]], axis: 1),
        try b.reverse(v[0], axes: [0]), try b.pad(v[0], low: [1, 0], high: [0, 0]),
      ]
    }
    #expect(y.map(\.shape) == [[3, 0], [0, 6], [0, 3], [1, 3]])
  }
}
