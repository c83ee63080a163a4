// The optimiser as a whole.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct PipelineOptimizerTests {
  /// Numbers filled and scaled, and text encoded, before trees: what most pipelines are.
  private func typical() throws -> Pipeline {
    let trees = stumps(
      [(0, .less(0.25), .zero), (2, .less(0.5), .zero), (5, .lessOrEqual(0), .zero)],
      featureCount: 8)
    return try pipeline([.f64, .f64, .string, .string]) { p in
      let numbers = try p.apply(SelectColumns(indices: [0, 1]), to: [.input])
      let filled = try p.apply(
        FillMissing(marker: .missing, values: [.number(3), .number(4)]), to: [numbers])
      let scaled = try p.apply(ScaleColumns(offset: [1, 2], divisor: [3, 4]), to: [filled])
      let words = try p.apply(SelectColumns(indices: [2, 3]), to: [.input])
      let coded = try p.apply(
        OneHotEncode(columns: [letters(.none), letters(.none)]), to: [words])
      let all = try p.apply(ConcatenateColumns(), to: [scaled, coded])
      let margins = try p.apply(trees, to: [all])
      return [margins, try p.apply(Link(.logistic(slope: 1)), to: [margins])]
    }
  }

  @Test("a typical pipeline becomes trees over three columns of the input")
  func typicalPipeline() throws {
    let chain = try typical()
    let (result, report) = try Compiler.optimized(chain)
    #expect(
      result.outline == """
        %0 = select(input) {2, 3} [2 columns]
        %1 = one-hot(%0) [2 columns]
        %2 = select(input) {0} [1 column]
        %3 = concatenate(%2, %1) [3 columns]
        %4 = trees(%3) {3 splits of 3 columns} [1 column]
        %5 = link(%4) [1 column]
        out0 = %4
        out1 = %5
        """)
    #expect(
      report.steps.map(\.pass) == [
        "scale-into-thresholds", "impute-into-missing", "inject-selection", "push-selection",
      ])
    #expect(report.steps.first?.before == OptimizationReport.Size(chain))
    #expect(report.steps.last?.after == OptimizationReport.Size(result))
    #expect(
      report.steps[2].actions == ["tree ensemble reads 3 of 8 columns"])
    let words = nasty.indices.map { ["a", "b", "c", "d", nil][$0 % 5] }
    try expectSame(
      chain, result, [column(nasty), column(nasty), texts(words), texts(words.reversed())])
  }

  @Test("what the methods that are asked for do not need is left out")
  func unreachable() throws {
    let chain = try typical()
    let (result, report) = try Compiler.optimized(chain, methods: ["out0"])
    #expect(result.outputs.map(\.method) == ["out0"])
    #expect(report.steps.first?.pass == "drop-unreachable")
    #expect(!result.nodes.contains { $0.operation is Link })
  }

  @Test("without the optimiser the operators stay")
  func turnedOff() throws {
    let chain = try typical()
    let options = CompilerOptions(optimize: false)
    let (result, report) = try Compiler.optimized(chain, options: options)
    #expect(result.outline == chain.outline)
    #expect(report.steps.isEmpty)
    let model = try Compiler.compile(chain, options: options)
    #expect(model.layout.columns == [0, 1, 2, 3])
    #expect(try Compiler.compile(chain).layout.columns == [0, 2, 3])
  }

  @Test("a damaged ensemble is an error that names the node")
  func damagedEnsembles() throws {
    let chain = try pipeline([.f64]) { p in
      var trees = stumps([(0, .less(1), .left)], featureCount: 1)
      trees.trees[0].nodes[0].feature = 9
      return [try p.apply(trees, to: [.input])]
    }
    #expect(throws: PipelineError.self) { try Compiler.compile(chain) }
  }

  @Test("passes have names of their own")
  func names() {
    let names = PipelineOptimizer.all.map { type(of: $0).name }
    #expect(Set(names).count == names.count)
  }
}
