// Random straight-line programs: the executor against the interpreter, and arenas without overlaps.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct RandomProgramTests {
  @Test(arguments: 0..<120) func agreeWithTheInterpreter(_ seed: Int) throws {
    var generator = SeededGenerator(UInt64(seed) &* 7919)
    let rows = [0, 1, 3, 64, 150].randomElement(using: &generator) ?? 1
    let arguments = [
      Tensor.random(.f64, [rows, 6], &generator), Tensor.random(.f64, [rows, 1], &generator),
      Tensor.random(.f64, [6], &generator),
    ]
    let program = try makeProgram([
      (name: "x", type: .tensor(.f64, [.rows, 6])), (name: "y", type: .tensor(.f64, [.rows, 1])),
      (name: "z", type: .tensor(.f64, [6])),
    ]) { b, x in
      var values = x
      for _ in 0..<Int.random(in: 3...40, using: &generator) {
        if let next = try step(b, values, &generator) { values.append(next) }
      }
      let tail = values.suffix(4)
      return Array(tail) + [values.randomElement(using: &generator) ?? values[0]]
    }
    for fuses in [true, false] {
      var options = Executor.Options(pool: testPool)
      options.fusesElementwise = fuses
      options.rowBlocks = seed % 2 == 0 ? .none : .of(64)
      try expectAgreement(program, arguments, .exact, options, "seed \(seed)")
      let types = arguments.map { ValueType.tensor(TensorType(of: $0)) }
      let plan = try Executor(program, options: options).plan("main", arguments: types)
      #expect(plan.isArenaSound, "seed \(seed)")
    }
  }

  /// One more operation on values that are there, of operations whose results are exact.
  private func step(
    _ b: FunctionBuilder, _ values: [ValueID], _ generator: inout SeededGenerator
  ) throws -> ValueID? {
    guard let x = values.randomElement(using: &generator) else { return nil }
    let type = b.tensorType(of: x)
    switch Int.random(in: 0..<13, using: &generator) {
    case 0: return try b.negate(x)
    case 1: return try b.abs(x)
    case 2: return try b.floor(x)
    case 3: return try b.logistic(x)
    case 4: return try b.select(b.isNaN(x), b.scalar(0.5, .f64), x)
    case 5:
      return type.rank == 2
        ? try b.reduceSum(x, axes: [1], keepDimensions: true, ordered: true) : nil
    case 6:
      // Which of two zeros is the least is the order's business: adding 0 makes them one.
      return type.rank == 2
        ? try b.add(b.reduceMin(x, axes: [1], keepDimensions: true), b.scalar(0, .f64)) : nil
    case 7: return type.dimensions == [.rows, 6] ? try b.slice(x, axis: 1, start: 2, end: 5) : nil
    case 8:
      return type.dimensions == [.rows, 6]
        ? try b.reshape(b.reshape(x, [.rows, 2, 3]), [.rows, 6]) : nil
    case 9:
      let others = values.filter {
        b.tensorType(of: $0).rank == 2 && type.rank == 2
      }
      guard let other = others.randomElement(using: &generator) else { return nil }
      return try b.concatenate([x, other], axis: 1)
    case 10:
      return type.dimensions == [6] ? try b.broadcast(x, to: [.rows, 6]) : nil
    default:
      guard let y = values.randomElement(using: &generator),
        Broadcasting.combine(type.dimensions, b.tensorType(of: y).dimensions) != nil
      else { return nil }
      let names = ["add", "subtract", "multiply", "divide", "maximum", "minimum"]
      return try b.append(one: names.randomElement(using: &generator) ?? "add", [x, y])
    }
  }
}
