// Pipelines compiled with the optimiser and without, and what both give.

import PipelineCompiler
import Pipelines
import TensorIR
import TensorRuntime
import Tensors
import Testing

/// A pipeline over columns of these types, made by `build`, whose methods are the tables that it returns.
func pipeline(
  _ dtypes: [DType], _ build: (inout Pipeline) throws -> [TableReference]
) throws -> Pipeline {
  var pipeline = Pipeline(
    name: "test",
    inputs: dtypes.enumerated().map { InputColumn(name: "c\($0)", dtype: $1) })
  let tables = try build(&pipeline)
  pipeline.outputs = tables.enumerated().map { number, table in
    PipelineOutput(
      method: "out\(number)", table: table,
      columnNames: pipeline.type(of: table).columns.indices.map { "out\(number)[\($0)]" },
      isDefault: true)
  }
  return pipeline
}

/// The pipeline after some passes.
func optimized(_ pipeline: Pipeline, _ passes: any PipelinePass...) throws -> Pipeline {
  try PipelineOptimizer(passes: passes).run(on: pipeline).pipeline
}

/// What a compiled model gives for columns `[rows, 1]`: the bits of all numbers of all methods, `nil`
/// where the rows are refused.
func bits(
  _ model: CompiledModel, _ executor: Executor, _ columns: [Tensor]
) throws -> [UInt64]? {
  let used = model.layout.columns.map { columns[$0] }
  var arguments = used
  if model.layout.isPacked {
    let lists = used.map { $0.doubles() }
    let rows = lists[0].indices.flatMap { row in lists.map { $0[row] } }
    let shape = Shape([lists[0].count, lists.count])
    switch used[0].dtype {
    case .f32: arguments = [Tensor(rows.map { Float($0) }, shape: shape)]
    case .i64: arguments = [Tensor(rows.map { Int64($0) }, shape: shape)]
    default: arguments = [Tensor(rows, shape: shape)]
    }
  }
  do {
    return try executor.run(CompiledModel.entry, arguments.map { .tensor($0) })
      .flatMap { $0.tensor.doubles().map(\.bitPattern) }
  } catch is RequirementFailure {
    return nil
  }
}

/// Checks that two pipelines give the same bits, or refuse, for all rows together and for each alone.
func expectSame(
  _ first: Pipeline, _ second: Pipeline, _ columns: [Tensor], _ comment: String = "",
  location: SourceLocation = #_sourceLocation
) throws {
  let plain = CompilerOptions(optimize: false)
  let models = try [first, second].map { try Compiler.compile($0, options: plain) }
  let executors = models.map { Executor($0.program) }
  let found = try zip(models, executors).map { try bits($0, $1, columns) }
  if found[0] != nil || found[1] != nil, found[0] == found[1] { return }
  #expect(
    (found[0] == nil) == (found[1] == nil), "\(comment)\n\(second.outline)",
    sourceLocation: location)
  for row in 0..<columns[0].shape[0] {
    let cells = columns.map { $0.row(row) }
    let one = try bits(models[0], executors[0], cells)
    let other = try bits(models[1], executors[1], cells)
    #expect(
      one == other, "\(comment) row \(row)\n\(first.outline)\n\(second.outline)",
      sourceLocation: location)
  }
}

extension Tensor {
  /// One row of a column.
  fileprivate func row(_ row: Int) -> Tensor {
    switch dtype {
    case .string: Tensor(strings: [(0..<shape[0]).map { strings[$0] }[row]], shape: [1, 1])
    case .f32: Tensor([Float(doubles()[row])], shape: [1, 1])
    case .i64: Tensor([Int64(doubles()[row])], shape: [1, 1])
    default: Tensor([doubles()[row]], shape: [1, 1])
    }
  }
}

/// A column of 64-bit numbers.
func column(_ numbers: [Double]) -> Tensor { Tensor(numbers, shape: [numbers.count, 1]) }

/// A column of 32-bit numbers.
func singles(_ numbers: [Double]) -> Tensor {
  Tensor(numbers.map { Float($0) }, shape: [numbers.count, 1])
}

/// A column of text.
func texts(_ texts: [String?]) -> Tensor { Tensor(strings: texts, shape: [texts.count, 1]) }

/// Trees of one split each, adding 1, 2, 4, … where they go left.
func stumps(
  _ nodes: [(feature: Int, test: TreeNode.Test, missing: TreeNode.Missing)], featureCount: Int,
  comparison: TreeEnsemble.Precision = .double, sets: [[UInt32]] = []
) -> TreeEnsemble {
  TreeEnsemble(
    featureCount: featureCount, outputCount: 1,
    trees: nodes.enumerated().map { number, node in
      Tree(
        nodes: [
          TreeNode(
            feature: node.feature, test: node.test, missing: node.missing, left: ~0, right: ~1)
        ], leafValues: [Double(1 << number), 0])
    }, categorySets: sets, comparison: comparison, accumulation: .double, base: [0])
}

/// Encodes the texts a, b and c, or the first of them.
func letters(_ unknown: UnknownCategory, count: Int = 3) -> CategoryTable {
  CategoryTable(
    categories: ["a", "b", "c"].prefix(count).map { .text($0) },
    codes: (0..<count).map { Double($0) }, unknown: unknown, slotCount: count)
}

/// The first ensemble of a pipeline.
func firstEnsemble(_ pipeline: Pipeline) -> TreeEnsemble? {
  pipeline.nodes.compactMap { $0.operation as? TreeEnsemble }.first
}

/// Numbers of every awkward kind.
let nasty: [Double] = [
  .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-36,
  -1e-36,
  .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, -1, 0.5, 2.5, 0.1, Double(Float(0.1)),
  3e38,
  1e-45, 7,
]
