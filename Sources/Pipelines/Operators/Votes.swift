// What several estimators say about a row, made one.

import Tensors

/// The votes for each class: every column is the place of the class that a voter chose.
///
/// A class gets `inFavour` of each voter that chose it and `against` of each other, summed in the order
/// of the voters.
public struct CountVotes: PipelineOperator {
  public static let name = "votes"
  public static let meaning = "the votes for each class"

  /// The number of classes.
  public var classCount: Int
  /// What a voter gives to the class that it chose, one a column.
  public var inFavour: [Double]
  /// What a voter gives to every other class, one a column; `nil` for nothing.
  public var against: [Double]?

  /// Counts votes.
  public init(classCount: Int, inFavour: [Double], against: [Double]? = nil) {
    self.classCount = classCount
    self.inFavour = inFavour
    self.against = against
  }

  public var kind: String { "votes" }
  public var facts: [String] { ["\(inFavour.count) voters", "\(classCount) classes"] }

  /// One column a class.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: inFavour.count)
    guard classCount > 0, !inFavour.isEmpty, against.map({ $0.count == inFavour.count }) ?? true
    else {
      throw PipelineError(
        at: kind,
        "\(against?.count ?? 0) weights against for \(inFavour.count) voters on \(classCount) classes"
      )
    }
    return TableType(width: classCount, dtype: .f64)
  }
}

/// The median of the columns of a row where each column has a weight: the smallest value at which the
/// weights of the values up to it are at least half of all.
public struct WeightedMedian: PipelineOperator {
  public static let name = "weighted-median"
  public static let meaning = "the median of a row whose columns have weights"

  /// The weight of each column.
  public var weights: [Double]

  /// Weighs columns.
  public init(weights: [Double]) { self.weights = weights }

  public var kind: String { "weighted median" }
  public var facts: [String] { ["\(weights.count) columns"] }

  /// One column.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: weights.count)
    guard !weights.isEmpty else { throw PipelineError(at: kind, "there are no columns") }
    return TableType(width: 1, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
