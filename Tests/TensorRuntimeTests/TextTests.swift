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
