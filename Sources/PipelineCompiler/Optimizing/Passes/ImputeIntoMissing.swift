// Trees send missing cells where the filled ones went.

import Pipelines
import Tensors

/// Takes the filling of missing numbers from before trees into what their nodes do with NaN.
///
/// It applies where NaN is what is missing, the trees have no linear leaves, and each node of a filled
/// column can send NaN where it sent the value that filled it; not where a node takes zeros for missing
/// and would send NaN the other way. All other numbers are tested as before, because filling leaves
/// them as they are. A column of whole numbers has nothing to fill, but is only done without where its
/// numbers are compared in 64 bits, to which filling converts them. Filling refuses no cell.
public struct ImputeIntoMissing: PipelinePass {
  public static let name = "impute-into-missing"
  public static let meaning = "trees send missing cells where the filled ones went"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    try pipeline.replacingTrees { replacement(for: $0) }
  }

  private func replacement(for input: TreeInput) -> TreeReplacement? {
    let ensemble = input.ensemble
    guard ensemble.trees.allSatisfy(\.linearLeaves.isEmpty) else { return nil }
    var tables: [TableReference] = []
    var fills = [Double?](repeating: nil, count: ensemble.featureCount)
    var isFilled = false
    for part in input.parts {
      guard let node = input.node(of: part), let table = node.inputs.first,
        let fill = node.operation as? FillMissing, fill.marker.isNaN,
        canRead(input.pipeline.type(of: table), comparison: ensemble.comparison)
      else {
        tables.append(part.table)
        continue
      }
      isFilled = true
      tables.append(table)
      for (column, value) in zip(part.columns, zip(fill.values, node.type.columns)) {
        if case .number(let number) = value.0 {
          fills[column] = value.1.dtype == .f32 ? Double(Float(number)) : number
        }
      }
    }
    guard isFilled, let filled = ensemble.sendingMissing(where: fills) else { return nil }
    return TreeReplacement(
      ensemble: filled, parts: tables.map { .table($0) },
      action: "sends missing cells where the filled ones went")
  }

  /// Whether reading the columns as they are is reading what filling converts them to.
  private func canRead(_ type: TableType, comparison: TreeEnsemble.Precision) -> Bool {
    type.columns.allSatisfy { column in
      column.dtype.isFloatingPoint || column.dtype == .bool
        || (column.dtype == .i64 && comparison == .double)
    }
  }
}

extension TreeEnsemble {
  /// The ensemble whose nodes send NaN where they send their column's number in `fills`; `nil` where a
  /// node cannot.
  fileprivate func sendingMissing(where fills: [Double?]) -> TreeEnsemble? {
    var result = self
    for tree in trees.indices {
      for (index, node) in trees[tree].nodes.enumerated() {
        guard let fill = fills[node.feature], !fill.isNaN else { continue }
        let cell = comparison == .single ? Double(Float(fill)) : fill
        let goesLeft = node.goesLeft(cell, categorySets: categorySets)
        switch node.missing {
        case .left, .right, .zero:
          result.trees[tree].nodes[index].missing = goesLeft ? .left : .right
        case .zeroOrMissingLeft:
          guard goesLeft else { return nil }
        case .zeroOrMissingRight:
          guard !goesLeft else { return nil }
        }
      }
    }
    return result
  }
}
