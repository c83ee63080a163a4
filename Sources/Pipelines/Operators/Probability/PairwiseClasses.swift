// From decisions between pairs of classes to classes.

import Tensors

/// The standing of every class after a decision between each pair of them.
///
/// The columns are the pairs (0, 1), (0, 2), …, (1, 2), …; a positive number is for the pair's second
/// class. A second table, where there is one, holds the decisions themselves, and the first only says
/// how sure they are.
public struct PairwiseClasses: PipelineOperator {
  public static let name = "pairwise-classes"
  public static let meaning = "the standing of every class after a decision between each pair"

  /// What comes out for each class.
  public enum Standing: String, Hashable, Sendable, Codable {
    /// The number of pairs that were decided for it.
    case votes
    /// The votes and the sum of confidences, which is squeezed into less than half a vote.
    case scores
  }

  /// The number of classes.
  public var classCount: Int
  /// What comes out.
  public var standing: Standing
  /// Whether a decision of exactly 0 is for the pair's second class, and not for its first.
  public var zeroIsForSecond: Bool

  /// Counts the decisions between pairs of `classCount` classes.
  public init(classCount: Int, standing: Standing, zeroIsForSecond: Bool = false) {
    self.classCount = classCount
    self.standing = standing
    self.zeroIsForSecond = zeroIsForSecond
  }

  public var kind: String { "pairwise classes" }
  public var facts: [String] { ["\(classCount) classes", standing.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard (1...2).contains(inputs.count) else {
      throw PipelineError(
        at: kind, "one or two tables were expected, but there are \(inputs.count)")
    }
    let width = try ClassPairs.count(classCount, at: kind)
    for input in inputs { _ = try [input].numeric(kind, width: width) }
    return TableType(width: classCount, dtype: .f64)
  }
}

/// The class probabilities from decision values between pairs of classes, as LIBSVM computes them.
///
/// The columns are the pairs (0, 1), (0, 2), …, (1, 2), …; a positive number is for the pair's first
/// class, as in LIBSVM. A value `f` becomes the probability `1 / (1 + exp(slope · f + offset))`, which is
/// kept off 0 and 1.
public struct PairwiseProbabilities: PipelineOperator {
  public static let name = "pairwise-probabilities"
  public static let meaning = "class probabilities from decision values between pairs of classes"

  /// The number of classes.
  public var classCount: Int
  /// The slope of each pair.
  public var slopes: [Double]
  /// The offset of each pair.
  public var offsets: [Double]

  /// Describes the sigmoids of all pairs.
  public init(classCount: Int, slopes: [Double], offsets: [Double]) {
    self.classCount = classCount
    self.slopes = slopes
    self.offsets = offsets
  }

  public var kind: String { "pairwise probabilities" }
  public var facts: [String] { ["\(classCount) classes"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let width = try ClassPairs.count(classCount, at: kind)
    _ = try inputs.numeric(kind, width: width)
    guard slopes.count == width, offsets.count == width else {
      throw PipelineError(
        at: kind, "\(slopes.count) slopes and \(offsets.count) offsets for \(width) pairs")
    }
    return TableType(width: classCount, dtype: .f64)
  }
}

/// The pairs of classes, in the order of their columns.
public enum ClassPairs {
  /// Beyond it a table of all pairs has no use.
  private static let mostClasses = 1 << 12

  /// The number of pairs of `classCount` classes.
  static func count(_ classCount: Int, at kind: String) throws -> Int {
    guard (2...mostClasses).contains(classCount) else {
      throw PipelineError(at: kind, "\(classCount) classes; 2 to \(mostClasses) were expected")
    }
    return classCount * (classCount - 1) / 2
  }

  /// The pairs, each with its smaller class first.
  public static func all(of classCount: Int) -> [(first: Int, second: Int)] {
    (0..<classCount).flatMap { first in
      (first + 1..<max(classCount, first + 1)).map { (first: first, second: $0) }
    }
  }
}
