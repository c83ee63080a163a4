// What `ColumnTransformer` and `FeatureUnion` share: parts side by side, weighted and named.

import Pipelines

extension TranslationContext {
  /// The features multiplied by the weight that `weights` (a dictionary or `None`) has for `name`.
  mutating func weigh(
    _ features: Features, by name: String, in weights: InertValue?, of estimator: Estimator
  ) throws -> Features {
    guard let weights else { return features }
    guard case .dictionary(let dictionary) = weights else {
      throw estimator.malformed(
        "transformer_weights", found: weights.summary, expected: "a dictionary")
    }
    guard let value = dictionary[name], !value.isNone else { return features }
    guard let weight = value.number else {
      throw estimator.malformed(
        "transformer_weights['\(name)']", found: value.summary, expected: "a number")
    }
    let operation = AffineColumns(
      scale: Array(repeating: weight, count: features.count), shift: nil)
    let table = try apply(operation, to: features.table, from: estimator)
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: features.isSparse)
  }
}

extension Features {
  /// The features with the names that the output of the transformer `name` gets.
  ///
  /// `verbose_feature_names_out` is a truth value, or since 1.6 a format such as
  /// `{feature_name}_{transformer_name}`; functions of the user's leave the names as they are.
  func named(by name: String, verbosity: InertValue?) -> Features {
    var result = self
    let format: String
    switch verbosity {
    case .bool(false)?: return self
    case .string(let text)?: format = text
    case .bool(true)?, nil: format = "{transformer_name}__{feature_name}"
    default: return self
    }
    for index in columns.indices {
      result.columns[index].name = Self.fill(
        format, ["{transformer_name}": name, "{feature_name}": columns[index].name])
    }
    return result
  }

  /// `format` with each key replaced by its value, in one pass.
  private static func fill(_ format: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = Substring(format)
    while let character = rest.first {
      if let (key, value) = values.first(where: { rest.hasPrefix($0.key) }) {
        result += value
        rest.removeFirst(key.count)
      } else {
        result.append(character)
        rest.removeFirst()
      }
    }
    return result
  }
}
