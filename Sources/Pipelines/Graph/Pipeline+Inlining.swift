// One pipeline within another.

import Tensors

extension Pipeline {
  /// Appends the operators of `other`, applied to `input`, and returns the tables of its outputs, in
  /// their order.
  ///
  /// - Parameters:
  ///   - other: the pipeline to append; its input columns must be those of `input`.
  ///   - input: the table that stands in for the input of `other`.
  ///   - origin: what goes before the origin of each of its operators.
  /// - Throws: `PipelineError` where an operator does not fit.
  public mutating func append(
    _ other: Pipeline, appliedTo input: TableReference, origin: [String]
  ) throws -> [TableReference] {
    var moved: [TableReference] = []
    func place(_ table: TableReference) -> TableReference {
      switch table {
      case .input: input
      case .node(let index): moved[index]
      }
    }
    for node in other.nodes {
      moved.append(
        try apply(node.operation, to: node.inputs.map(place), origin: origin + node.origin))
    }
    return other.outputs.map { place($0.table) }
  }

  /// `table` with its columns cast where `wanted` has other numbers.
  /// - Throws: `PipelineError` where the widths differ, or text meets numbers.
  public mutating func convert(
    _ table: TableReference, to wanted: TableType, origin: [String]
  ) throws -> TableReference {
    let found = type(of: table)
    guard found.width == wanted.width else {
      throw PipelineError(
        at: origin.joined(separator: " > "),
        "the model takes \(wanted.width) columns, but is given \(found.width)")
    }
    if zip(found.columns, wanted.columns).allSatisfy({ $0.dtype == $1.dtype }) { return table }
    var columns: [TableReference] = []
    for (place, (have, want)) in zip(found.columns, wanted.columns).enumerated() {
      guard have.dtype == want.dtype || (have.dtype != .string && want.dtype != .string) else {
        throw PipelineError(
          at: origin.joined(separator: " > "),
          "the model takes \(want.dtype == .string ? "text" : "numbers") in column "
            + "\(want.name ?? String(place)), but is given "
            + (have.dtype == .string ? "text" : "numbers"))
      }
      let column = try apply(SelectColumns(indices: [place]), to: [table], origin: origin)
      columns.append(
        have.dtype == want.dtype
          ? column : try apply(CastColumns(to: want.dtype), to: [column], origin: origin))
    }
    return try apply(ConcatenateColumns(), to: columns, origin: origin)
  }
}
