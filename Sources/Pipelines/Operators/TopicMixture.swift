// The topics of documents.

import Tensors

/// The share of each topic in a row of word counts (`LatentDirichletAllocation`), by variational
/// inference: the mixture and the words' topics are worked out from each other in turns, until the
/// mixture of the row changes little.
public struct TopicMixture: PipelineOperator {
  public static let name = "topics"
  public static let meaning = "the share of each topic in a row of word counts"

  /// The weight of each word in each topic, all positive: topics x words, row-major.
  public var weights: [Double]
  /// The number of words, which is that of columns.
  public var wordCount: Int
  /// What each topic has before words are counted.
  public var prior: Double
  /// The most turns.
  public var turnLimit: Int
  /// The mean change of the mixture below which it is done.
  public var tolerance: Double

  /// Describes topics.
  public init(
    weights: [Double], wordCount: Int, prior: Double, turnLimit: Int, tolerance: Double
  ) {
    self.weights = weights
    self.wordCount = wordCount
    self.prior = prior
    self.turnLimit = turnLimit
    self.tolerance = tolerance
  }

  public var kind: String { "topics" }
  public var facts: [String] { ["\(topicCount) topics", "\(wordCount) words"] }

  /// The number of topics.
  public var topicCount: Int { wordCount > 0 ? weights.count / wordCount : 0 }
  /// More turns take no model that was meant to be used.
  public static let mostTurns = 1 << 16

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: wordCount)
    guard topicCount > 0, topicCount * wordCount == weights.count,
      (0...Self.mostTurns).contains(turnLimit)
    else {
      throw PipelineError(
        at: kind,
        "\(weights.count) weights of \(wordCount) words and at most \(Self.mostTurns) turns were "
          + "expected")
    }
    return TableType(width: topicCount, dtype: .f64)
  }
}
