// Which columns a fitted estimator takes.

import Pipelines
import Tensors

/// The input columns of a fitted estimator.
struct InputSchema {
  /// The columns: numbers, until an estimator turns out to take text.
  private(set) var columns: [InputColumn]
  /// The types that estimators asked for.
  private(set) var settledTypes: [Int: DType] = [:]

  /// Finds the columns of `root`: by name from the first estimator that was fitted on named columns,
  /// otherwise by number.
  init(of root: Estimator) throws {
    var visited: Set<ObjectIdentifier> = []
    guard let found = Self.find(in: root, &visited) else {
      throw root.malformed(
        "n_features_in_", found: "no such attribute, here or in the first steps",
        expected: "the number of columns of a fitted estimator")
    }
    let (estimator, width) = found
    guard width >= 0, width <= Self.mostColumns else {
      throw estimator.malformed(
        "n_features_in_", found: "\(width)", expected: "a number of columns")
    }
    guard estimator.optional("feature_names_in_") != nil else {
      columns = Array(repeating: InputColumn(name: nil, dtype: .f64), count: width)
      return
    }
    let names = try estimator.texts("feature_names_in_")
    guard names.count == width else {
      throw estimator.malformed(
        "feature_names_in_", found: "\(names.count) names", expected: "\(width)")
    }
    columns = names.map { InputColumn(name: $0, dtype: .f64) }
  }

  /// More than any table has; a file that claims more would only take memory.
  private static let mostColumns = 1 << 20

  /// Sets the types of columns.
  mutating func settle(_ types: [Int: DType]) {
    for (index, type) in types {
      columns[index].dtype = type
      settledTypes[index] = type
    }
  }

  private static func find(
    in estimator: Estimator, _ visited: inout Set<ObjectIdentifier>
  ) -> (Estimator, Int)? {
    guard visited.insert(ObjectIdentifier(estimator.object)).inserted else { return nil }
    if let width = estimator.optional("n_features_in_")?.integer { return (estimator, width) }
    if let names = estimator.optional("feature_names_in_")?.sequence {
      return (estimator, names.count)
    }
    for name in ["best_estimator_", "regressor_"] {
      if let value = estimator.optional(name), let part = try? estimator.part(value, at: name) {
        return find(in: part, &visited)
      }
    }
    // The first step of a chain, or the first of parallel transformers.
    for name in ["steps", "transformer_list"] {
      for step in (estimator.optional(name)?.sequence ?? []) {
        guard let pair = step.sequence, pair.count == 2,
          let part = try? estimator.part(pair[1], at: name)
        else { continue }
        if let found = find(in: part, &visited) { return found }
      }
    }
    return nil
  }
}
