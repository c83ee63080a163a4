// What a pipeline can tell apart in each column of its rows, as far as its operators say.

import Pipelines
import Tensors

/// The values of an input column that a model treats differently.
struct DistinctValues {
  /// Numbers between which something changes: thresholds of trees, edges of bins.
  var thresholds: [Double] = []
  /// Numbers that stand for categories.
  var numbers: [Double] = []
  /// Texts that stand for categories.
  var texts: [String] = []
  /// Terms that are looked for in a text.
  var terms: [String] = []
}

/// Follows columns through the operators that keep them apart, back from where values are told apart.
struct DistinctValueSearch {
  /// The input column that a column is made of: `cell · scale + shift`.
  private struct Source {
    var input: Int
    var scale = 1.0
    var shift = 0.0

    /// The cell of the input that becomes `value`.
    func cell(for value: Double) -> Double { (value - shift) / scale }
  }

  /// What is known of each input column.
  private(set) var values: [DistinctValues]
  private var sources: [TableReference: [Source?]] = [:]

  /// Looks through all operators of `pipeline`.
  init(_ pipeline: Pipeline) {
    values = pipeline.inputs.map { _ in DistinctValues() }
    sources[.input] = pipeline.inputs.indices.map { Source(input: $0) }
    for (index, node) in pipeline.nodes.enumerated() {
      let columns = node.inputs.flatMap { sources[$0] ?? [] }
      learn(from: node.operation, columns)
      let made = Self.result(of: node.operation, columns)
      let unknown = [Source?](repeating: nil, count: node.type.width)
      sources[.node(index)] = made?.count == node.type.width ? made : unknown
    }
  }

  /// What the columns of an operator's result are made of; `nil` where they mix columns or lose order.
  private static func result(
    of operation: any PipelineOperator, _ columns: [Source?]
  ) -> [Source?]? {
    switch operation {
    case let select as SelectColumns: select.indices.map { columns[$0] }
    case is ConcatenateColumns, is CastColumns, is FillMissing, is TreatValues, is RequireAbove:
      columns
    case let scaling as ScaleColumns:
      columns.enumerated().map { place, column in
        moved(column, by: -(scaling.offset?[place] ?? 0), times: 1 / (scaling.divisor?[place] ?? 1))
      }
    case let affine as AffineColumns:
      columns.enumerated().map { place, column in
        let scale = affine.scale[place]
        return moved(column, by: (affine.shift?[place] ?? 0) / scale, times: scale)
      }
    default: nil
    }
  }

  /// `(column + shift) · scale`; `nil` where that leaves nothing of the column.
  private static func moved(_ column: Source?, by shift: Double, times scale: Double) -> Source? {
    guard let column, scale != 0, scale.isFinite, shift.isFinite else { return nil }
    return Source(
      input: column.input, scale: column.scale * scale, shift: (column.shift + shift) * scale)
  }

  /// Notes what an operator tells apart in its columns.
  private mutating func learn(from operation: any PipelineOperator, _ columns: [Source?]) {
    switch operation {
    case let encoder as OneHotEncode: learn(encoder.columns.map(\.categories), columns)
    case let encoder as OrdinalEncode: learn(encoder.columns.map(\.categories), columns)
    case let bins as Discretize:
      for (column, edges) in zip(columns, bins.edges) { learn(thresholds: edges, of: column) }
    case let counter as CountTerms:
      for column in columns { learn(terms: counter.vocabulary, of: column) }
    case let ensemble as TreeEnsemble: learn(ensemble, columns)
    case let leaves as TreeLeaves: learn(leaves.ensemble, columns)
    default: break
    }
  }

  private mutating func learn(_ categories: [[CellValue]], _ columns: [Source?]) {
    for (column, categories) in zip(columns, categories) {
      guard let column else { continue }
      for category in categories {
        switch category {
        case .number(let number): values[column.input].numbers.append(column.cell(for: number))
        case .text(let text): values[column.input].texts.append(text)
        case .missing: break
        }
      }
    }
  }

  private mutating func learn(thresholds: [Double], of column: Source?) {
    guard let column else { return }
    values[column.input].thresholds += thresholds.map(column.cell).filter(\.isFinite)
  }

  private mutating func learn(terms: [String], of column: Source?) {
    if let column { values[column.input].terms += terms }
  }

  private mutating func learn(_ ensemble: TreeEnsemble, _ columns: [Source?]) {
    var thresholds = [[Double]](repeating: [], count: columns.count)
    for tree in ensemble.trees {
      for node in tree.nodes where columns.indices.contains(node.feature) {
        switch node.test {
        case .lessOrEqual(let threshold), .less(let threshold):
          thresholds[node.feature].append(threshold)
        case .category(let set):
          guard let column = columns[node.feature] else { continue }
          let bits = ensemble.categorySets[set].count * UInt32.bitWidth
          let known = values[column.input].numbers.count
          values[column.input].numbers += (min(known, bits)..<bits).map {
            column.cell(for: Double($0))
          }
        }
      }
    }
    for (column, thresholds) in zip(columns, thresholds) {
      learn(thresholds: thresholds, of: column)
    }
  }
}
