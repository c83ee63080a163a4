// Duels of classes.

import Pipelines
import TensorIR
import Tensors

extension PairwiseVotes: LowerableOperator {
  /// Two matrix products: of who won with what that means for each class, which are small whole numbers
  /// and exact in any order, and of the confidences with the sign that they have for each class.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let places = try inputs[0].matrix(.i64, in: context)
    let isSecond = try b.cast(b.compare(places, b.scalar(1, .i64), .equal), .f64)
    let signs = try context.matrix(
      pairs.flatMap { pair in
        (0..<classCount).map { $0 == pair.first ? -1 : $0 == pair.second ? 1 : 0 }
      }, rows: pairs.count, columns: classCount, .f64, named: "signs")
    // Every first class of a pair has won until the second does.
    let wonFirst = (0..<classCount).map { Double(classCount - 1 - $0) }
    let won = try b.add(
      b.matmul(isSecond, signs), context.row(wonFirst, .f64, named: "first_of_pairs"))
    let sums = try b.matmul(inputs[1].matrix(.f64, in: context), signs)
    let scale = try b.multiply(b.scalar(3, .f64), b.add(b.abs(sums), b.scalar(1, .f64)))
    return LoweredTable(try b.add(won, b.divide(sums, scale)), in: context)
  }
}
