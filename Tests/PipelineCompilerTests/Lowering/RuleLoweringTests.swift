// Rules over items, against their definition.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct RuleLoweringTests {
  /// Two items; sets of none, of one each, and of both.
  private func ranking(
    _ selection: RankRules.Selection, rules: [(Int, Int)] = [(3, 0), (1, 2), (0, 1)], count: Int = 3
  ) -> RankRules {
    RankRules(
      itemCount: 2, itemsets: [[], [0], [1], [0, 1, 1]],
      rules: rules.map { RankRules.Rule(antecedent: $0.0, consequent: $0.1) },
      selection: selection, count: count)
  }

  private let items: [TestColumn] = [.numbers([0, 1, 0, 1]), .numbers([0, 0, 1, 1])]

  @Test(arguments: [
    (
      RankRules.Selection.antecedent,
      [[2, .nan, .nan], [1, 2, .nan], [2, .nan, .nan], [0, 1, 2]] as [[Double]]
    ),
    (
      .antecedentWithoutConsequent,
      [[2, .nan, .nan], [1, .nan, .nan], [2, .nan, .nan], [.nan, .nan, .nan]]
    ),
    (.both, [[.nan, .nan, .nan], [2, .nan, .nan], [.nan, .nan, .nan], [0, 1, 2]]),
  ])
  func theFirstRulesThatHoldAreGiven(
    _ selection: RankRules.Selection, _ expected: [[Double]]
  ) throws {
    #expect(agree(try rows(ranking(selection), items), expected))
  }

  @Test func onlySoManyRulesAreGiven() throws {
    #expect(
      agree(try rows(ranking(.antecedent, count: 1), items), [[2], [1], [2], [0]]))
  }

  @Test func setsAndRulesBeyondTheirRangeAreRefused() {
    var operation = ranking(.both)
    operation.itemsets[1] = [2]
    #expect(throws: PipelineError.self) { try rows(operation, items) }
    #expect(throws: PipelineError.self) { try rows(ranking(.both, rules: [(0, 4)]), items) }
    #expect(throws: PipelineError.self) { try rows(ranking(.both, count: 4), items) }
    #expect(throws: PipelineError.self) { try rows(ranking(.both, count: 0), items) }
  }
}
