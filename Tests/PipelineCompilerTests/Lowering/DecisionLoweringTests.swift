// Links and decisions, against plain arithmetic.

import Glibc
import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct DecisionLoweringTests {
  private let scores: [Double] = [-3, -1, 0, 0.25, 1, 40, -800]

  private func link(_ function: Link.Function, _ expected: (Double) -> [Double]) throws {
    let found = try rows(Link(function), [.numbers(scores)])
    #expect(agree(found, scores.map(expected)), "\(function)")
  }

  @Test func linksOfOneScore() throws {
    try link(.logistic(slope: 1)) { [1 / (1 + exp(-$0))] }
    try link(.logistic(slope: 2.5)) { [1 / (1 + exp(-2.5 * $0))] }
    try link(.exponential) { [exp($0)] }
    try link(.softplus) { [log1p(exp($0))] }
    try link(.signedSquare) { [$0 < 0 ? -$0 * $0 : $0 * $0] }
    try link(.complement) { [1 - $0, $0] }
    try link(.modifiedHuber) { [(min(max($0, -1), 1) + 1) / 2] }
    try link(.step(threshold: 0.25)) { [$0 > 0.25 ? 1 : 0] }
    try link(.divide(by: 3)) { [$0 / 3] }
    try link(.negate) { [-$0] }
    try link(.softmaxOfSignedPair) { [1 / (1 + exp(2 * $0)), 1 / (1 + exp(-2 * $0))] }
  }

  @Test func linksOfARow() throws {
    let cells: [TestColumn] = [.numbers([1, 0, 1000]), .numbers([3, 0, 999])]
    let softmax = try rows(Link(.softmax), cells)
    let (rising, falling) = (1 / (1 + exp(-2.0)), 1 / (1 + exp(1.0)))
    #expect(agree(softmax, [[1 - rising, rising], [0.5, 0.5], [1 - falling, falling]]))
    let shares = try rows(Link(.normalizeSum), cells)
    #expect(agree(Array(shares[..<2]), [[0.25, 0.75], [0.5, 0.5]]))
    let clipped = try rows(Link(.clipBelowAndNormalize(lower: 0.5)), cells)
    #expect(agree(Array(clipped[..<2]), [[0.25, 0.75], [0.5, 0.5]]))
  }

  @Test func theFirstOfEqualScoresDecides() throws {
    let operation = DecideClass(labels: .integers([7, 8, 9]), rule: .largest)
    let found = try rows(operation, [.numbers([1, 0]), .numbers([1, 2]), .numbers([0, 2])])
    #expect(found == [[7], [8]])
  }

  @Test func aThresholdDecidesBetweenTwo() throws {
    let above = DecideClass(labels: .integers([0, 1]), rule: .above(0.5))
    #expect(try rows(above, [.numbers([0.5, 0.6, .nan])]) == [[0], [1], [0]])
    let atLeast = DecideClass(labels: .doubles([-1, 1]), rule: .atLeast(0.5))
    #expect(try rows(atLeast, [.numbers([0.5, 0.4])]) == [[1], [-1]])
  }

  @Test func labelsOfTextStayOutOfTheProgram() throws {
    let operation = DecideClass(labels: .strings(["no", "yes"]), rule: .above(0))
    let model = try Compiler.compile(pipeline(operation, over: [.numbers([1, -1])]))
    #expect(model.outputs[0].labels == ["no", "yes"])
    #expect(try run(model, [.numbers([1, -1])])[0].doubles() == [1, 0])
  }

  @Test func tablesAreAdded() throws {
    let found = try rows(AddTables(), [.numbers([1, 2]), .numbers([3, 4])])
    #expect(found == [[1, 3], [2, 4]])
  }

  @Test func constantsRepeatForEveryRow() throws {
    let found = try rows(ConstantColumns(values: [1, 2.5]), [.numbers([0, 0, 0])])
    #expect(found == [[1, 2.5], [1, 2.5], [1, 2.5]])
  }
}
