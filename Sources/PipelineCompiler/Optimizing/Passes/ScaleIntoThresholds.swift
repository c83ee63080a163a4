// Trees test numbers before they are scaled.

import Pipelines
import Tensors

/// Takes scaling, stretching and conversions to another precision of floats from before trees into
/// their thresholds.
///
/// It applies where the trees have no linear leaves, and every column that they test has finite
/// parameters, none of which is zero where it multiplies or divides. Such an operator keeps or reverses
/// the order of numbers, with all its roundings, and so does the rounding to the precision of the
/// trees: what goes left at a node are the numbers up to, or from, one number, which is the new
/// threshold. It is found among all numbers of the precision, so that every number goes the way it
/// went, infinities too. NaN stays NaN, and goes where it went. Where order is reversed, the children
/// change places.
///
/// Trees that tested 32-bit roundings test the 64-bit numbers then. Nodes that test codes, or take
/// zeros for missing, stay as they are where the numbers that they see do, and otherwise the pass does
/// not apply. None of the operators refuses a cell.
public struct ScaleIntoThresholds: PipelinePass {
  public static let name = "scale-into-thresholds"
  public static let meaning = "trees test numbers before they are scaled"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    let sparsity = Sparsity.ofNodes(of: pipeline)
    return try pipeline.replacingTrees { input in
      var moving = ThresholdMoving(input, sparsity)
      return moving.replacement()
    }
  }
}

/// The move of one ensemble before the operators that scale.
private struct ThresholdMoving {
  /// A column that the trees will read.
  private struct Source {
    /// What became of its cells before the trees read them; `nil` for nothing.
    var map: CellMap?
    /// The type of its cells.
    var dtype: DType
  }

  private let input: TreeInput
  private var tables: [TableReference] = []
  private var sources: [Source] = []
  private var absorbed: [String] = []
  private var movers: [ThresholdMover?] = []

  init(_ input: TreeInput, _ sparsity: [Sparsity]) {
    self.input = input
    for part in input.parts {
      let table = absorbable(part, sparsity) ?? part.table
      tables.append(table)
      let dtypes = input.pipeline.type(of: table).columns.map(\.dtype)
      for (column, dtype) in dtypes.enumerated() {
        let node = table == part.table ? nil : input.node(of: part)
        sources.append(
          Source(
            map: node.flatMap { CellMap($0.operation, column: column, of: $0.type) }, dtype: dtype))
      }
    }
  }

  /// What the operator reads that gives a part, where it can be done without.
  private mutating func absorbable(
    _ part: TreeInputPart, _ sparsity: [Sparsity]
  ) -> TableReference? {
    guard let node = input.node(of: part), let table = node.inputs.first,
      node.operation is ScaleColumns || node.operation is AffineColumns
        || node.operation is CastColumns
    else { return nil }
    if case .node(let index) = table, sparsity[index] != .dense { return nil }
    if node.operation is CastColumns {
      // Whole numbers are rounded once to 32 bits, not twice.
      let isFloat = input.pipeline.type(of: table).columns.allSatisfy(\.dtype.isFloatingPoint)
      guard isFloat, node.type.uniformDType?.isFloatingPoint == true else { return nil }
    }
    absorbed.append(node.operation.kind)
    return table
  }

  mutating func replacement() -> TreeReplacement? {
    let ensemble = input.ensemble
    guard !absorbed.isEmpty, ensemble.trees.allSatisfy(\.linearLeaves.isEmpty) else { return nil }
    let comparison: TreeEnsemble.Precision =
      sources.allSatisfy { $0.dtype == .f32 } ? .single : .double
    // Tests of a column stay where neither the cells nor their rounding change.
    let isRounded = ensemble.comparison == .single && comparison == .double
    movers = Array(repeating: nil, count: sources.count)
    for column in ensemble.testedColumns {
      let source = sources[column]
      let losesRounding = isRounded && source.dtype != .f32 && source.dtype != .bool
      guard source.map != nil || losesRounding else { continue }
      // Whole numbers that nothing scaled were rounded once to 32 bits.
      guard source.map != nil || source.dtype == .f64 else { return nil }
      var isFalling = false
      if let map = source.map {
        guard let falls = map.isFalling else { return nil }
        isFalling = falls
      }
      movers[column] = ThresholdMover(
        source.map, isFalling: isFalling, numbers: source.dtype == .f32 ? .single : .double,
        comparison: ensemble.comparison)
    }
    var moved = ensemble
    moved.comparison = comparison
    for tree in ensemble.trees.indices {
      for (index, node) in ensemble.trees[tree].nodes.enumerated() {
        guard movers[node.feature] != nil else { continue }
        guard let new = move(node) else { return nil }
        moved.trees[tree].nodes[index] = new
      }
    }
    return TreeReplacement(
      ensemble: moved, parts: tables.map { .table($0) },
      action: "tests the numbers before \(absorbed.joined(separator: " and "))")
  }

  private func move(_ node: TreeNode) -> TreeNode? {
    var new = node
    // Tests of codes do not move.
    guard let moved = movers[node.feature]?.move(node.test) else { return nil }
    switch node.missing {
    case .left, .right: break
    case .zero: new.missing = node.goesLeft(0, categorySets: []) ? .left : .right
    case .zeroOrMissingLeft, .zeroOrMissingRight: return nil
    }
    new.test = moved.test
    if moved.swapsChildren {
      (new.left, new.right) = (new.right, new.left)
      new.missing = new.missing == .left ? .right : .left
    }
    return new
  }
}
