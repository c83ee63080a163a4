// Categories to indicators.

import Pipelines
import TensorIR
import Tensors

extension OneHotEncode: LowerableOperator {
  /// Each column looked up, its categories' places among the output columns, and indicators of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let cells = try inputs[0].columns(in: context)
    var indicators: [ValueID] = []
    for (index, (column, table)) in zip(cells, columns).enumerated() {
      let lookup = CategoryLookup(table)
      let places = try lookup.places(of: column, column: context.columnName(index), in: context)
      guard table.slotCount > 0 else { continue }
      let slots = try lookup.codes.map { try slot($0, below: table.slotCount, context) }
      var hot = places
      // Where places and slots are the same, the places without a category are out of range already.
      if !zip(slots, 0...).allSatisfy({ $0 == $1 || ($0 < 0 && $1 >= table.slotCount) }) {
        let mapping = try b.constant(Tensor(slots), named: "slots")
        hot = try b.gather(mapping, places, axis: 0)
      }
      let encoded = try b.oneHot(hot, depth: table.slotCount, dtype)
      indicators.append(try b.reshape(encoded, [.rows, .fixed(table.slotCount)]))
    }
    return LoweredTable(indicators, in: b)
  }

  private func slot(
    _ code: CategoryCode, below count: Int, _ context: LoweringContext
  ) throws -> Int64 {
    guard case .code(let code) = code else { return -1 }
    guard let slot = Int64(exactly: code), slot >= 0, slot < count else {
      throw context.error("a category's column is \(code), but there are \(count) columns")
    }
    return slot
  }
}
