// Text columns stay sparse as far as operators can work on the entries.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors
import Testing
import TextAnalysis

struct TextLoweringTests {
  private static let texts: [TestColumn] = [.texts(["good good bad", "", "Bad café", "unseen"])]
  private static let count = CountTerms(
    rules: TextRules(), vocabulary: ["bad", "café", "good"])

  @Test func termsAreCounted() throws {
    #expect(try rows(Self.count, Self.texts) == [[1, 0, 2], [0, 0, 0], [1, 1, 0], [0, 0, 0]])
    let hash = HashTerms(rules: TextRules(), featureCount: 1, alternateSign: false)
    #expect(try rows(hash, Self.texts) == [[3], [0], [2], [1]])
  }

  @Test func nothingIsDenseUpToTheScores() throws {
    let model = try compile(Self.count) { pipeline, counts in
      let weighed = try pipeline.apply(
        WeighTerms(isSublinear: true, weights: [1, 2, 3]), to: [counts])
      let scaled = try pipeline.apply(
        ScaleColumns(offset: nil, divisor: [2, 2, 2]), to: [weighed])
      let normalized = try pipeline.apply(NormalizeRows(norm: .l2), to: [scaled])
      let some = try pipeline.apply(SelectColumns(indices: [2, 0]), to: [normalized])
      return try pipeline.apply(
        Linear(weights: [1, -1], featureCount: 2, bias: [0.5]), to: [some])
    }
    #expect(!names(of: model).contains("to_dense"))
    let weighed = 3 * (1 + 0.6931471805599453)
    let length = (1 + weighed * weighed).squareRoot()
    let cafe = 5.0.squareRoot()
    let expected = [[(weighed - 1) / length + 0.5], [0.5], [0.5 - 1 / cafe], [0.5]]
    #expect(agree(try predictions(of: model), expected))
  }

  @Test func sparseAndDenseColumnsMeetInALinearModel() throws {
    let model = try compile(Self.count) { pipeline, counts in
      let constant = try pipeline.apply(ConstantColumns(values: [10, 20]), to: [counts])
      let both = try pipeline.apply(ConcatenateColumns(), to: [constant, counts])
      return try pipeline.apply(
        Linear(weights: [1, 1, 1, 2, 3], featureCount: 5, bias: [0]), to: [both])
    }
    #expect(!names(of: model).contains("to_dense"))
    #expect(try predictions(of: model) == [[37], [30], [33], [30]])
  }

  @Test func treesReadOnlyTheColumnsThatTheyTest() throws {
    let tree = Tree(
      nodes: [
        TreeNode(feature: 2, test: .lessOrEqual(1.5), missing: .left, left: ~0, right: ~1)
      ], leafValues: [5, 7])
    let ensemble = TreeEnsemble(
      featureCount: 3, outputCount: 1, trees: [tree], comparison: .single, accumulation: .double,
      base: [0])
    let model = try compile(Self.count) { try $0.apply(ensemble, to: [$1]) }
    #expect(names(of: model).contains("sparse_select_columns"))
    #expect(try predictions(of: model) == [[7], [5], [5], [5]])
  }

  @Test func columnsMayBeTakenTwice() throws {
    let model = try compile(Self.count) {
      try $0.apply(SelectColumns(indices: [2, 0, 2]), to: [$1])
    }
    #expect(try predictions(of: model) == [[2, 1, 2], [0, 0, 0], [0, 1, 0], [0, 0, 0]])
  }

  @Test func whatMakesNoSenseIsRefused() {
    let columns: [TestColumn] = [.numbers([1])]
    #expect(throws: PipelineError.self) { try pipeline(Self.count, over: columns) }
    var wrong = Self.count
    wrong.rules.longest = 1000
    #expect(throws: PipelineError.self) { try pipeline(wrong, over: Self.texts) }
    wrong.rules = TextRules(tokens: .found(pattern: "(?=a)"))
    #expect(throws: PipelineError.self) { try pipeline(wrong, over: Self.texts) }
  }

  private func compile(
    _ first: any PipelineOperator,
    _ rest: (inout Pipeline, TableReference) throws -> TableReference
  ) throws -> CompiledModel {
    var pipeline = Pipeline(name: "test", inputs: [InputColumn(name: "c0", dtype: .string)])
    let counts = try pipeline.apply(first, to: [.input])
    let table = try rest(&pipeline, counts)
    pipeline.outputs = [
      PipelineOutput(
        method: "transform", table: table,
        columnNames: (0..<pipeline.type(of: table).width).map { "transform[\($0)]" },
        isDefault: true)
    ]
    return try Compiler.compile(pipeline, options: CompilerOptions(optimize: false))
  }

  private func predictions(of model: CompiledModel) throws -> [[Double]] {
    let result = try run(model, Self.texts)[0]
    let (numbers, width) = (result.doubles(), result.shape[1])
    return (0..<result.shape[0]).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }

  private func names(of model: CompiledModel) -> Set<String> {
    Set(model.program.functions.flatMap { $0.operations.map(\.name) })
  }
}
