// Which columns a fitted estimator takes.

import Pipelines
import Tensors

/// The input columns of a fitted estimator.
struct InputSchema {
  /// The columns: numbers, until an estimator turns out to take text.
  private(set) var columns: [InputColumn] = []
  /// The types that estimators asked for.
  private(set) var settledTypes: [Int: DType] = [:]

  /// Who translates which class.
  let registry: EstimatorRegistry

  /// The boosters of the file, as far as they were read.
  let boosters = BoosterModels()

  /// Finds the columns of `root`: by name from the first estimator that was fitted on named columns,
  /// otherwise by number.
  init(of root: Estimator, registry: EstimatorRegistry) throws {
    self.registry = registry
    var visited: Set<ObjectIdentifier> = []
    guard let found = try find(in: root, &visited) else {
      // A class that is not known is a likelier reason than a damaged file.
      visited = []
      try requireKnown(root, &visited)
      throw ReaderError(
        format: "scikit-learn", place: .path("\(root.place).n_features_in_"),
        found: "no such attribute, here or in the first steps",
        expected: "the number of columns of a fitted estimator",
        advice: "fit the model with scikit-learn 1.0 or newer and save it again")
    }
    columns = found
  }

  /// More than any table has; a file that claims more would only take memory.
  private static let mostColumns = 1 << 20

  /// How many estimators may be searched for their columns: a damaged file may nest any number.
  private static let mostVisits = 1 << 10

  /// Sets the types of columns.
  mutating func settle(_ types: [Int: DType]) {
    for (index, type) in types {
      columns[index].dtype = type
      settledTypes[index] = type
    }
  }

  private func find(
    in estimator: Estimator, _ visited: inout Set<ObjectIdentifier>
  ) throws -> [InputColumn]? {
    guard visited.count < Self.mostVisits,
      visited.insert(ObjectIdentifier(estimator.object)).inserted
    else { return nil }
    if let columns = try Self.fitted(estimator) { return columns }
    if let translator = try? registry.translator(for: estimator),
      let columns = try translator.inputColumns(of: estimator, boosters)
    {
      return columns
    }
    // PMMLPipeline keeps the names of the table it was fitted on.
    if estimator.optional("active_fields") != nil {
      return try estimator.texts("active_fields").map { InputColumn(name: $0, dtype: .f64) }
    }
    // A linear model that was put together by hand.
    if case .array(let weights)? = estimator["coef_"], let width = weights.shape.last,
      width <= Self.mostColumns
    {
      return Array(repeating: InputColumn(name: nil, dtype: .f64), count: width)
    }
    // What a wrapper stands for, or what an estimator is made of; under some of the names there may be
    // one that is not fitted.
    for name in [
      "best_estimator_", "regressor_", "transformer_", "transformer", "selector", "estimator_",
      "base_estimator_", "estimator",
    ] {
      guard case .object? = estimator.optional(name) else { continue }
      if let columns = try find(in: estimator.part(name), &visited) { return columns }
    }
    for name in ["estimators_", "calibrated_classifiers_"] {
      for value in estimator.optional(name)?.sequence ?? [] {
        guard case .object = value else { continue }
        let part = try estimator.part(value, at: name)
        if let columns = try find(in: part, &visited) { return columns }
      }
    }
    // The first step of a chain.
    for part in try Self.steps(of: estimator, "steps") {
      if let columns = try find(in: part, &visited) { return columns }
    }
    // Parallel transformers may each know some columns by name.
    let parts = try Self.steps(of: estimator, "transformer_list").compactMap {
      try find(in: $0, &visited)
    }
    guard let first = parts.first, !first.contains(where: { $0.name == nil }) else {
      return parts.first
    }
    var names: Set<String> = []
    return parts.joined().filter { $0.name.map { names.insert($0).inserted } ?? false }
  }

  /// The estimators in a list of pairs of a name and an estimator.
  private static func steps(of estimator: Estimator, _ name: String) throws -> [Estimator] {
    try (estimator.optional(name)?.sequence ?? []).compactMap { step in
      guard let pair = step.sequence, pair.count == 2, case .object = pair[1] else { return nil }
      return try estimator.part(pair[1], at: name)
    }
  }

  /// Throws where a class of `estimator` or of its steps is not known.
  private func requireKnown(
    _ estimator: Estimator, _ visited: inout Set<ObjectIdentifier>
  ) throws {
    guard visited.insert(ObjectIdentifier(estimator.object)).inserted else { return }
    _ = try registry.translator(for: estimator)
    for name in ["steps", "transformer_list"] {
      for (index, step) in (estimator.optional(name)?.sequence ?? []).enumerated() {
        guard let pair = step.sequence, pair.count == 2, case .object = pair[1] else { continue }
        let label = pair[0].text.map { " '\($0)'" } ?? ""
        try requireKnown(estimator.part(pair[1], at: "\(name)[\(index)]\(label)"), &visited)
      }
    }
  }

  /// The columns that a fitted estimator of scikit-learn says it takes.
  private static func fitted(_ estimator: Estimator) throws -> [InputColumn]? {
    // category_encoders numbers the columns of an array where others name none.
    let isNumbered =
      estimator.optional("feature_names_in_")?.sequence?.allSatisfy { $0.integer != nil } ?? true
    let names = isNumbered ? nil : try estimator.texts("feature_names_in_")
    guard let width = estimator.optional("n_features_in_")?.integer ?? names?.count else {
      return nil
    }
    guard width >= 0, width <= mostColumns else {
      throw estimator.malformed(
        "n_features_in_", found: "\(width)", expected: "a number of columns")
    }
    guard let names else {
      return Array(repeating: InputColumn(name: nil, dtype: .f64), count: width)
    }
    guard names.count == width else {
      throw estimator.malformed(
        "feature_names_in_", found: "\(names.count) names", expected: "\(width)")
    }
    return names.map { InputColumn(name: $0, dtype: .f64) }
  }
}
