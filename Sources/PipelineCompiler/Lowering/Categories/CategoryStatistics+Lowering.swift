// Combinations of categories to statistics.

import Pipelines
import TensorIR
import Tensors

extension CategoryStatistics: LowerableOperator {
  /// The hash of each combination, searched among its keys, and the statistics there.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let statistics = try tables.map { table in
      try find(
        hash(table.combination, hashes: inputs[0], numbers: inputs[1], in: context), table,
        context.builder)
    }
    return LoweredTable(statistics, in: context.builder)
  }

  /// `h = m (h + m v)` for each part `v`, in 64 bits that wrap around.
  private func hash(
    _ combination: Combination, hashes: LoweredTable, numbers: LoweredTable,
    in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    func category(_ column: Int) throws -> ValueID {
      try hashes.selecting([column], in: context).matrix(.i64, in: context)
    }
    var parts = try combination.categories.map(category)
    for condition in combination.numbers {
      let column = try numbers.selecting([condition.column], in: context).matrix(.f32, in: context)
      var holds = try b.compare(column, b.scalar(condition.border, .f32), .greater)
      if condition.holdsForMissing { holds = try b.logicalOr(holds, b.isNaN(column)) }
      parts.append(try b.cast(holds, .i64))
    }
    for match in combination.matches {
      let wanted = try b.scalar(Double(match.hash), .i64)
      parts.append(try b.cast(b.compare(category(match.column), wanted, .equal), .i64))
    }
    let multiplier = try b.constant(
      Tensor([Int64(Self.multiplier)], shape: [1, 1]), named: "hash.multiplier")
    var result: ValueID?
    for part in parts {
      let scaled = try b.multiply(part, multiplier)
      result = try b.multiply(result.map { try b.add($0, scaled) } ?? scaled, multiplier)
    }
    guard let result else { throw context.error("a combination of nothing has no hash") }
    return result
  }

  /// `f32[rows, statistics]` of the rows with the hashes `[rows, 1]`.
  private func find(_ hash: ValueID, _ table: Table, _ b: FunctionBuilder) throws -> ValueID {
    let count = table.keys.count
    let width = table.unseen.count
    let keys = try b.constant(Tensor(table.keys.map(Int64.init)), named: "keys")
    let place = try b.searchSorted(keys, hash, side: .left)
    // Behind the last key stands what no hash is compared with: the place itself says so.
    let ends = try b.constant(Tensor(table.keys.map(Int64.init) + [0]), named: "keys.ended")
    let last = try b.scalar(Double(count), .i64)
    let isKnown = try b.logicalAnd(
      b.compare(b.gather(ends, place, axis: 0), hash, .equal), b.compare(place, last, .less))
    let row = try b.select(isKnown, place, last)
    let statistics = try b.constant(
      Tensor((table.values + table.unseen).map { Float($0) }, shape: [count + 1, width]),
      named: "statistics")
    return try b.reshape(b.gather(statistics, row, axis: 0), [.rows, .fixed(width)])
  }
}
