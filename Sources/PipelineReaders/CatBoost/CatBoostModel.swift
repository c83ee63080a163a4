// A CatBoost model as its file describes it, before it becomes part of a pipeline.

import Pipelines

/// A trained CatBoost model.
///
/// Read one with `CatBoostModel.read`, then append it to a pipeline: `features`, then `rawScores` or
/// `leaves`, and what the objective makes of the scores.
public struct CatBoostModel: Sendable {
  /// A feature of numbers.
  struct NumberFeature: Hashable, Sendable {
    /// Its number among the features of numbers.
    var index: Int
    /// Its number among all features.
    var flatIndex: Int
    /// Its name; a number where training knew none.
    var name: String
    /// What trees compare it with.
    var borders: [Float]
    /// Whether NaN is above every border; otherwise it is above none.
    var missingIsAbove: Bool
  }

  /// A feature of categories.
  struct CategoryFeature: Hashable, Sendable {
    /// Its number among the features of categories.
    var index: Int
    /// Its number among all features.
    var flatIndex: Int
    /// Its name; a number where training knew none.
    var name: String
  }

  /// The categories of a feature that trees ask for one by one.
  struct OneHotFeature: Hashable, Sendable {
    /// The number of the feature of categories.
    var category: Int
    /// The hashes of the categories.
    var hashes: [Int]
  }

  /// A feature that trees compare with borders, computed from statistics of categories.
  struct StatisticFeature: Hashable, Sendable {
    /// How it is computed.
    var statistic: CatBoostStatistic
    /// What trees compare it with.
    var borders: [Float]
  }

  /// What a node asks.
  enum Split: Hashable, Sendable {
    /// Whether the feature of numbers at this place is above a border.
    case number(place: Int, border: Float)
    /// Whether the one-hot feature at this place has the category at this place.
    case category(place: Int, value: Int)
    /// Whether the statistic at this place is above a border.
    case statistic(place: Int, border: Float)
  }

  /// A node of a tree: no way on is the end of the path, at the node's own leaf.
  struct Node: Sendable {
    var split: Int
    var left: Int?
    var right: Int?
    var leaf: Int?
  }

  /// A tree.
  struct Tree: Sendable {
    /// How splits lead to leaves.
    enum Shape: Sendable {
      /// One split a level, the first of which gives the lowest bit of the leaf's number.
      case symmetric(splits: [Int])
      /// Nodes, the root first.
      case free([Node])
    }

    var shape: Shape
    /// The values of the leaves: leaves x outputs.
    var leafValues: [Double]
  }

  var numbers: [NumberFeature] = []
  var categories: [CategoryFeature] = []
  var oneHots: [OneHotFeature] = []
  var statistics: [StatisticFeature] = []
  /// The columns of text that no tree uses.
  var unusedColumns: [(flatIndex: Int, name: String)] = []
  /// What was counted, by combination and kind.
  var counts: [CatBoostStatistic.Base: CatBoostCounts] = [:]
  var trees: [Tree] = []
  /// The number of raw scores.
  public internal(set) var outputCount = 1
  /// What the sum of leaves is multiplied by.
  var scale = 1.0
  /// What is added then, one an output.
  var bias: [Double] = []
  /// What training noted down.
  var info: [String: JSONValue] = [:]

  /// The splits in the order of their numbers: of numbers, of categories, of statistics.
  var splits: [Split] {
    numbers.enumerated().flatMap { place, feature in
      feature.borders.map { Split.number(place: place, border: $0) }
    }
      + oneHots.enumerated().flatMap { place, feature in
        feature.hashes.indices.map { Split.category(place: place, value: $0) }
      }
      + statistics.enumerated().flatMap { place, feature in
        feature.borders.map { Split.statistic(place: place, border: $0) }
      }
  }
}
