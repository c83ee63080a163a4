// Scaling in the weights of linear models.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct FoldAffineTests {
  private func chain(_ operation: any PipelineOperator) throws -> Pipeline {
    try pipeline([.f64, .f64]) { p in
      let scaled = try p.apply(operation, to: [.input])
      return [
        try p.apply(Linear(weights: [1, -2, 3, 4], featureCount: 2, bias: [1, 2]), to: [scaled])
      ]
    }
  }

  @Test("weights and bias take in what was subtracted and divided by")
  func golden() throws {
    let result = try optimized(
      chain(ScaleColumns(offset: [1, 2], divisor: [2, 4])), FoldAffine())
    #expect(
      result.outline == """
        %0 = linear(input) [2 columns]
        out0 = %0
        """)
    let linear = result.nodes[0].operation as? Linear
    #expect(linear?.weights == [0.5, -0.5, 1.5, 1])
    #expect(linear?.bias == [1.5, -1.5])
  }

  @Test("clipping and division by zero are refused")
  func refusals() throws {
    for operation in [
      AffineColumns(scale: [1, 1], shift: nil, clip: 0...1) as any PipelineOperator,
      ScaleColumns(offset: nil, divisor: [0, 1]),
    ] {
      let chain = try chain(operation)
      #expect(try optimized(chain, FoldAffine()).outline == chain.outline)
    }
  }

  @Test("it runs only where numbers may be added in another order")
  func onlyWhenAllowed() throws {
    let chain = try chain(ScaleColumns(offset: [1, 2], divisor: [2, 4]))
    #expect(try Compiler.optimized(chain).pipeline.nodes.count == 2)
    let options = CompilerOptions(allowReassociation: true)
    #expect(try Compiler.optimized(chain, options: options).pipeline.nodes.count == 1)
  }
}
