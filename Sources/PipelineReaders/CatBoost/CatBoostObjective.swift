// What CatBoost's Python classes make of raw scores, by the loss that a model was trained with.

import Archives
import Pipelines

/// The loss that a model was trained with, as far as predictions go.
struct CatBoostObjective: Hashable, Sendable {
  /// How raw scores become predictions.
  enum Transform: Hashable, Sendable {
    /// Values are the raw scores.
    case identity
    /// `exp(x)`.
    case exponential
    /// A mean and `exp(2 x)`, a variance.
    case meanAndVariance
    /// One class of several, whose probabilities are a logistic function or softmax of the scores.
    case classes(isOneVersusAll: Bool)
    /// Yes or no to each of several labels.
    case labels
  }

  /// The name; empty where the file has none.
  let name: String
  /// How raw scores become predictions.
  let transform: Transform

  /// The loss called `name`.
  init(name: String) {
    self.name = name
    switch name {
    case "Logloss", "CrossEntropy", "Focal", "MultiClass":
      transform = .classes(isOneVersusAll: false)
    case "MultiClassOneVsAll": transform = .classes(isOneVersusAll: true)
    case "MultiLogloss", "MultiCrossEntropy": transform = .labels
    case "Poisson", "Tweedie": transform = .exponential
    case "RMSEWithUncertainty": transform = .meanAndVariance
    default: transform = .identity
    }
  }

  /// Whether predictions are classes.
  var isClassification: Bool {
    switch transform {
    case .classes, .labels: true
    case .identity, .exponential, .meanAndVariance: false
    }
  }
}

extension CatBoostModel {
  /// The loss that training noted down.
  var objective: CatBoostObjective {
    let parameters = info["params"]?["loss_function"]
    if let name = parameters?["type"]?.string ?? parameters?.string {
      return CatBoostObjective(name: name)
    }
    // Files of old versions keep the loss as a text of JSON.
    let text = info["loss_function"]?.string ?? ""
    let parsed = (try? JSONParser.parse(Bytes(utf8: text))) ?? .null
    return CatBoostObjective(
      name: parsed["type"]?.string ?? info["loss_function"]?["type"]?.string ?? "")
  }
}
