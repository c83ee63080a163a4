// Columns that hold one number, whatever the row.

import Pipelines
import Tensors

/// The number that each column of each table holds, where it is the same for every row.
struct ConstantAnalysis {
  /// One entry a column; `nil` for a node none of whose columns is constant.
  private var nodes: [[Double?]?] = []

  /// Finds the constant columns of a pipeline: those of constants and of categories that no cell gets,
  /// and what arithmetic that rounds in one way only makes of them.
  init(_ pipeline: Pipeline) {
    let sparsity = Sparsity.ofNodes(of: pipeline)
    for (index, node) in pipeline.nodes.enumerated() {
      let isDense = sparsity[index] == .dense
      let found = isDense ? constants(of: node, in: pipeline) : nil
      nodes.append(found?.contains { $0 != nil } == true ? found : nil)
    }
  }

  /// The constants of a table, one entry a column; `nil` where it has none.
  subscript(table: TableReference) -> [Double?]? {
    if case .node(let index) = table { nodes[index] } else { nil }
  }

  private func constants(of node: PipelineNode, in pipeline: Pipeline) -> [Double?]? {
    switch node.operation {
    case let constant as ConstantColumns: return constant.values
    case let encoder as OneHotEncode: return encoder.columns.flatMap(Self.neverSet)
    case is ConcatenateColumns:
      guard node.inputs.contains(where: { self[$0] != nil }) else { return nil }
      return node.inputs.flatMap { table in
        self[table] ?? Array(repeating: nil, count: pipeline.type(of: table).width)
      }
    default:
      guard let table = node.inputs.first, let cells = self[table] else { return nil }
      return Self.images(of: cells, under: node)
    }
  }

  private static func images(of cells: [Double?], under node: PipelineNode) -> [Double?]? {
    switch node.operation {
    case let choice as SelectColumns: return cells.at(choice.indices)
    case let fill as FillMissing where fill.marker.isNaN:
      return zip(cells, zip(fill.values, node.type.columns)).map { cell, column in
        guard cell?.isNaN == true, case .number(let number) = column.0 else { return cell }
        return column.1.dtype == .f32 ? Double(Float(number)) : number
      }
    case is ScaleColumns, is AffineColumns, is CastColumns:
      // Clipping may give either zero, and arithmetic without a result any NaN.
      if (node.operation as? AffineColumns)?.clip != nil { return nil }
      return cells.enumerated().map { column, cell in
        guard let cell, let map = CellMap(node.operation, column: column, of: node.type) else {
          return nil
        }
        let image = map(cell)
        return image.isNaN ? nil : image
      }
    default: return nil
    }
  }

  /// 0 for each slot of a column that no category has.
  private static func neverSet(_ table: CategoryTable) -> [Double?] {
    var used = Set(table.codes.compactMap(\.self))
    if case .treatAs(let code) = table.unknown { used.insert(code) }
    return (0..<table.slotCount).map { used.contains(Double($0)) ? nil : 0 }
  }
}

extension MissingMarker {
  /// Whether NaN is what is missing, and no other number.
  var isNaN: Bool {
    switch self {
    case .missing: true
    case .number(let number): number.isNaN
    case .text: false
    }
  }
}
