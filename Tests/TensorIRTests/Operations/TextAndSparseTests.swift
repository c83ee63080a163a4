import TensorIR
import Tensors
import Testing

@Suite struct TextAndSparseTests {
  let words = Tensor(strings: ["b", "", nil, "e\u{301}"])

  @Test func `lookup compares bytes and tells absent from missing`() throws {
    let y = try evaluate([words, Tensor(strings: ["a", "b", "\u{E9}", "b"])]) { b, v in
      [try b.stringLookup(v[0], vocabulary: v[1])]
    }
    #expect(y[0].isIdentical(to: .i64([1, -1, -2, -1])))
  }

  @Test func `missing text equals nothing and can be filled`() throws {
    let y = try evaluate([words, Tensor(strings: ["b"]), Tensor(strings: ["?"], shape: [])]) {
      b, v in
      [
        try b.stringEqual(v[0], v[1]), try b.stringIsMissing(v[0]),
        try b.stringFillMissing(v[0], v[2]), try b.stringEqual(v[0], v[0]),
      ]
    }
    #expect(y[0].elements(of: Bool.self) == [true, false, false, false])
    #expect(y[1].elements(of: Bool.self) == [false, false, true, false])
    #expect(y[2].isIdentical(to: Tensor(strings: ["b", "", "?", "e\u{301}"])))
    #expect(y[3].elements(of: Bool.self) == [true, true, false, true])
  }

  @Test func `patterns are searched for and replaced`() throws {
    let y = try evaluate([Tensor(strings: ["Oslo", "", nil, "Åre"])]) { b, v in
      [
        try b.stringMatches(v[0], pattern: "^[A-Z]"),
        try b.stringReplace(v[0], pattern: "(o)|r", with: "0"),
      ]
    }
    #expect(y[0].elements(of: Bool.self) == [true, false, false, false])
    #expect(y[1].isIdentical(to: Tensor(strings: ["Osl0", "", nil, "Å0e"])))
    #expect(throws: ProgramError.self) {
      try evaluate([words]) { b, v in [try b.stringMatches(v[0], pattern: "(")] }
    }
  }

  @Test func `text that is no number is an error`() throws {
    func numbers(_ texts: [String?], _ dtype: DType) throws -> Tensor {
      try result([Tensor(strings: texts)]) { b, v in try b.stringToNumber(v[0], dtype) }
    }
    #expect(
      try numbers([" 1.5\n", "-1e3", "NaN", "-inf", nil], .f64)
        .isIdentical(to: .f64([1.5, -1000, .nan, -.infinity, .nan])))
    #expect(try numbers(["-7", "+8"], .i64).isIdentical(to: .i64([-7, 8])))
    for junk in ["", "0x10", "1 2", "1,5", "nan(1)", "one"] {
      #expect(throws: ProgramError.self) { try numbers([junk], .f64) }
    }
    #expect(throws: ProgramError.self) { try numbers([nil], .i64) }
    #expect(throws: ProgramError.self) { try numbers(["1.0"], .i64) }
  }

  @Test func `city hashes are those of version 1, of text and of digits`() throws {
    let texts = [
      "", "a", "abc", "abcd", "12345678", "123456789", "a town of 16 by.", "東京",
      "a town of seventeen", "a town of thirty-two bytes......",
      "a town whose name has some more bytes than 32", String(repeating: "x", count: 64),
      String(repeating: "y", count: 65), String(repeating: "z", count: 129),
    ]
    let known: [Int64] = [
      797_982_799, -805_065_478, 978_243_121, 345_588_365, 1_054_993_967, 1_389_760_245,
      735_124_677, 991_853_845, -709_659_569, 1_418_548_434, -603_087_832, 648_792_787,
      -1_180_463_569, 367_260_222,
    ]
    let hashes = try result([Tensor(strings: texts)]) { b, v in try b.cityHash(v[0]) }
    #expect(hashes.elements(of: Int64.self) == known)
    let numbers = try evaluate([.i64([0, 7, -12]), Tensor(strings: ["0", "7", "-12"])]) { b, v in
      [try b.cityHash(v[0]), try b.cityHash(v[1])]
    }
    #expect(numbers[0].isIdentical(to: numbers[1]))
    #expect(throws: ProgramError.self) {
      try result([Tensor(strings: ["a", nil])]) { b, v in try b.cityHash(v[0]) }
    }
  }

  @Test func `patterns are replaced in turn, in both cases, and until nothing changes`() throws {
    let texts = Tensor(strings: ["The CATS", nil, "caaab"])
    let y = try evaluate([texts]) { b, v in
      [
        try b.stringReplace(
          v[0], patterns: ["cats", "cat$"], with: ["cat", "dog"], ignoresCase: true),
        try b.stringReplace(v[0], patterns: ["aa", "ab"], with: ["a", "b"], repeats: true),
      ]
    }
    #expect(y[0].isIdentical(to: Tensor(strings: ["The dog", nil, "caaab"])))
    #expect(y[1].isIdentical(to: Tensor(strings: ["The CATS", nil, "cb"])))
    #expect(throws: ProgramError.self) {
      try result([texts]) { b, v in
        try b.stringReplace(v[0], patterns: ["a"], with: ["aa"], repeats: true)
      }
    }
    #expect(throws: ProgramError.self) {
      try result([texts]) { b, v in
        try b.stringReplace(v[0], patterns: ["a", "b"], with: ["c"])
      }
    }
  }

  @Test func `words are counted into sparse rows`() throws {
    let texts = Tensor(strings: ["the cat  the dog", nil, "cat\tbird"])
    let y = try evaluate([texts, Tensor(strings: ["cat", "the"])]) { b, v in
      let words = try b.splitText(v[0])
      let counts = try b.raggedCounts(b.raggedLookup(words, vocabulary: v[1]), depth: 2)
      return [try b.raggedRowLengths(words), try b.toDense(counts)]
    }
    #expect(y[0].isIdentical(to: .i64([4, 0, 2])))
    #expect(y[1].isIdentical(to: .f64([1, 2, 0, 0, 1, 0], [3, 2])))
  }

  @Test func `sparse matrices multiply and scale as dense ones`() throws {
    let x = Tensor.f64([0, 2, 0, 3, 0, 4], [2, 3])
    let y = try evaluate([x, .f64([1, 2, 3, 4, 5, 6], [3, 2]), .f64([10, 100, 1000])]) { b, v in
      let sparse = try b.toSparse(v[0])
      return [
        try b.toDense(sparse), try b.sparseMatmul(sparse, v[1]),
        try b.toDense(b.sparseScaleColumns(sparse, v[2])),
        try b.sparseMatmul(sparse, v[0], transposeLeft: true),
      ]
    }
    #expect(y[0].isIdentical(to: x))
    #expect(y[1].isIdentical(to: .f64([6, 8, 23, 30], [2, 2])))
    #expect(y[2].isIdentical(to: .f64([0, 200, 0, 30, 0, 4000], [2, 3])))
    #expect(y[3].isIdentical(to: .f64([9, 0, 12, 0, 4, 0, 12, 0, 16], [3, 3])))
  }
}
