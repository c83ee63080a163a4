// Classes from pairs of classes.

import Pipelines
import TensorIR
import Tensors

extension PairwiseClasses: LowerableOperator {
  /// Products with small matrices of signs.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let confidences = try inputs[0].matrix(.f64, in: context)
    let decisions = try inputs[inputs.count - 1].matrix(.f64, in: context)
    let zero = try context.number(0, like: decisions)
    let comparison: Comparison = zeroIsForSecond ? .greaterOrEqual : .greater
    let isSecond = try b.cast(b.compare(decisions, zero, comparison), .f64)
    let isFirst = try b.subtract(context.number(1, like: isSecond), isSecond)
    let votes = try b.add(
      b.matmul(isFirst, membership(first: 1, second: 0, in: context)),
      b.matmul(isSecond, membership(first: 0, second: 1, in: context)))
    guard standing == .scores else { return LoweredTable(votes, in: context) }
    let sums = try b.matmul(confidences, membership(first: -1, second: 1, in: context))
    let one = try context.number(1, like: sums)
    let scale = try b.multiply(context.number(3, like: sums), b.add(b.abs(sums), one))
    return LoweredTable(try b.add(votes, b.divide(sums, scale)), in: context)
  }

  /// For each pair and class a number, by the class's place in the pair.
  private func membership(
    first: Double, second: Double, in context: LoweringContext
  ) throws -> ValueID {
    let pairs = ClassPairs.all(of: classCount)
    var cells = [Double](repeating: 0, count: pairs.count * classCount)
    for (row, pair) in pairs.enumerated() {
      cells[row * classCount + pair.first] = first
      cells[row * classCount + pair.second] = second
    }
    return try context.matrix(
      cells, rows: pairs.count, columns: classCount, .f64, named: "pairs")
  }
}

extension PairwiseProbabilities: LowerableOperator {
  /// How far a probability is kept off 0 and 1.
  private static let smallest = 1e-7

  /// A sigmoid of each pair, and the coupling of all of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let values = try inputs[0].matrix(.f64, in: context)
    let exponents = try b.add(
      b.multiply(values, context.row(slopes, .f64, named: "slopes")),
      context.row(offsets, .f64, named: "offsets"))
    let one = try context.number(1, like: values)
    // Of the two forms of the sigmoid the one that does not overflow.
    let isPositive = try b.compare(exponents, context.number(0, like: values), .greaterOrEqual)
    let power = try b.exp(b.negate(b.abs(exponents)))
    let sum = try b.add(one, power)
    let sigmoid = try b.select(isPositive, b.divide(power, sum), b.divide(one, sum))
    let low = try context.number(Self.smallest, like: values)
    let high = try context.number(1 - Self.smallest, like: values)
    let kept = try b.minimum(b.maximum(sigmoid, low), high)
    return LoweredTable(try b.coupleProbabilities(kept, classes: classCount), in: context)
  }
}
