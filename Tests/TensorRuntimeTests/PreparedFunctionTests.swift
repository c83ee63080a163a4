// Functions that are looked up once: parts of batches, remembered shapes, and the errors of both.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct PreparedFunctionTests {
  /// Numbers and text by the row, and a shift that all rows share; kernels alone.
  private func kernels() throws -> Program {
    try makeProgram([
      (name: "x", type: .tensor(.f64, [.rows, 3])),
      (name: "word", type: .tensor(.string, [.rows, 1])),
      (name: "shift", type: .tensor(.f64, [3])),
    ]) { b, p in
      let words = try b.constant(Tensor(strings: ["a", "b", "c"]), named: "words")
      let moved = try b.exp(b.add(p[0], p[2]))
      return [try b.reduceSum(moved, axes: [1]), try b.stringLookup(p[1], vocabulary: words)]
    }
  }

  /// The same with a step over values, which makes text.
  private func frames() throws -> Program {
    try makeProgram([
      (name: "x", type: .tensor(.f64, [.rows, 3])),
      (name: "word", type: .tensor(.string, [.rows, 1])),
      (name: "shift", type: .tensor(.f64, [3])),
    ]) { b, p in
      let filled = try b.stringFillMissing(p[1], b.constant(Tensor(strings: ["?"], shape: [])))
      return [try b.reduceSum(b.add(p[0], p[2]), axes: [1]), filled]
    }
  }

  private func arguments(_ rows: Int) -> [Value] {
    var generator = SeededGenerator(17)
    let words = (0..<rows).map { ["a", "bb", "c", nil][$0 % 4] }
    return [
      .tensor(.random(.f64, [rows, 3], &generator, hasEdges: false)),
      .tensor(Tensor(strings: words, shape: [rows, 1])), .tensor(Tensor([0.5, 1, 2])),
    ]
  }

  @Test(arguments: [1, 3, 64, 65, 150, 400])
  func aWindowGivesTheRowsOfTheWhole(_ size: Int) throws {
    for program in [try kernels(), try frames()] {
      let function = try Executor(program, options: .init(pool: testPool)).prepared("main")
      let arguments = arguments(400)
      let whole = try function.run(arguments).map(\.tensor)
      for start in [0, (400 - size) / 2, 400 - size] {
        let window = start..<start + size
        let found = try function.run(arguments, rows: window)
        let dense = try function.tensors(arguments, rows: window)
        for place in whole.indices {
          let expected = rows(window, of: whole[place])
          #expect(firstDifference(found[place].tensor, expected, .exact) == nil)
          #expect(firstDifference(dense[place], expected, .exact) == nil)
        }
      }
    }
  }

  private func rows(_ window: Range<Int>, of tensor: Tensor) -> Tensor {
    let shape = Shape([window.count] + tensor.shape.dimensions.dropFirst())
    switch tensor.dtype {
    case .string: return Tensor(strings: window.map { tensor.strings[$0] }, shape: shape)
    case .i64: return Tensor(Array(tensor.elements(of: Int64.self)[window]), shape: shape)
    default: return Tensor(Array(tensor.doubles()[window]), shape: shape)
    }
  }

  @Test func aPlanForTheShapesIsMadeOnce() throws {
    let executor = Executor(try kernels(), options: .init(pool: testPool))
    let function = try executor.prepared("main")
    for row in 0..<20 { _ = try function.run(arguments(20), rows: row..<row + 1) }
    _ = try function.run(arguments(1))
    #expect(executor.planCount == 1)
  }

  @Test func moreShapesThanAreRememberedStillRun() throws {
    let function = try Executor(kernels(), options: .init(pool: testPool)).prepared("main")
    for _ in 0..<2 {
      for rows in 1...20 {
        #expect(try function.run(arguments(rows))[0].tensor.count == rows)
      }
    }
  }

  @Test func rowsThatAreNotThereAreRefused() throws {
    let function = try Executor(kernels()).prepared("main")
    _ = try function.run(arguments(5), rows: 0..<2)
    for window in [4..<6, -1..<1] {
      #expect {
        try function.run(arguments(5), rows: window)
      } throws: { error in
        "\(error)" == "running @main: rows \(window) were asked for; the arguments have 5"
      }
    }
  }

  @Test func argumentsOfOtherTypesAreRefusedAfterAFittingRun() throws {
    let function = try Executor(kernels()).prepared("main")
    var arguments = arguments(2)
    _ = try function.run(arguments)
    arguments[2] = .tensor(Tensor([Float(1), 2, 3]))
    #expect(throws: RuntimeError.self) { try function.run(arguments) }
    #expect(throws: RuntimeError.self) { try function.run([]) }
    arguments[2] = .tensor(Tensor([1.0, 2, 3]))
    arguments[1] = .tensor(Tensor(strings: ["a"], shape: [1, 1]))
    #expect(throws: RuntimeError.self) { try function.run(arguments) }
    #expect(throws: RuntimeError.self) { try function.run(arguments, rows: 0..<1) }
  }

  @Test func aKernelThatRefusesIsWordedAsEver() throws {
    let program = try makeProgram([(name: "x", type: .tensor(.i64, [.rows]))]) { b, x in
      [try b.gather(b.constant(Tensor([1.0, 2])), x[0], axis: 0)]
    }
    let function = try Executor(program).prepared("main")
    let indices = Value.tensor(Tensor([Int64(1), 0, 7]))
    #expect(try function.run([indices], rows: 0..<2)[0].tensor.doubles() == [2, 1])
    #expect {
      try function.run([indices], rows: 2..<3)
    } throws: { error in
      "\(error)" == "gather: index 7 was found; 0 ..< 2 were expected"
    }
  }
}
