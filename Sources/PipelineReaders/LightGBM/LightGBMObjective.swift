// What LightGBM's objectives do to raw scores (`ObjectiveFunction::ConvertOutput`).

import Pipelines

/// The objective that a model was trained with, as far as predictions go.
public struct LightGBMObjective: Hashable, Sendable {
  /// The name: `binary`; `custom` where the file names none.
  public let name: String
  /// The link from raw scores to predictions; `nil` where they are the same.
  public let link: Link.Function?

  /// The names of the objectives that are known.
  static var names: [String] {
    (identities.union([
      "binary", "multiclassova", "multiclass", "poisson", "gamma", "tweedie", "cross_entropy",
      "cross_entropy_lambda",
    ])).subtracting(["custom", "none"]).sorted()
  }

  /// The objectives whose raw scores are the predictions.
  private static let identities: Set = [
    "regression", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank",
    "rank_xendcg", "custom", "none",
  ]

  /// Reads the value of a file's `objective` line: a name, then parameters such as `sigmoid:1`.
  ///
  /// - Returns: `nil` for an objective that is not known, or one with a parameter that is not valid.
  public init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let first = words.first else { return nil }
    name = String(first)
    let slope = words.first { $0.hasPrefix("sigmoid:") }.map { Double($0.dropFirst(8)) } ?? 1
    let isSquareRoot = words.contains("sqrt")
    switch name {
    case "binary", "multiclassova":
      guard let slope, slope.isFinite, slope > 0 else { return nil }
      link = .logistic(slope: slope)
    case "multiclass": link = .softmax
    case "poisson", "gamma", "tweedie": link = .exponential
    case "cross_entropy": link = .logistic(slope: 1)
    case "cross_entropy_lambda": link = .softplus
    case _ where Self.identities.contains(name): link = isSquareRoot ? .signedSquare : nil
    default: return nil
    }
  }

  /// The objective of a model trained with a function of the user's: scores stay raw.
  public static var custom: LightGBMObjective { LightGBMObjective(name: "custom") }

  private init(name: String) {
    self.name = name
    link = nil
  }
}
