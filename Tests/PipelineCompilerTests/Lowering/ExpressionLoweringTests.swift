// What formulas over columns give.

import Pipelines
import TensorIR
import Testing

private func values(
  _ expression: Expression, _ columns: [TestColumn]
) throws -> [Double] {
  try rows(EvaluateExpressions([.init(expression)]), columns).map { $0[0] }
}

private func isSame(_ a: [Double], _ b: [Double]) -> Bool {
  agree(a.map { [$0] }, b.map { [$0] })
}

private let x = Expression.column(index: 0)
private let y = Expression.column(index: 1)

@Suite struct ExpressionLoweringTests {
  @Test func missingNumbersMakeResultsMissing() throws {
    let columns: [TestColumn] = [.numbers([2, .nan, 3]), .numbers([3, 0, .nan])]
    #expect(isSame(try values(.apply(.add, x, y), columns), [5, .nan, .nan]))
    #expect(isSame(try values(.apply(.power, x, y), columns), [8, .nan, .nan]))
  }

  @Test func aggregatesLeaveMissingNumbersOut() throws {
    let columns: [TestColumn] = [.numbers([2, .nan, .nan]), .numbers([4, 5, .nan])]
    #expect(isSame(try values(.apply(.mean, x, y), columns), [3, 5, .nan]))
    #expect(isSame(try values(.apply(.maximum, x, y), columns), [4, 5, .nan]))
    #expect(isSame(try values(.apply(.median, x, y, .number(9)), columns), [4, 7, 9]))
  }

  @Test func logicHasThreeValues() throws {
    let isBig = Expression.apply(.greaterThan, x, .number(1))
    let isSmall = Expression.apply(.lessThan, y, .number(1))
    let columns: [TestColumn] = [.numbers([0, 2, .nan, .nan]), .numbers([.nan, .nan, 0, 5])]
    #expect(isSame(try values(.apply(.and, isBig, isSmall), columns), [0, .nan, .nan, 0]))
    #expect(isSame(try values(.apply(.or, isBig, isSmall), columns), [.nan, 1, 1, .nan]))
    #expect(isSame(try values(.apply(.not, isBig), columns), [1, 0, .nan, .nan]))
  }

  @Test func choicesOfMissingConditionsAreMissing() throws {
    let choice = Expression.choose(
      .apply(.greaterThan, x, .number(0)), .number(1), .number(2))
    #expect(isSame(try values(choice, [.numbers([1, -1, .nan])]), [1, 2, .nan]))
  }

  @Test func textIsCutJoinedAndMeasured() throws {
    let columns: [TestColumn] = [.texts([" Äpfel ", nil, ""])]
    #expect(isSame(try values(.apply(.length, .apply(.trim, x)), columns), [5, .nan, 0]))
    let upper = Expression.apply(.uppercase, .apply(.substring, x, .number(2), .number(2)))
    #expect(
      isSame(try values(.apply(.equal, upper, .text("ÄP")), columns), [1, .nan, 0]))
    let joined = Expression.apply(.concatenate, .text("a"), x)
    #expect(
      isSame(try values(.apply(.isIn, joined, .text("a"), .text("b")), columns), [0, .nan, 1]))
  }

  @Test func datesBecomeNumbers() throws {
    let columns: [TestColumn] = [.texts(["1970-01-02", "2000-02-29", "2001-02-29", nil])]
    #expect(
      isSame(try values(.apply(.daysFromText, x), columns), [1, 11_016, .nan, .nan]))
    let times: [TestColumn] = [.texts(["1969-12-20T21:00:00", "13:45:30"])]
    #expect(isSame(try values(.apply(.timeFromText, x), times), [.nan, 49_530]))
    let year = Expression.apply(
      .numberFromText, .apply(.formatSeconds, .apply(.secondsFromText, x), .text("%Y%m%d")))
    #expect(isSame(try values(year, times), [19_691_220, .nan]))
  }

  @Test func quantilesInvertProbabilities() throws {
    let points: [Double] = [-8, -2.5, 0, 0.3, 4]
    let probability = Expression.apply(.normalDistribution, x, .number(1), .number(2))
    let quantile = Expression.apply(.normalQuantile, probability, .number(1), .number(2))
    let found = try values(quantile, [.numbers(points)])
    #expect(zip(found, points).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    let half = Expression.apply(.normalQuantile, .number(0.975), .number(0), .number(1))
    #expect((try values(half, [.numbers([0])])[0] - 1.959963984540054).magnitude < 1e-13)
  }

  @Test func tablesAreLookedUpByAllKeys() throws {
    let table = LookupTable(
      keys: [[.text("a"), .number(1)], [.text("b"), .number(1)], [.text("a"), .number(2)]],
      values: [.number(10), .number(20), .number(30)], fallback: .number(-1), kind: .number)
    let columns: [TestColumn] = [
      .texts(["a", "b", "a", "c", nil]), .numbers([1, 1, 2, 1, 1]),
    ]
    #expect(
      isSame(try values(.lookup(table: table, keys: [x, y]), columns), [10, 20, 30, -1, .nan]))
  }

  @Test func binsAndLinesHaveTheirEnds() throws {
    let bins = Bins(
      intervals: [
        .init(lower: nil, includesLower: false, upper: 0, includesUpper: false),
        .init(lower: 0, includesLower: true, upper: 1, includesUpper: true),
      ], values: [.number(-1), .number(1)], fallback: .number(0), kind: .number)
    let columns: [TestColumn] = [.numbers([-0.5, 0, 1, 1.5, .nan])]
    #expect(isSame(try values(.bin(bins: bins, value: x), columns), [-1, 1, 1, 0, .nan]))
    let ends: [(PiecewiseLinear.Beyond, [Double])] = [
      (.extended, [-1, 0, 2, 2.5, .nan]), (.clamped, [0, 0, 2, 2.5, .nan]),
      (.missing, [.nan, 0, 2, 2.5, .nan]),
    ]
    for (beyond, wanted) in ends {
      let line = PiecewiseLinear(inputs: [0, 1, 2], outputs: [0, 2, 3], beyond: beyond)
      #expect(isSame(try values(.interpolate(line: line, value: x), columns), wanted))
    }
  }

  @Test func termsAreCountedTogether() throws {
    let counting = TermCounting(words: .separated(by: "\\s+"), isCaseSensitive: false)
    let count = Expression.apply(
      .add, .termCount(term: "new york", counting: counting, text: x),
      .termCount(term: "big", counting: counting, text: x))
    let columns: [TestColumn] = [.texts(["Big, big New York!", "york new", nil])]
    #expect(isSame(try values(count, columns), [3, 0, .nan]))
  }

  @Test func wrongArgumentsAreRefused() {
    #expect(throws: PipelineError.self) {
      try values(.apply(.add, x, .text("a")), [.numbers([1])])
    }
    #expect(throws: PipelineError.self) { try values(.column(index: 7), [.numbers([1])]) }
    #expect(throws: PipelineError.self) { try values(.earlier(index: 0), [.numbers([1])]) }
  }
}
