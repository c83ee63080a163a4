// Text through plans: lookups, flags, and values that only the frame path can hold.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct TextTests {
  private static let vocabulary = Tensor(strings: ["a", "Zürich", nil, "a", "", "bb"])

  @Test func lookupsFlagsAndEquality() throws {
    var generator = SeededGenerator(8)
    for shape in [[0], [9], [40, 3], [300, 1]] as [Shape] {
      let x = Tensor.random(.string, shape, &generator)
      let program = try makeProgram(taking: [x]) { b, x in
        let vocabulary = try b.constant(Self.vocabulary)
        let word = try b.constant(Tensor(strings: ["bb"], shape: []))
        let flat = try b.insertAxis(x[0], 0)
        return [
          try b.stringLookup(x[0], vocabulary: vocabulary), try b.stringIsMissing(x[0]),
          try b.stringEqual(x[0], word), try b.stringEqual(x[0], x[0]),
          try b.stringLookup(flat, vocabulary: vocabulary),
          try b.stringFillMissing(x[0], b.constant(Tensor(strings: ["?"], shape: []))),
        ]
      }
      try expectAgreement(program, [x])
    }
  }

  /// Joins columns of text, fills them, takes `parts` and looks them up, as encoders do.
  private func encoding(_ parts: [Range<Int>]) throws -> Program {
    try makeProgram([
      (name: "x", type: .tensor(.string, [.rows, 1])),
      (name: "y", type: .tensor(.string, [.rows, 2])),
    ]) { b, p in
      let filled = try b.stringFillMissing(
        b.concatenate(p, axis: 1), b.constant(Tensor(strings: ["bb"], shape: [])))
      let vocabulary = try b.constant(Self.vocabulary)
      return try parts.map { part in
        try b.stringLookup(
          b.slice(filled, axis: 1, start: part.lowerBound, end: part.upperBound),
          vocabulary: vocabulary)
      }
    }
  }

  @Test func joinedColumnsAreLookedUpWhereTheyLie() throws {
    var generator = SeededGenerator(21)
    for rows in [1, 70, 300] {
      let x = Tensor.random(.string, [rows, 1], &generator)
      let y = Tensor.random(.string, [rows, 2], &generator)
      // A whole column, a column of two, and parts of both.
      try expectAgreement(encoding([0..<1, 1..<3, 2..<3, 0..<2]), [x, y])
    }
  }

  @Test func textThatIsOnlyLookedUpNeedsKernelsAlone() throws {
    let types = [1, 2].map { ValueType.tensor(.string, [5, .fixed($0)]) }
    #expect(try Executor(encoding([0..<1, 1..<3])).plan("main", arguments: types).isStatic)
  }

  @Test func vocabulariesThatAreNotConstantAreLookedUpPlainly() throws {
    let x = Tensor(strings: ["a", "x", nil])
    let program = try makeProgram(taking: [x, Self.vocabulary]) { b, x in
      [try b.stringLookup(x[0], vocabulary: x[1])]
    }
    try expectAgreement(program, [x, Self.vocabulary])
  }

  @Test func largeVocabulariesFindEveryEntry() throws {
    let words = (0..<5000).map { "word \($0 * 7919 % 5003)" }
    let x = Tensor(strings: words.reversed().map { $0 } + ["word", "word 5003", nil])
    let program = try makeProgram(taking: [x]) { b, x in
      [try b.stringLookup(x[0], vocabulary: b.constant(Tensor(strings: words)))]
    }
    let found = try Executor(program).run("main", [.tensor(x)])[0].tensor.elements(of: Int64.self)
    #expect(found.prefix(5000).elementsEqual((0..<5000).reversed().map(Int64.init)))
    #expect(found.suffix(3) == [-1, -1, -2])
  }

  @Test func raggedAndSparseValuesTakeTheFramePath() throws {
    let x = Tensor(strings: ["a bb a", nil, "", "bb zz", "a"])
    let weights = Tensor([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    let program = try makeProgram([(name: "x", type: .tensor(.string, [.rows]))]) { b, x in
      let vocabulary = try b.constant(Tensor(strings: ["a", "bb", "c"]))
      let counts = try b.raggedCounts(
        b.raggedLookup(b.splitText(x[0]), vocabulary: vocabulary), depth: 3)
      let product = try b.sparseMatmul(counts, b.constant(weights))
      return [try b.add(product, b.scalar(1, .f64)), try b.toDense(counts)]
    }
    try expectAgreement(program, [x])
  }
}
