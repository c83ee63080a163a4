// Clusters that were divided again and again.

import Tensors

/// The cluster of each row, found by going from a divided cluster to the nearer of its two halves.
///
/// The input has one column a node: the distance of the row from the node's centre.
public struct DescendClusters: PipelineOperator {
  public static let name = "descend-clusters"
  public static let meaning = "the cluster that a row reaches by going to the nearer half"

  /// A cluster that was divided, or not.
  public struct Node: Hashable, Sendable, Codable {
    /// The two halves, by their places among the nodes, each behind this one; `nil` for a last cluster.
    public var halves: [Int]?
    /// The label of a last cluster.
    public var label: Int

    /// Describes a cluster.
    public init(halves: [Int]?, label: Int) {
      self.halves = halves
      self.label = label
    }
  }

  /// The clusters; the first is the whole.
  public var nodes: [Node]

  /// Goes down the tree of `nodes`.
  public init(nodes: [Node]) { self.nodes = nodes }

  public var kind: String { "descend clusters" }
  public var facts: [String] { ["\(nodes.count) nodes"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: nodes.count)
    for (place, node) in nodes.enumerated() {
      guard
        node.halves.map({ $0.count == 2 && $0.allSatisfy((place + 1..<nodes.count).contains) })
          ?? true
      else { throw PipelineError(at: kind, "the halves of node \(place) do not come behind it") }
    }
    return TableType(width: 1, dtype: .i64)
  }
}
