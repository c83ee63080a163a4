// Choices of columns on their way to the input.

import PipelineCompiler
import Pipelines
import Tensors
import Testing
import TextAnalysis

struct PushSelectionTests {
  private func pushed(_ pipeline: Pipeline) throws -> String {
    try optimized(pipeline, PushSelection()).outline
  }

  @Test("a choice moves through cell-wise operators and joins the choice before them")
  func cellwise() throws {
    let chain = try pipeline([.f64, .f64, .f64, .f64]) { p in
      let some = try p.apply(SelectColumns(indices: [3, 2, 1]), to: [.input])
      let filled = try p.apply(
        FillMissing(marker: .missing, values: [.number(1), .number(2), .number(3)]), to: [some])
      let scaled = try p.apply(
        ScaleColumns(offset: [1, 2, 3], divisor: [4, 5, 6]), to: [filled])
      return [try p.apply(SelectColumns(indices: [2, 0]), to: [scaled])]
    }
    #expect(
      try pushed(chain) == """
        %0 = select(input) {3, 1} [2 columns]
        %1 = impute(%0) [2 columns]
        %2 = scale(%1) [2 columns]
        %3 = select(%2) {1, 0} [2 columns]
        out0 = %3
        """)
    try expectSame(
      chain, optimized(chain, PushSelection()), (0..<4).map { _ in column(nasty) })
  }

  @Test("a choice of joined tables leaves out tables, and slots of encoders")
  func joined() throws {
    let chain = try pipeline([.f64, .string, .string]) { p in
      let number = try p.apply(SelectColumns(indices: [0]), to: [.input])
      let words = try p.apply(SelectColumns(indices: [1, 2]), to: [.input])
      let coded = try p.apply(
        OneHotEncode(columns: [letters(.none), letters(.treatAs(1))]), to: [words])
      let all = try p.apply(ConcatenateColumns(), to: [number, coded])
      return [try p.apply(SelectColumns(indices: [4, 6]), to: [all])]
    }
    let result = try optimized(chain, PushSelection())
    #expect(
      result.outline == """
        %0 = select(input) {2} [1 column]
        %1 = one-hot(%0) [2 columns]
        out0 = %1
        """)
    let cells = texts(["a", "b", "c", "z", nil])
    try expectSame(chain, result, [column([1, 2, 3, 4, 5]), cells, cells])
  }

  @Test("all choices of a table are narrowed together")
  func severalChoices() throws {
    let chain = try pipeline([.f64, .f64, .f64]) { p in
      let scaled = try p.apply(ScaleColumns(offset: [1, 2, 3], divisor: nil), to: [.input])
      let first = try p.apply(SelectColumns(indices: [0]), to: [scaled])
      return [first, try p.apply(SelectColumns(indices: [2, 0]), to: [scaled])]
    }
    #expect(
      try pushed(chain) == """
        %0 = select(input) {0, 2} [2 columns]
        %1 = scale(%0) [2 columns]
        %2 = select(%1) {0} [1 column]
        %3 = select(%1) {1, 0} [2 columns]
        out0 = %2
        out1 = %3
        """)
  }

  @Test("fewer monomials and fewer terms are computed")
  func monomialsAndTerms() throws {
    let chain = try pipeline([.f64, .f64, .f64]) { p in
      let powers = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 2], [1, 1, 1]]
      let products = try p.apply(Polynomial(powers: powers, featureCount: 3), to: [.input])
      return [try p.apply(SelectColumns(indices: [3, 0]), to: [products])]
    }
    let result = try optimized(chain, PushSelection())
    #expect(
      result.outline == """
        %0 = select(input) {0, 2} [2 columns]
        %1 = polynomial(%0) [2 columns]
        %2 = select(%1) {1, 0} [2 columns]
        out0 = %2
        """)
    try expectSame(chain, result, (0..<3).map { _ in column(nasty) })
  }

  @Test("32-bit columns among others stay 64 bits wide in arithmetic")
  func mixedPrecision() throws {
    let chain = try pipeline([.f32, .f64]) { p in
      let scaled = try p.apply(ScaleColumns(offset: [0.1, 0], divisor: [3, 1]), to: [.input])
      return [try p.apply(SelectColumns(indices: [0]), to: [scaled])]
    }
    let result = try optimized(chain, PushSelection())
    #expect(
      result.outline == """
        %0 = select(input) {0} [1 column]
        %1 = cast(%0) {f64} [1 column]
        %2 = scale(%1) [1 column]
        out0 = %2
        """)
    try expectSame(chain, result, [singles(nasty), column(nasty)])
  }

  @Test("whole rows, other users and returned tables hold a choice back")
  func refusals() throws {
    func held(_ build: (inout Pipeline, TableReference) throws -> [TableReference]) throws -> Bool {
      let chain = try pipeline([.f64, .f64]) { p in
        let choice = try p.apply(
          ScaleColumns(offset: [1, 2], divisor: nil), to: [.input])
        return try build(&p, choice)
      }
      return try pushed(chain) == chain.outline
    }
    #expect(
      try held { p, table in
        let unit = try p.apply(NormalizeRows(norm: .l2), to: [table])
        return [try p.apply(SelectColumns(indices: [0]), to: [unit])]
      })
    #expect(
      try held { p, table in [table, try p.apply(SelectColumns(indices: [0]), to: [table])] })
    #expect(
      try held { p, table in
        let scores = try p.apply(
          Linear(weights: [1, 2, 3, 4], featureCount: 2, bias: [0, 0]), to: [table])
        return [scores, try p.apply(SelectColumns(indices: [0]), to: [table])]
      })
  }

  @Test("a choice that would leave out a check of cells stays where it is")
  func checksStay() throws {
    func chain(_ column: Int) throws -> Pipeline {
      try pipeline([.string, .f64]) { p in
        let word = try p.apply(SelectColumns(indices: [0]), to: [.input])
        let number = try p.apply(SelectColumns(indices: [1]), to: [.input])
        let coded = try p.apply(OneHotEncode(columns: [letters(.refuse)]), to: [word])
        let all = try p.apply(ConcatenateColumns(), to: [coded, number])
        let scaled = try p.apply(
          ScaleColumns(offset: [1, 2, 3, 4], divisor: nil), to: [all])
        return [try p.apply(SelectColumns(indices: [column]), to: [scaled])]
      }
    }
    let rows = [texts(["a", "z"]), column([1, 2])]
    for place in [2, 3] {
      let result = try optimized(chain(place), PushSelection())
      try expectSame(chain(place), result, rows)
      // Scaling only the number would score the row that the encoder refuses.
      #expect((result.outline == (try chain(place).outline)) == (place == 3))
    }
  }

  @Test("columns without a name that messages call by their place keep it")
  func messagesKeepPlaces() throws {
    var chain = try pipeline([.string, .string]) { p in
      let coded = try p.apply(
        OrdinalEncode(columns: [letters(.refuse), letters(.refuse)]), to: [.input])
      return [try p.apply(SelectColumns(indices: [1]), to: [coded])]
    }
    #expect(try pushed(chain) != chain.outline)
    for index in chain.inputs.indices { chain.inputs[index].name = nil }
    var unnamed = Pipeline(name: "test", inputs: chain.inputs)
    for node in chain.nodes { try unnamed.apply(node.operation, to: node.inputs) }
    unnamed.outputs = chain.outputs
    #expect(try pushed(unnamed) == chain.outline)
  }

  @Test("scaling of sparse columns beside dense ones is not narrowed")
  func sparseBesideDense() throws {
    let chain = try pipeline([.string, .f64]) { p in
      let text = try p.apply(SelectColumns(indices: [0]), to: [.input])
      let number = try p.apply(SelectColumns(indices: [1]), to: [.input])
      let counts = try p.apply(
        CountTerms(rules: TextRules(), vocabulary: ["bad", "good", "word"]), to: [text])
      let all = try p.apply(ConcatenateColumns(), to: [counts, number])
      let scaled = try p.apply(ScaleColumns(offset: nil, divisor: [3, 7, 9, 11]), to: [all])
      return [try p.apply(SelectColumns(indices: [0, 3]), to: [scaled])]
    }
    #expect(try pushed(chain) == chain.outline)
  }

  @Test("a vocabulary keeps the terms that are chosen")
  func vocabulary() throws {
    let chain = try pipeline([.string]) { p in
      let counts = try p.apply(
        CountTerms(rules: TextRules(), vocabulary: ["bad", "good", "word"]), to: [.input])
      let weighed = try p.apply(
        WeighTerms(isSublinear: true, weights: [1.5, 2.5, 3.5]), to: [counts])
      return [try p.apply(SelectColumns(indices: [2, 0]), to: [weighed])]
    }
    let result = try optimized(chain, PushSelection())
    #expect(
      result.outline == """
        %0 = count-terms(input) [2 columns]
        %1 = weigh-terms(%0) [2 columns]
        %2 = select(%1) {1, 0} [2 columns]
        out0 = %2
        """)
    try expectSame(chain, result, [texts(["bad good word", "word word good", "", "other"])])
  }
}
