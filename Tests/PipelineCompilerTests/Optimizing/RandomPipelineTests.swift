// Whatever a pipeline is made of, optimising it changes no bit.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct RandomPipelineTests {
  /// All passes that keep the order of sums, also where they do not pay.
  private let optimizer = PipelineOptimizer(
    passes: PipelineOptimizer().passes + [OneHotIntoTrees(onlyWhereItPays: false)])

  @Test("optimised pipelines give the same bits and refuse the same rows", arguments: 0..<8)
  func sameBits(_ part: Int) throws {
    for seed in part * 25..<(part + 1) * 25 {
      var random = RandomPipelines(seed: UInt64(seed))
      let plain = try random.pipeline()
      let (optimized, report) = try optimizer.run(on: plain)
      let passes = report.steps.map(\.pass).joined(separator: ", ")
      try expectSame(plain, optimized, random.columns(24), "seed \(seed): \(passes)")
    }
  }

  @Test("every pass that keeps the order of sums has something to do")
  func everyPassRuns() throws {
    var seen = Set<String>()
    for seed in 0..<200 {
      var random = RandomPipelines(seed: UInt64(seed))
      let (_, report) = try optimizer.run(on: random.pipeline())
      seen.formUnion(report.steps.map(\.pass))
    }
    let expected = PipelineOptimizer().passes.map { type(of: $0).name }
    #expect(Set(expected).subtracting(seen) == ["drop-unreachable"])
  }
}
