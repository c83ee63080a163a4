// Scaling becomes part of the weights of a linear model.

import Pipelines

/// Takes scaling and stretching without clipping from before a linear model into its weights.
///
/// It applies where only the linear model uses the scaled table, that is dense, and every new weight and
/// bias is finite, and zero only where the old weight was. The products are the same but for rounding,
/// and so is their sum; NaN and infinities give NaN and infinities as before. Neither operator refuses a
/// cell.
public struct FoldAffine: PipelinePass {
  public static let name = "fold-affine"
  public static let meaning = "scaling before a linear model becomes part of its weights"
  public static let reassociates = true

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    let uses = pipeline.uses()
    let sparsity = Sparsity.ofNodes(of: pipeline)
    var rewriter = PipelineRewriter(pipeline)
    for node in pipeline.nodes {
      guard let linear = node.operation as? Linear, case .node(let scaled)? = node.inputs.first,
        uses[scaled].nodes.count == 1, !uses[scaled].isOutput, sparsity[scaled] == .dense,
        let table = pipeline.nodes[scaled].inputs.first,
        let folded = linear.folding(pipeline.nodes[scaled].operation),
        (try? folded.outputType(of: [pipeline.type(of: table)])) == node.type
      else {
        try rewriter.keep()
        continue
      }
      try rewriter.replace(
        by: rewriter.append(folded, to: [rewriter.place(of: table)], for: node))
      rewriter.note("linear takes in \(pipeline.nodes[scaled].operation.kind)")
    }
    return rewriter.actions.isEmpty
      ? (pipeline, []) : (try rewriter.finish(), rewriter.actions)
  }
}

extension Linear {
  /// The linear model of what `operation` reads; `nil` where there is none.
  fileprivate func folding(_ operation: any PipelineOperator) -> Linear? {
    let (factors, shifts): ([Double], [Double])
    switch operation {
    case let scale as ScaleColumns:
      let divisors = scale.divisor ?? Array(repeating: 1, count: featureCount)
      factors = divisors.map { 1 / $0 }
      let offsets = scale.offset ?? Array(repeating: 0, count: featureCount)
      shifts = zip(offsets, divisors).map { -$0 / $1 }
    case let affine as AffineColumns where affine.clip == nil:
      factors = affine.scale
      shifts = affine.shift ?? Array(repeating: 0, count: featureCount)
    default: return nil
    }
    guard factors.allSatisfy({ $0.isFinite && $0 != 0 }) else { return nil }
    var folded = self
    for output in bias.indices {
      for column in 0..<featureCount {
        let place = output * featureCount + column
        let weight = weights[place] * factors[column]
        guard weight.isFinite, (weight == 0) == (weights[place] == 0) else { return nil }
        folded.weights[place] = weight
        folded.bias[output] += weights[place] * shifts[column]
      }
    }
    return folded.bias.allSatisfy(\.isFinite) ? folded : nil
  }
}
