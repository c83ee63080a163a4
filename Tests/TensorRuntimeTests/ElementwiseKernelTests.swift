// Every element-wise operation, planned, against its plain evaluation.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct ElementwiseKernelTests {
  private static let floats: [DType] = [.f64, .f32, .bf16]
  private static let integers: [DType] = [.i64, .i32, .i8]
  private static let shapes: [Shape] = [
    [], [1], [7], [3, 5], [0, 4], [700], [2, 600], [37, 30],
  ]

  @Test(arguments: [
    "negate", "abs", "sign", "exp", "expm1", "log", "log1p", "sqrt", "reciprocal", "sin", "cos",
    "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "logistic",
    "erf", "floor", "ceil", "round_half_even", "is_nan", "is_infinite",
  ]) func functionsOfOneFloat(_ name: String) throws {
    for dtype in Self.floats { try check(name, [dtype]) }
  }

  @Test(arguments: ["negate", "abs", "sign", "floor", "ceil", "round_half_even"])
  func functionsOfOneInteger(_ name: String) throws {
    for dtype in Self.integers { try check(name, [dtype]) }
  }

  @Test(arguments: [
    "add", "subtract", "multiply", "divide", "remainder", "power", "maximum", "minimum", "atan2",
  ]) func functionsOfTwoFloats(_ name: String) throws {
    for dtype in Self.floats { try check(name, [dtype, dtype]) }
  }

  @Test(arguments: [
    "add", "subtract", "multiply", "divide", "remainder", "power", "maximum", "minimum",
    "bitwise_and", "bitwise_or", "bitwise_xor", "shift_left", "shift_right",
  ]) func functionsOfTwoIntegers(_ name: String) throws {
    for dtype in Self.integers { try check(name, [dtype, dtype]) }
  }

  @Test(arguments: Comparison.allCases) func comparisons(_ direction: Comparison) throws {
    let attributes: Attributes = ["direction": .string(direction.rawValue)]
    for dtype in Self.floats + Self.integers { try check("compare", [dtype, dtype], attributes) }
    if direction == .equal || direction == .notEqual {
      try check("compare", [.bool, .bool], attributes)
    }
  }

  @Test func logic() throws {
    try check("logical_not", [.bool])
    for name in ["logical_and", "logical_or", "logical_xor"] { try check(name, [.bool, .bool]) }
  }

  @Test func selection() throws {
    for dtype in Self.floats + Self.integers + [.bool] {
      try check("select", [.bool, dtype, dtype])
    }
  }

  @Test func casts() throws {
    let dtypes = Self.floats + Self.integers + [.bool]
    for source in dtypes {
      for target in dtypes { try check("cast", [source], ["dtype": .dtype(target)]) }
    }
  }

  @Test func operandsOfEveryBroadcastKind() throws {
    var generator = SeededGenerator(11)
    let shapes: [(Shape, Shape)] = [
      ([40, 30], [30]), ([40, 30], [40, 1]), ([40, 30], []), ([40, 1], [1, 30]), ([3, 700], [700]),
      ([3, 700], [3, 1]), ([2, 3, 4], [3, 1]), ([2, 3, 4], [2, 1, 4]), ([2, 1, 4], [3, 1]),
      ([5, 1, 1], [4, 7]), ([1], [6]), ([0, 3], [3]), ([2, 3, 4], [1, 3, 4]), ([513], [1]),
    ]
    for (left, right) in shapes {
      let arguments = [
        Tensor.random(.f64, left, &generator), Tensor.random(.f64, right, &generator),
      ]
      let program = try makeProgram(taking: arguments) { b, x in
        [try b.subtract(x[0], x[1]), try b.divide(x[1], x[0])]
      }
      try expectAgreement(
        program, arguments, .exact, .init(pool: testPool), "\(left) \(right)")
    }
  }

  private func check(
    _ name: String, _ dtypes: [DType], _ attributes: Attributes = [:]
  ) throws {
    var generator = SeededGenerator(UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF))
    for shape in Self.shapes {
      let arguments = dtypes.map { Tensor.random($0, shape, &generator) }
      let program = try makeProgram(taking: arguments) { b, x in
        [try b.append(one: name, x, attributes)]
      }
      try expectAgreement(program, arguments, .exact, .init(pool: testPool), "\(name) \(dtypes)")
    }
  }
}
