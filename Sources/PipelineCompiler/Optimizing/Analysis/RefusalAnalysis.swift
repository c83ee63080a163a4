// What can be wrong with the rows on which each column depends.

import Pipelines

/// For each column of each table, the checks of cells that are made on the way to it.
///
/// A rewrite that leaves out a column must not leave out a check: a row that a pipeline refuses is
/// refused still. Where columns are chosen from what an operator computes column by column, those that
/// are not chosen were never computed, and their checks never made.
struct RefusalAnalysis {
  /// A check: an operator, and the column of its first input whose cells it can refuse; `nil` for
  /// whatever an operator refuses about which nothing is known.
  struct Refusal: Hashable {
    var node: Int
    var column: Int?
  }

  /// The checks of each column of each node; `nil` where no column has any.
  private var columns: [[Set<Refusal>]?] = []

  /// Finds the checks of every node of a pipeline.
  init(_ pipeline: Pipeline) {
    for (index, node) in pipeline.nodes.enumerated() {
      columns.append(refusals(of: node, index, in: pipeline))
    }
  }

  /// The checks on which some columns of a table depend.
  func refusals(of table: TableReference, columns places: some Sequence<Int>) -> Set<Refusal> {
    guard case .node(let index) = table, let sets = columns[index] else { return [] }
    return places.reduce(into: []) { $0.formUnion(sets[$1]) }
  }

  /// Whether some columns of a table, which ascend, depend on every check that any of its columns does.
  func covers(_ places: [Int], of table: TableReference) -> Bool {
    guard case .node(let index) = table, let sets = columns[index] else { return true }
    return refusals(of: table, columns: places) == refusals(of: table, columns: sets.indices)
  }

  /// Some columns of a table, with the first others without which checks would not be made.
  func covering(_ places: [Int], of table: TableReference) -> [Int] {
    guard case .node(let index) = table, let sets = columns[index] else { return places }
    var made = refusals(of: table, columns: places)
    var result = Set(places)
    for (column, refusals) in sets.enumerated() where !refusals.isSubset(of: made) {
      made.formUnion(refusals)
      result.insert(column)
    }
    return result.sorted()
  }

  private func all(of table: TableReference) -> Set<Refusal> {
    guard case .node(let index) = table, let sets = columns[index] else { return [] }
    return refusals(of: table, columns: sets.indices)
  }

  private func refusals(
    of node: PipelineNode, _ index: Int, in pipeline: Pipeline
  ) -> [Set<Refusal>]? {
    let width = node.type.width
    let inherited = node.inputs.map(all(of:))
    let inputs = node.inputs.map(pipeline.type(of:))
    guard let operation = node.operation as? any ColumnwiseOperator else {
      var shared = Set(inherited.joined())
      if !(node.operation is any TotalOperator) {
        shared.insert(Refusal(node: index, column: nil))
      }
      return shared.isEmpty ? nil : Array(repeating: shared, count: width)
    }
    let own = Set((0..<(inputs.first?.width ?? 0)).filter(operation.refusesCells(ofColumn:)))
    if own.isEmpty, inherited.allSatisfy(\.isEmpty) { return nil }
    /// The checks of some columns of each input.
    func checks(_ read: [[Int]?]) -> Set<Refusal> {
      var result = Set<Refusal>()
      for (table, columns) in zip(node.inputs, read) {
        if let columns { result.formUnion(refusals(of: table, columns: columns)) }
      }
      for column in read.first.flatMap(\.self) ?? [] where own.contains(column) {
        result.insert(Refusal(node: index, column: column))
      }
      return result
    }
    switch operation.reading {
    case .samePlace: return (0..<width).map { place in checks(inputs.map { _ in [place] }) }
    case .blocks(let widths):
      return widths.enumerated().flatMap { Array(repeating: checks([[$0]]), count: $1) }
    case .all:
      let shared = checks(inputs.map { Array($0.columns.indices) })
      return Array(repeating: shared, count: width)
    case .asNarrowed:
      return (0..<width).map { column in
        let narrowing = operation.narrowed(to: [column], of: inputs)
        return checks(narrowing?.inputs ?? inputs.map { Array($0.columns.indices) })
      }
    }
  }
}

/// An operator that gives something for every row, whatever the numbers.
protocol TotalOperator: PipelineOperator {}

extension ConstantColumns: TotalOperator {}
extension NormalizeRows: TotalOperator {}
extension OneHotIndices: TotalOperator {}
extension Linear: TotalOperator {}
extension Project: TotalOperator {}
extension TreeEnsemble: TotalOperator {}
extension TreeLeaves: TotalOperator {}
extension Link: TotalOperator {}
extension InverseLink: TotalOperator {}
extension DecideClass: TotalOperator {}
