// Every tree model there is, in one form: boosted or bagged, one output or many.

/// How a tree node sends a row on.
public struct TreeNode: Hashable, Sendable, Codable {
  /// What a node tests.
  public enum Test: Hashable, Sendable {
    /// Left where `feature <= threshold`, in the ensemble's comparison precision.
    case lessOrEqual(Double)
    /// Left where `feature < threshold`, in the ensemble's comparison precision.
    case less(Double)
    /// Left where the feature, truncated to an integer code, is in the ensemble's category set of this
    /// index. A code outside the set's words, negative or however large, is not in the set.
    case category(set: Int)
  }

  /// What the node does with a missing feature.
  public enum Missing: String, Hashable, Sendable, Codable {
    /// NaN goes left.
    case left
    /// NaN goes right.
    case right
    /// NaN counts as the number 0 and is tested as such (LightGBM's missing type "none").
    case zero
    /// NaN, and any |x| <= `Float(1e-35)`, goes left (LightGBM's missing type "zero").
    case zeroOrMissingLeft
    /// NaN, and any |x| <= `Float(1e-35)`, goes right.
    case zeroOrMissingRight
  }

  /// The feature tested: a column of the ensemble's input.
  public var feature: Int
  /// The test.
  public var test: Test
  /// What happens to missing values.
  public var missing: Missing
  /// The left child: a node index in the same tree, or the complement `~leaf` of a leaf index.
  public var left: Int
  /// The right child: a node index in the same tree, or the complement `~leaf` of a leaf index.
  public var right: Int

  /// Describes a node.
  public init(feature: Int, test: Test, missing: Missing, left: Int, right: Int) {
    self.feature = feature
    self.test = test
    self.missing = missing
    self.left = left
    self.right = right
  }
}

/// One decision tree.
public struct Tree: Hashable, Sendable, Codable {
  /// The inner nodes, the root first, every child after its parent; empty for a tree that is one leaf.
  public var nodes: [TreeNode]
  /// The leaf values: `leafCount x valuesPerLeaf`, row-major.
  public var leafValues: [Double]
  /// How many values a leaf has: 1, or one for each output of the ensemble.
  public var valuesPerLeaf: Int
  /// The output to which a leaf's single value is added; unused when leaves hold all outputs.
  public var output: Int
  /// The identifier that the training library gives each leaf (`apply`, `leaf[TREE]`).
  public var leafIdentifiers: [Int]
  /// Linear models in the leaves (LightGBM's linear trees), one a leaf; empty for constant leaves.
  public var linearLeaves: [LinearLeaf]

  /// Describes a tree; `leafIdentifiers` are `0 ..< leafCount` unless given.
  public init(
    nodes: [TreeNode], leafValues: [Double], valuesPerLeaf: Int = 1, output: Int = 0,
    leafIdentifiers: [Int]? = nil, linearLeaves: [LinearLeaf] = []
  ) {
    self.nodes = nodes
    self.leafValues = leafValues
    self.valuesPerLeaf = valuesPerLeaf
    self.output = output
    self.leafIdentifiers =
      leafIdentifiers ?? Array(0..<(leafValues.count / max(valuesPerLeaf, 1)))
    self.linearLeaves = linearLeaves
  }

  /// The number of leaves.
  public var leafCount: Int { leafValues.count / max(valuesPerLeaf, 1) }
}

/// A linear model in a leaf: `constant + Σ coefficient · feature`.
///
/// A feature of at most `Float(1e-35)` in magnitude counts as 0, as everywhere in LightGBM. A row with NaN in
/// any of the features gets the leaf's constant value instead.
public struct LinearLeaf: Hashable, Sendable, Codable {
  /// The constant term.
  public var constant: Double
  /// The features.
  public var features: [Int]
  /// The coefficients, one a feature.
  public var coefficients: [Double]

  /// Describes a leaf's model.
  public init(constant: Double, features: [Int], coefficients: [Double]) {
    self.constant = constant
    self.features = features
    self.coefficients = coefficients
  }
}

/// An ensemble of decision trees and how their leaves become the outputs.
public struct TreeEnsemble: PipelineOperator {
  public static let name = "trees"
  public static let meaning = "the margins of an ensemble of decision trees"

  /// In which precision something is done.
  public enum Precision: String, Hashable, Sendable, Codable {
    case single
    case double
  }

  /// What is done with the leaves that a row reaches.
  public enum Aggregation: String, Hashable, Sendable, Codable {
    /// `base + Σ leaf`, summed in the order of the trees.
    case sum
    /// `(Σ leaf) / trees`, summed in the order of the trees, then `+ base`.
    case average
  }

  /// The number of input columns.
  public var featureCount: Int
  /// The number of outputs.
  public var outputCount: Int
  /// The trees, in the training library's order.
  public var trees: [Tree]
  /// The category sets that nodes refer to: words of 32 bits; code `c` is in the set when bit
  /// `c % 32` of word `c / 32` is set.
  public var categorySets: [[UInt32]]
  /// The precision to which a feature is rounded before it is compared.
  ///
  /// Thresholds are kept as doubles: `Float(x) <= threshold` compares exactly, as scikit-learn does.
  public var comparison: Precision
  /// The precision in which leaves are summed.
  public var accumulation: Precision
  /// The order of the sum.
  public var aggregation: Aggregation
  /// What the sum begins with, one an output.
  public var base: [Double]

  /// Describes an ensemble.
  public init(
    featureCount: Int, outputCount: Int, trees: [Tree], categorySets: [[UInt32]] = [],
    comparison: Precision, accumulation: Precision, aggregation: Aggregation = .sum, base: [Double]
  ) {
    self.featureCount = featureCount
    self.outputCount = outputCount
    self.trees = trees
    self.categorySets = categorySets
    self.comparison = comparison
    self.accumulation = accumulation
    self.aggregation = aggregation
    self.base = base
  }

  public var kind: String { "tree ensemble" }

  public var facts: [String] {
    let nodes = trees.reduce(0) { $0 + $1.nodes.count }
    return ["\(trees.count) trees", "\(nodes) splits", "depth \(depth)", "\(outputCount) outputs"]
  }

  /// The longest path from a root to a leaf, in splits.
  public var depth: Int {
    var deepest = 0
    for tree in trees {
      var depths = [Int](repeating: 1, count: tree.nodes.count)
      for (index, node) in tree.nodes.enumerated() {
        deepest = max(deepest, depths[index])
        for child in [node.left, node.right] where child >= 0 { depths[child] = depths[index] + 1 }
      }
    }
    return deepest
  }

  /// The margin of every output.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    try checkInputs(inputs)
    return TableType(width: outputCount, dtype: accumulation == .single ? .f32 : .f64)
  }

  package func checkInputs(_ inputs: [TableType]) throws {
    guard inputs.count == 1, inputs[0].width == featureCount,
      inputs[0].columns.allSatisfy({ $0.dtype != .string })
    else {
      throw PipelineError(
        at: "tree ensemble",
        "\(featureCount) numeric columns were expected, but there are "
          + inputs.map { "\($0.width)" }.joined(separator: " and "))
    }
  }
}

/// The leaf that each tree of an ensemble sends a row to, by the training library's identifiers.
public struct TreeLeaves: PipelineOperator {
  public static let name = "tree-leaves"
  public static let meaning = "the leaf that each tree sends a row to"

  /// The ensemble.
  public var ensemble: TreeEnsemble

  /// The leaves of `ensemble`.
  public init(ensemble: TreeEnsemble) { self.ensemble = ensemble }

  public var kind: String { "tree leaves" }

  /// One integer column a tree.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    try ensemble.checkInputs(inputs)
    return TableType(width: ensemble.trees.count, dtype: .i64)
  }
}
