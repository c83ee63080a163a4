// Cells that are missing, outliers or not valid.

import Pipelines
import TensorIR
import Tensors

extension TreatValues: LowerableOperator {
  /// One column at a time: a column that stays as it is costs its checks only.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let table = try inputs[0].merging(context.outputType.columns.map(\.dtype), in: context)
    let values = try columns.enumerated().map { index, treatment in
      let cells = try table.selecting([index], in: context)
      guard let slab = cells.slabs.first else { throw context.error("the column does not exist") }
      let column = TreatedColumn(
        treatment: treatment, isText: slab.dtype == .string, name: context.columnName(index),
        context: context)
      return try column.treat(slab.value)
    }
    return LoweredTable(values, in: context.builder)
  }
}

/// The treatment of one column.
private struct TreatedColumn {
  let treatment: ValueTreatment
  let isText: Bool
  let name: String
  let context: LoweringContext

  private var builder: FunctionBuilder { context.builder }

  /// The treated cells of the column `x`.
  func treat(_ x: ValueID) throws -> ValueID {
    let isMissing = try missing(x)
    let isInvalid = try invalid(x, isMissing: isMissing)
    var result = try apply(treatment.missing, to: x, where: isMissing, of: x, "a missing value")
    result = try treatOutliers(result, of: x, isMissing: isMissing, isInvalid: isInvalid)
    return try apply(
      treatment.invalid, to: result, where: isInvalid, of: x,
      "a value that is not valid there")
  }

  // MARK: Which cells

  private func missing(_ x: ValueID) throws -> ValueID? {
    try treatment.markers.compactMap { marker in
      isText ? try marker.flags(text: x, context) : try marker.flags(numbers: x, context)
    }.reduce(ValueID?.none) { found, flags in
      try found.map { try builder.logicalOr($0, flags) } ?? flags
    }
  }

  private func invalid(_ x: ValueID, isMissing: ValueID?) throws -> ValueID? {
    if treatment.invalid == .keep, treatment.outliers == nil { return nil }
    guard let isValid = try valid(x) else { return nil }
    let isKnown = try isMissing.map { try builder.logicalOr($0, isValid) } ?? isValid
    return try builder.logicalNot(isKnown)
  }

  /// Which cells are valid; `nil` where all are.
  private func valid(_ x: ValueID) throws -> ValueID? {
    switch treatment.valid {
    case .any: return nil
    case .between(let lowest, let highest):
      let wide = try asDoubles(x)
      return try builder.logicalAnd(
        builder.compare(wide, builder.scalar(lowest, .f64), .greaterOrEqual),
        builder.compare(wide, builder.scalar(highest, .f64), .lessOrEqual))
    case .oneOf(let values):
      let table = CategoryTable(
        categories: values, codes: values.map { _ in 0 }, unknown: .none)
      let lookup = CategoryLookup(table)
      let places = try lookup.places(
        of: LoweredTable([x], in: builder), column: name, in: context)
      // The last two entries are the unknown and the missing.
      return try builder.compare(
        places, builder.scalar(Double(lookup.codes.count - 2), .i64), .less)
    }
  }

  private func asDoubles(_ x: ValueID) throws -> ValueID {
    builder.tensorType(of: x).dtype == .f64 ? x : try builder.cast(x, .f64)
  }

  // MARK: What becomes of them

  private func treatOutliers(
    _ result: ValueID, of x: ValueID, isMissing: ValueID?, isInvalid: ValueID?
  ) throws -> ValueID {
    guard let outliers = treatment.outliers else { return result }
    let wide = try asDoubles(x)
    var result = result
    for (bound, relation) in [
      (outliers.lowest, Comparison.less), (outliers.highest, .greater),
    ] {
      var isOutlier = try builder.compare(wide, builder.scalar(bound, .f64), relation)
      for other in [isMissing, isInvalid].compactMap(\.self) {
        isOutlier = try builder.logicalAnd(isOutlier, builder.logicalNot(other))
      }
      let action: ValueTreatment.Action =
        outliers.isClipped ? .replace(by: .number(bound)) : .treatAsMissing
      result = try apply(action, to: result, where: isOutlier, of: x, "an outlier")
    }
    return result
  }

  private func apply(
    _ action: ValueTreatment.Action, to value: ValueID, where flags: ValueID?, of subject: ValueID,
    _ description: String
  ) throws -> ValueID {
    guard let flags else { return value }
    switch action {
    case .keep: return value
    case .replace(let replacement): return try set(value, to: replacement, where: flags)
    case .treatAsMissing where treatment.madeMissing != nil:
      return try set(value, to: treatment.madeMissing ?? .missing, where: flags)
    case .refuse, .treatAsMissing:
      return try builder.require(
        value, builder.logicalNot(flags), subject: subject,
        message: "\(context.place): column \(name) holds \(description)")
    }
  }

  private func set(
    _ value: ValueID, to replacement: CellValue, where flags: ValueID
  ) throws -> ValueID {
    if isText {
      let text: String? = if case .text(let text) = replacement { text } else { nil }
      return try builder.select(
        flags, builder.constant(Tensor(strings: [text]), named: "replacement"), value)
    }
    let number: Double = if case .number(let number) = replacement { number } else { .nan }
    return try builder.select(flags, context.number(number, like: value), value)
  }
}
