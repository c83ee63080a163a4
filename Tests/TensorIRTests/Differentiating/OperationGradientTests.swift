import TensorIR
import Tensors
import Testing

@Suite struct OperationGradientTests {
  /// Random shapes, a scalar and shapes without elements among them.
  static let shapes: [Shape] = [[], [3], [2, 3], [0], [2, 0, 3], [2, 1, 4]]
  /// Pairs of shapes that broadcast.
  static let pairs: [(Shape, Shape)] = [
    ([], []), ([3], []), ([2, 3], [3]), ([2, 1], [1, 3]), ([0, 3], [3]), ([4, 1, 2], [3, 1]),
  ]

  @Test func `functions of one number`() throws {
    let anywhere = [
      "negate", "abs", "exp", "expm1", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh",
      "asinh", "logistic", "erf", "reciprocal", "sign", "floor", "ceil", "round_half_even",
    ]
    var random = RandomNumbers(seed: 11)
    for shape in Self.shapes {
      let x = random.tensor(shape)
      for name in anywhere where name != "tan" {
        try checkGradient([x], tolerance: 1e-5) { b, v in [try b.append(one: name, v)] }
      }
      for name in ["log", "sqrt", "log1p", "acosh"] {
        try checkGradient([x], tolerance: 1e-5) { b, v in
          let positive = try b.add(b.abs(v[0]), b.scalar(name == "acosh" ? 1 : 0, .f64))
          return [try b.append(one: name, [positive])]
        }
      }
      try checkGradient([x]) { b, v in [try b.normalQuantile(b.logistic(v[0]))] }
      for name in ["asin", "acos", "atanh", "tan"] {
        try checkGradient([x]) { b, v in
          [try b.append(one: name, [b.multiply(v[0], b.scalar(0.4, .f64))])]
        }
      }
    }
  }

  @Test func `functions of two numbers sum back over what was broadcast`() throws {
    var random = RandomNumbers(seed: 12)
    for (left, right) in Self.pairs {
      let (x, y) = (random.tensor(left), random.tensor(right))
      for name in ["add", "subtract", "multiply", "divide", "maximum", "minimum", "atan2"] {
        try checkGradient([x, y], tolerance: 1e-5) { b, v in [try b.append(one: name, v)] }
        try checkGradient([y, x], tolerance: 1e-5) { b, v in [try b.append(one: name, v)] }
      }
      try checkGradient([x, y], tolerance: 1e-5) { b, v in [try b.remainder(v[0], v[1])] }
      try checkGradient([x, y], tolerance: 1e-5) { b, v in [try b.power(b.abs(v[0]), v[1])] }
      try checkGradient([x, y]) { b, v in
        [try b.select(b.compare(v[0], v[1], .less), v[0], b.multiply(v[1], v[1]))]
      }
      try checkGradient([x, y, Tensor([true, false, true])]) { b, v in
        [try b.select(b.slice(v[2], axis: 0, start: 0, end: 1), v[0], v[1])]
      }
    }
  }

  @Test func `powers of zero have finite gradients`() throws {
    let builder = ProgramBuilder(name: "p")
    let vector = ValueType.tensor(.f64, [3])
    try builder.define("f", parameters: [("x", vector), ("y", vector)]) { b, v in
      [try b.power(v[0], v[1])]
    }
    let program = try builder.build().differentiated(function: "f", withRespectTo: [0, 1])
    let g = try Interpreter(program).run(
      "f.gradient", [.f64([0, 0, 2]), .f64([0, 2, 0]), .f64([1, 1, 1])])
    #expect(g[0].isIdentical(to: .f64([0, 0, 0])))
    #expect(g[1].doubles()[1] == 0)
  }

  @Test func `reductions`() throws {
    var random = RandomNumbers(seed: 13)
    for (shape, axes) in [([2, 3], [1]), ([2, 3, 2], [0, 2]), ([3], []), ([0, 2], [0])]
      as [(Shape, [Int])]
    {
      let x = random.tensor(shape)
      for keep in [false, true] {
        try checkGradient([x], tolerance: 1e-5) { b, v in
          var results = [
            try b.reduceSum(v[0], axes: axes, keepDimensions: keep),
            try b.reduceProduct(v[0], axes: axes, keepDimensions: keep),
          ]
          if shape.count > 0 {
            results += [
              try b.reduceMean(v[0], axes: axes, keepDimensions: keep),
              try b.reduceMax(v[0], axes: axes, keepDimensions: keep),
              try b.reduceMin(v[0], axes: axes, keepDimensions: keep),
            ]
          }
          return results
        }
      }
    }
    // A product with one zero, and one with two.
    try checkGradient([.f64([0, 2, 3, 0, 0, 5], [2, 3])]) { b, v in
      [try b.reduceProduct(v[0], axes: [1])]
    }
  }

  @Test func `matrix products, transposed and in batches`() throws {
    var random = RandomNumbers(seed: 14)
    for (left, right) in [
      ([2, 3], [3, 4]), ([2, 2, 3], [3, 2]), ([1, 2, 3], [4, 3, 2]),
      ([0, 3], [3, 2]),
    ] as [(Shape, Shape)] {
      let (x, y) = (random.tensor(left), random.tensor(right))
      for flipLeft in [false, true] {
        for flipRight in [false, true] {
          try checkGradient([
            flipLeft ? transposed(x) : x, flipRight ? transposed(y) : y,
          ]) { b, v in
            [try b.matmul(v[0], v[1], transposeLeft: flipLeft, transposeRight: flipRight)]
          }
        }
      }
    }
  }

  private func transposed(_ x: Tensor) -> Tensor {
    var permutation = Array(0..<x.shape.rank)
    permutation.swapAt(x.shape.rank - 1, x.shape.rank - 2)
    return x.transposing(permutation)
  }

  @Test func `operations that move elements`() throws {
    var random = RandomNumbers(seed: 15)
    let (x, y) = (random.tensor([2, 3]), random.tensor([2, 2]))
    try checkGradient([x, y]) { b, v in
      [
        try b.reshape(v[0], [3, .unknown]), try b.transpose(v[0], [1, 0]),
        try b.broadcast(v[0], to: [2, 2, 3]), try b.concatenate([v[0], v[1], v[0]], axis: 1),
        try b.slice(v[0], axis: 1, start: 1), try b.slice(v[0], axis: 1, start: 0, stride: 2),
        try b.reverse(v[0], axes: [1]), try b.insertAxis(v[0], 1),
        try b.pad(v[0], low: [1, 0], high: [0, 2], value: b.reduceSum(v[1], axes: [0, 1])),
        try b.dynamicSlice(v[0], start: b.int(1), axis: 1, size: 2),
        try b.updateSlice(v[0], v[1], start: b.int(1), axis: 1),
      ]
    }
    try checkGradient([random.tensor([0, 3])]) { b, v in
      [try b.concatenate([v[0], v[0]], axis: 1), try b.transpose(v[0], [1, 0])]
    }
  }

  @Test func `gathers, scatters and sorts`() throws {
    var random = RandomNumbers(seed: 16)
    let x = random.tensor([3, 2])
    let indices = Tensor.i64([2, 0, 2, 1], [2, 2])
    let along = Tensor.i64([2, 0, 0, 1], [2, 2])
    try checkGradient([x, indices, along, random.tensor([2, 2, 2]), random.tensor([2, 2])]) {
      b, v in
      let top = try b.topK(b.transpose(v[0], [1, 0]), k: 2)
      return [
        try b.gather(v[0], v[1], axis: 0), try b.gatherAlong(v[0], v[2], axis: 0),
        try b.scatterAdd(v[0], v[1], v[3], axis: 0),
        try b.scatterAddAlong(v[0], v[2], v[4], axis: 0), try b.cumulativeSum(v[0], axis: 0),
        try b.sort(v[0], axis: 0), try b.sort(v[0], axis: 1, descending: true), top.values,
        top.indices,
      ]
    }
  }

  @Test func `sparse products`() throws {
    let x = Tensor.f64([0.5, 2, 0.25, 3, 1, 4], [2, 3])
    var random = RandomNumbers(seed: 17)
    try checkGradient([x, random.tensor([3, 2]), random.tensor([3]), random.tensor([2, 2])]) {
      b, v in
      let sparse = try b.toSparse(v[0])
      return [
        try b.sparseMatmul(b.sparseScaleColumns(sparse, v[2]), v[1]),
        try b.sparseMatmul(sparse, v[3], transposeLeft: true), try b.toDense(sparse),
      ]
    }
  }

  @Test func `extents that are only known at run time`() throws {
    let program = try Program(
      parsing: """
        program "p"
        func @f(%x: f64[?, ?], %y: f64[?]) -> (a: f64[?, ?], b: f64[?], c: f64[?]) {
          %2 = add %x, %y : f64[?, ?]
          %3 = multiply %2, %x : f64[?, ?]
          %4 = reduce_mean %3 {axes = ints[0]} : f64[?]
          %5 = reshape %x {dimensions = dimensions[?]} : f64[?]
          return %3, %4, %5
        }
        """)
    var random = RandomNumbers(seed: 18)
    try checkGradient(of: "f", in: program, [random.tensor([2, 3]), random.tensor([3])])
    try checkGradient(of: "f", in: program, [random.tensor([2, 3]), random.tensor([1])])
  }

  @Test func `what has no gradient is refused by name`() throws {
    let builder = ProgramBuilder(name: "p")
    try builder.define("f", parameters: [("n", i64Scalar)]) { b, v in [try b.cast(v[0], .f64)] }
    let error = #expect(throws: ProgramError.self) {
      try builder.build().differentiated(function: "f", withRespectTo: [0])
    }
    #expect(error?.description == "@f: argument 0 is not one of floating-point numbers")
  }
}
