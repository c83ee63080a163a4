// Kernels of texts and sparse rows against the reference interpreter.

import TensorIR
import TensorRuntime
import Tensors
import Testing
import TextAnalysis

@Suite struct SparseKernelTests {
  private static let words = [
    "the", "The", "CAFÉ", "café", "naïve", "東京", "a", "it's", "x", "Σ", "good", "bad,", "...", "42",
  ]
  private static let vocabulary = [
    "the", "café", "good", "bad", "it", "the good", "naïve", "good good", "42", "東京", "absent",
  ]

  /// Texts of some of the words; the first is empty.
  private static func texts(_ count: Int) -> Tensor {
    var generator = SeededGenerator(7)
    let texts = (0..<count).map { row in
      (0..<(row % 12)).map { _ in words.randomElement(using: &generator) ?? "" }
        .joined(separator: row % 3 == 0 ? "  " : " ")
    }
    return Tensor(strings: texts.map { $0 }, shape: [count, 1])
  }

  private static let rules: [TextRules] = [
    TextRules(), TextRules(accents: .ascii, longest: 2), TextRules(accents: .unicode, longest: 3),
    TextRules(tokens: .found(pattern: #"\w+|[.]"#)), TextRules(tokens: .characters, longest: 3),
    TextRules(lowercase: false, tokens: .charactersOfWords, shortest: 2, longest: 4),
    TextRules(stopWords: ["the", "good"], longest: 2),
    TextRules(tokens: .between(pattern: #"\s+"#)),
  ]

  @Test(arguments: [DType.f64, .f32])
  func countsAreTheInterpreters(_ dtype: DType) throws {
    for (place, rules) in Self.rules.enumerated() {
      let program = try Self.program { b, x in
        let counts = try b.textCounts(
          x, vocabulary: b.constant(Tensor(strings: Self.vocabulary)), rules: rules,
          isBinary: place % 2 == 1, dtype)
        return [try b.toDense(counts)]
      }
      for count in [1, 40, 300] { try expectAgreement(program, [Self.texts(count)]) }
    }
  }

  @Test func hashesAreTheInterpreters() throws {
    for (place, rules) in Self.rules.enumerated() {
      let program = try Self.program { b, x in
        let hashes = try b.textHashes(
          x, features: 37, alternateSign: place % 2 == 0, rules: rules, isBinary: place % 3 == 0,
          .f64)
        return [try b.toDense(hashes)]
      }
      try expectAgreement(program, [Self.texts(60)])
    }
  }

  @Test(arguments: [DType.f64, .f32])
  func entriesAreWorkedOnAsTheInterpreterDoes(_ dtype: DType) throws {
    let width = Self.vocabulary.count
    let numbers = (0..<(3 * width)).map { Double($0 * 7 % 11) - 4 }
    func tensor(_ numbers: [Double], _ shape: Shape) -> Tensor {
      dtype == .f32
        ? Tensor(numbers.map { Float($0) }, shape: shape) : Tensor(numbers, shape: shape)
    }
    let program = try Self.program { b, x in
      let counts = try b.textCounts(
        x, vocabulary: b.constant(Tensor(strings: Self.vocabulary)),
        rules: TextRules(longest: 2), isBinary: false, dtype)
      let factors = try b.constant(tensor(Array(numbers[..<width]), [width]))
      let weights = try b.constant(tensor(numbers, [width, 3]))
      let weighed = try b.sparseScaleColumns(b.sparseLogCounts(counts), factors)
      let some = try b.sparseSelectColumns(weighed, [5, 0, 3])
      return try [
        b.sparseMatmul(b.sparseNormalizeRows(weighed, norm: "l2"), weights),
        b.toDense(b.sparseNormalizeRows(weighed, norm: "l1")),
        b.toDense(b.sparseNormalizeRows(some, norm: "max")),
        b.toDense(b.sparseConcatenate([some, counts, some])),
        b.toDense(b.sparseStep(weighed, threshold: 1.5)),
        b.toDense(b.sparseCast(weighed, .f32)),
      ]
    }
    for count in [3, 300] { try expectAgreement(program, [Self.texts(count)]) }
  }

  @Test func aMissingTextIsAnError() throws {
    let program = try Self.program { b, x in
      [
        try b.toDense(
          b.textHashes(
            x, features: 8, alternateSign: false, rules: TextRules(), isBinary: false, .f64))
      ]
    }
    let error = #expect(throws: ProgramError.self) {
      try Executor(program).run("main", [.tensor(Tensor(strings: ["a", nil], shape: [2, 1]))])
    }
    #expect(error?.description.contains("text 1 is missing") == true)
  }

  private static func program(
    _ body: (FunctionBuilder, ValueID) throws -> [ValueID]
  ) throws -> Program {
    try makeProgram([(name: "x", type: .tensor(.string, [.symbol("rows"), .fixed(1)]))]) {
      try body($0, $1[0])
    }
  }
}
