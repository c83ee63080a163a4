// Votes for classes.

import Pipelines
import TensorIR
import Tensors

extension CountVotes: LowerableOperator {
  /// A choice between two weights for each voter and class, summed over the voters in their order.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let places = try inputs[0].matrix(.i64, in: context)
    let isChosen = try b.oneHot(places, depth: classCount, .bool)
    let votes = try b.select(
      isChosen, perVoter(inFavour, named: "in_favour", context),
      perVoter(against ?? inFavour.map { _ in 0 }, named: "against", context))
    return LoweredTable(try b.reduceSum(votes, axes: [1], ordered: true), in: context)
  }

  /// Weights that broadcast over rows and classes: `[1, voters, 1]`.
  private func perVoter(
    _ weights: [Double], named name: String, _ context: LoweringContext
  ) throws -> ValueID {
    try context.builder.constant(
      Tensor(weights, shape: Shape([1, weights.count, 1])), named: name)
  }
}
