// What XGBoost's objectives do to margins, and to base scores (`PredTransform`, `ProbToMargin`).

import Glibc
import Pipelines

/// The objective that a model was trained with, as far as predictions go.
public struct XGBoostObjective: Hashable, Sendable {
  /// How margins become predictions.
  public enum Transform: Hashable, Sendable {
    case identity
    case logistic
    case exponential
    /// 1 where the margin is positive (hinge loss).
    case step
    /// The probabilities of classes (`multi:softprob`).
    case softmax
    /// The number of the class with the largest margin (`multi:softmax`).
    case classNumber
  }

  /// The name: `binary:logistic`.
  public let name: String
  /// How margins become predictions.
  public let transform: Transform

  private static let transforms: [String: Transform] = [
    "reg:squarederror": .identity, "reg:linear": .identity, "reg:squaredlogerror": .identity,
    "reg:pseudohubererror": .identity, "reg:absoluteerror": .identity,
    "reg:quantileerror": .identity, "reg:expectileerror": .identity,
    "rank:pairwise": .identity, "rank:ndcg": .identity, "rank:map": .identity,
    "binary:logitraw": .identity, "binary:hinge": .step,
    "binary:logistic": .logistic, "reg:logistic": .logistic,
    "count:poisson": .exponential, "reg:gamma": .exponential, "reg:tweedie": .exponential,
    "survival:cox": .exponential, "survival:aft": .exponential,
    "multi:softprob": .softmax, "multi:softmax": .classNumber,
  ]

  /// The names of the objectives that are known.
  static var names: [String] { transforms.keys.sorted() }

  /// The objective called `name`; `nil` for one that is not known.
  public init?(name: String) {
    guard let transform = Self.transforms[name] else { return nil }
    self.name = name
    self.transform = transform
  }

  /// The link from margins to predictions or, for `multi:softmax` too, to probabilities; `nil` where
  /// margins are the predictions.
  public var link: Link.Function? {
    switch transform {
    case .identity: nil
    case .logistic: .logistic(slope: 1)
    case .exponential: .exponential
    case .step: .step(threshold: 0)
    case .softmax, .classNumber: .softmax
    }
  }

  /// The margin of a base score, which files hold as a prediction; in 32 bits, as XGBoost does it.
  ///
  /// - Returns: not a finite number where the score is no possible prediction of the objective.
  func margin(ofBaseScore score: Float) -> Float {
    switch transform {
    case .logistic: -logf(1 / score - 1)
    case .exponential: logf(score)
    case .identity, .step, .softmax, .classNumber: score
    }
  }
}
