// Columns to probabilities and normal scores, and back.

import Glibc
import Pipelines
import TensorIR

extension QuantileTransform: LowerableOperator {
  /// Interpolation in 64 bits, with the ends decided by comparison.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    let result = isInverse ? try quantiles(at: x, context) : try scores(of: x, context)
    return LoweredTable(dtype == .f64 ? result : try b.cast(result, dtype), in: context)
  }

  private func scores(of x: ValueID, _ context: LoweringContext) throws -> ValueID {
    let b = context.builder
    let wide = try context.wide(x)
    let table = quantiles.map { _ in probabilities }
    let below = try context.interpolate(wide, knots: quantiles, values: table)
    func mirrored(_ values: [Double]) -> [Double] { values.reversed().map { -$0 } }
    let above = try context.interpolate(
      b.negate(wide), knots: quantiles.map(mirrored), values: table.map(mirrored))
    let middle = try b.multiply(b.subtract(below, above), b.scalar(0.5, .f64))
    let ends = (
      low: try context.row(quantiles.map { $0[0] }, .f64, named: "low"),
      high: try context.row(quantiles.map { $0[$0.count - 1] }, .f64, named: "high")
    )
    let share = try settle(
      middle, of: x, ends: ends, values: (try b.scalar(0, .f64), try b.scalar(1, .f64)), context)
    guard distribution == .normal else { return share }
    let score = try b.normalQuantile(share)
    let cut = Self.tail - Double.ulpOfOne
    let lowest = try b.scalar(NormalQuantile.at(cut), .f64)
    let highest = try b.scalar(NormalQuantile.at(1 - cut), .f64)
    return try b.minimum(b.maximum(score, lowest), highest)
  }

  private func quantiles(at x: ValueID, _ context: LoweringContext) throws -> ValueID {
    let b = context.builder
    var share = try context.wide(x)
    if distribution == .normal {
      let scaled = try b.multiply(share, b.scalar(0.5.squareRoot(), .f64))
      share = try b.multiply(
        b.add(b.erf(scaled), b.scalar(1, .f64)), b.scalar(0.5, .f64))
    }
    let table = quantiles.map { _ in probabilities }
    let values = try context.interpolate(share, knots: table, values: quantiles)
    let lowest = try context.row(quantiles.map { $0[0] }, .f64, named: "low")
    let highest = try context.row(quantiles.map { $0[$0.count - 1] }, .f64, named: "high")
    return try settle(
      values, of: share, ends: (try b.scalar(0, .f64), try b.scalar(1, .f64)),
      values: (lowest, highest), context)
  }

  /// `result`, with the outer values where a cell is at an end.
  ///
  /// At an end is within the tail of it where the distribution is normal. Both comparisons hold in a constant column, where the lower one counts.
  private func settle(
    _ result: ValueID, of x: ValueID, ends: (low: ValueID, high: ValueID),
    values: (low: ValueID, high: ValueID), _ context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let (isLow, isHigh): (ValueID, ValueID)
    switch distribution {
    case .uniform:
      let wide = try context.wide(x)
      isLow = try b.compare(wide, ends.low, .equal)
      isHigh = try b.compare(wide, ends.high, .equal)
    case .normal:
      // The tail is added in the precision of the cell.
      let tail = try context.number(Self.tail, like: x)
      isLow = try b.compare(context.wide(b.subtract(x, tail)), ends.low, .less)
      isHigh = try b.compare(context.wide(b.add(x, tail)), ends.high, .greater)
    }
    return try b.select(isLow, values.low, b.select(isHigh, values.high, result))
  }
}

extension LoweringContext {
  /// A matrix of floats in 64 bits.
  func wide(_ x: ValueID) throws -> ValueID {
    builder.tensorType(of: x).dtype == .f64 ? x : try builder.cast(x, .f64)
  }
}
