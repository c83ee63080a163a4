// The training rows that are nearest to a row.

import Tensors

/// The distances of the nearest points, ascending, and then their places among the points.
///
/// Which of equally distant points are taken, and their order, is decided as scikit-learn's searches
/// decide: by the tree, where the model was fitted with one, and by the order of the points elsewhere.
public struct NearestNeighbors: PipelineOperator {
  public static let name = "nearest-neighbors"
  public static let meaning = "the distances and the places of the points nearest to each row"

  /// A tree of the points, as `sklearn.neighbors` keeps it.
  public struct Tree: Hashable, Sendable, Codable {
    /// How nodes are bounded.
    public enum Kind: String, Hashable, Sendable, Codable {
      /// By boxes: a k-d tree.
      case boxes
      /// By balls.
      case balls
    }

    /// How nodes are bounded.
    public var kind: Kind
    /// The points in the order of the leaves.
    public var order: [Int]
    /// The first place in `order` of each node; its children are nodes `2i + 1` and `2i + 2`.
    public var starts: [Int]
    /// The place behind the last of each node.
    public var ends: [Int]
    /// Whether each node is a leaf.
    public var leaves: [Bool]
    /// The radius of each node.
    public var radii: [Double]
    /// The lower corners of all nodes and then their upper corners, or the centres.
    public var bounds: [Double]

    /// Describes a tree.
    public init(
      kind: Kind, order: [Int], starts: [Int], ends: [Int], leaves: [Bool], radii: [Double],
      bounds: [Double]
    ) {
      self.kind = kind
      self.order = order
      self.starts = starts
      self.ends = ends
      self.leaves = leaves
      self.radii = radii
      self.bounds = bounds
    }
  }

  /// The distance.
  public var metric: DistanceMetric
  /// What rows are compared with.
  public var points: ReferencePoints
  /// How many are found.
  public var count: Int
  /// The tree that is walked; `nil` where all points are met in order.
  public var tree: Tree?

  /// Finds the `count` points nearest to each row.
  public init(
    _ metric: DistanceMetric, points: ReferencePoints, count: Int, tree: Tree? = nil
  ) {
    self.metric = metric
    self.points = points
    self.count = count
    self.tree = tree
  }

  public var kind: String { "nearest neighbours" }
  public var facts: [String] { ["\(count) of \(points.count) points", "\(metric)"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try points.check(inputs, for: kind)
    try metric.check(featureCount: points.featureCount, at: kind)
    guard count > 0, count <= points.count else {
      throw PipelineError(at: kind, "\(count) neighbours of \(points.count) points")
    }
    try tree?.check(points, at: kind)
    return TableType(
      Array(repeating: ColumnType(dtype: .f64), count: count)
        + Array(repeating: ColumnType(dtype: .i64), count: count))
  }
}

extension NearestNeighbors.Tree {
  /// Checks that the tables fit `points`.
  func check(_ points: ReferencePoints, at kind: String) throws {
    let nodes = starts.count
    guard nodes > 0, ends.count == nodes, leaves.count == nodes, radii.count == nodes,
      order.count == points.count,
      bounds.count == (self.kind == .boxes ? 2 : 1) * nodes * points.featureCount
    else { throw PipelineError(at: kind, "the tables of the tree do not fit its points") }
  }
}
