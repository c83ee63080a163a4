// Missing cells filled in.

import Pipelines
import TensorIR
import Tensors

extension FillMissing: LowerableOperator {
  /// A choice between each cell and its column's value, for each run of columns of one dtype.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let table = try inputs[0].merging(context.outputType.columns.map(\.dtype), in: context)
    var start = 0
    let filled = try table.slabs.map { slab in
      let replacements = Array(values[start..<start + slab.width])
      start += slab.width
      return try slab.dtype == .string
        ? fillText(slab.value, replacements, context)
        : fillNumbers(slab.value, replacements, context)
    }
    return LoweredTable(filled, in: context.builder)
  }

  private func fillNumbers(
    _ x: ValueID, _ replacements: [CellValue], _ context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    guard let flags = try marker.flags(numbers: x, context) else { return x }
    let numbers = replacements.map { replacement in
      if case .number(let number) = replacement { number } else { Double.nan }
    }
    if case .missing = marker, numbers.allSatisfy(\.isNaN) { return x }
    return try b.select(
      flags, context.row(numbers, b.tensorType(of: x).dtype, named: "fill"), x)
  }

  private func fillText(
    _ x: ValueID, _ replacements: [CellValue], _ context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let texts = replacements.map { replacement in
      if case .text(let text) = replacement { text } else { String?.none }
    }
    if case .missing = marker {
      if texts.allSatisfy({ $0 == nil }) { return x }
      if Set(texts).count == 1 {
        let text = try b.constant(Tensor(strings: [texts[0]], shape: .scalar), named: "fill")
        return try b.stringFillMissing(x, text)
      }
    }
    guard let flags = try marker.flags(text: x, context) else { return x }
    return try b.select(flags, b.constant(Tensor(strings: texts), named: "fill"), x)
  }
}

extension MissingFlags: LowerableOperator {
  /// One comparison for each run of columns of one dtype.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let selected = try inputs[0].selecting(columns, in: context)
    let table = try selected.merging(selected.columnDTypes, in: context)
    let flags = try table.slabs.map { slab in
      let flags =
        slab.dtype == .string
        ? try marker.flags(text: slab.value, context)
        : try marker.flags(numbers: slab.value, context)
      if let flags { return flags }
      let none = try b.constant(Tensor([false]), named: "never")
      return try b.broadcast(none, to: [.rows, .fixed(slab.width)])
    }
    return LoweredTable(flags, in: b)
  }
}

extension MissingMarker {
  /// Which cells of a matrix of numbers are missing; `nil` where none can be.
  func flags(numbers x: ValueID, _ context: LoweringContext) throws -> ValueID? {
    let b = context.builder
    let dtype = b.tensorType(of: x).dtype
    switch self {
    case .missing: return dtype.isFloatingPoint ? try b.isNaN(x) : nil
    case .number(let number) where number.isNaN:
      return dtype.isFloatingPoint ? try b.isNaN(x) : nil
    case .number(let number):
      // In 64 bits: a number that 32 bits do not hold equals no cell.
      let wide = dtype == .f64 ? x : try b.cast(x, .f64)
      return try b.compare(wide, b.scalar(number, .f64), .equal)
    case .text: return nil
    }
  }

  /// Which cells of a matrix of text are missing; `nil` where none can be.
  func flags(text x: ValueID, _ context: LoweringContext) throws -> ValueID? {
    let b = context.builder
    switch self {
    case .missing: return try b.stringIsMissing(x)
    case .text(let text):
      let marker = try b.constant(Tensor(strings: [text], shape: .scalar), named: "marker")
      return try b.stringEqual(x, marker)
    case .number: return nil
    }
  }
}
