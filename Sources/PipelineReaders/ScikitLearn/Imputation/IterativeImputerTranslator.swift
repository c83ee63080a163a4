// Missing values predicted from the other columns, again and again: `IterativeImputer`.

import Pipelines

/// Translates `IterativeImputer`: a simple imputer's table, whose missing cells regressors replace one
/// column after the other.
struct IterativeImputerTranslator: TransformerTranslator {
  let classes = ["sklearn.impute.IterativeImputer"]
  let limits = [
    EstimatorLimit("sample_posterior=True", "its results are random"),
    EstimatorLimit("estimator, a class that is not supported", "it predicts the missing cells"),
  ]

  /// More steps are no model but a mistake, or a trap.
  private static let mostSteps = 1 << 14

  func allowsMissing(_ estimator: Estimator) -> Bool {
    (try? estimator.missingMarker()) == .missing
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard try !estimator.flag("sample_posterior", default: false) else {
      throw estimator.unsupported(
        "sample_posterior=True: its results are random; fit it with sample_posterior=False")
    }
    let simple = try estimator.part("initial_imputer_")
    var filled = try context.transform(features, by: simple)
    // Columns that had no values keep what the simple imputer gave them, where they are kept at all.
    let statistics = try simple.list("statistics_")
    let isEmpty = try emptiness(of: estimator, features, statistics)
    let keepsEmpty = try estimator.flag("keep_empty_features", default: false)
    let kept = isEmpty.indices.filter { keepsEmpty || !isEmpty[$0] }
    guard kept.count == filled.count else {
      throw estimator.malformed(
        "initial_imputer_", found: "\(filled.count) columns", expected: "\(kept.count)")
    }
    if try estimator.integer("n_iter_") > 0 {
      let sources = kept.map { isEmpty[$0] ? nil : $0 }
      filled = try improve(filled, of: features, sources, by: estimator, in: &context)
    }
    return try context.addingIndicator(to: filled, of: features, by: estimator)
  }

  private func emptiness(
    of estimator: Estimator, _ features: Features, _ statistics: [InertValue]
  ) throws -> [Bool] {
    let flags =
      estimator["_is_empty_feature"] == nil
      ? statistics.map(\.isMissingValue) : try estimator.flags("_is_empty_feature")
    guard flags.count == features.count else {
      throw estimator.malformed(
        "_is_empty_feature", found: "\(flags.count) flags", expected: "\(features.count)")
    }
    return flags
  }

  /// Replaces the missing cells column by column; `sources` are the columns of `features` that those of
  /// `filled` come from, `nil` where no cell counts as missing.
  private func improve(
    _ filled: Features, of features: Features, _ sources: [Int?], by estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> Features {
    let marker = try estimator.missingMarker()
    var columns = try filled.columns.indices.map {
      try context.select([$0], of: filled, for: estimator).table
    }
    let lowest = try estimator.numbers("_min_value", count: columns.count)
    let highest = try estimator.numbers("_max_value", count: columns.count)
    let steps = try estimator.list("imputation_sequence_")
    guard steps.count <= Self.mostSteps else {
      throw estimator.unsupported("\(steps.count) steps; lower max_iter")
    }
    for (index, value) in steps.enumerated() {
      let place = "imputation_sequence_[\(index)]"
      let step = try Step(value, of: estimator, at: place, count: columns.count)
      guard let source = sources[step.column] else { continue }
      guard lowest[step.column] <= highest[step.column] else {
        throw estimator.malformed(
          "_min_value", found: "\(lowest[step.column])",
          expected: "at most \(highest[step.column])")
      }
      let neighbors = try context.concatenate(
        step.neighbors.map {
          Features(table: columns[$0], columns: [FeatureColumn(name: filled.names[$0])])
        }, for: estimator)
      let methods = try context.methods(of: step.estimator, on: neighbors)
      guard let predicted = methods.first(where: { $0.name == "predict" }),
        context.pipeline.type(of: predicted.table).width == 1
      else {
        throw step.estimator.unsupported("it does not predict a number; use a regressor")
      }
      let clipped = try context.apply(
        AffineColumns(
          scale: [1], shift: nil, clip: lowest[step.column]...highest[step.column]),
        to: predicted.table, from: estimator)
      let cells = try context.select([source], of: features, for: estimator)
      columns[step.column] = try context.apply(
        FillFromTable(marker: marker), to: cells.table, clipped, from: estimator)
    }
    let table = try context.apply(ConcatenateColumns(), to: columns, from: estimator)
    return Features(table: table, columns: filled.columns)
  }

  /// One step: which column is predicted, from which others, and by what.
  private struct Step {
    let column: Int
    let neighbors: [Int]
    let estimator: Estimator

    init(_ value: InertValue, of owner: Estimator, at place: String, count: Int) throws {
      // A named tuple, whose class pickle keeps.
      let parts: [InertValue]
      switch value {
      case .object(let object): parts = object.arguments
      default: parts = value.sequence ?? []
      }
      guard parts.count == 3, let column = parts[0].integer, (0..<count).contains(column) else {
        throw owner.malformed(
          place, found: value.summary, expected: "a column, other columns and an estimator")
      }
      let neighbors = try owner.integers(in: parts[1], at: "\(place)[1]")
      guard !neighbors.isEmpty, neighbors.allSatisfy((0..<count).contains) else {
        throw owner.malformed(
          "\(place)[1]", found: "\(neighbors.count) columns", expected: "some of \(count)")
      }
      self.column = column
      self.neighbors = neighbors
      estimator = try owner.part(parts[2], at: place)
    }
  }
}

extension TranslationContext {
  /// `filled`, and behind it the flags of `features` where the imputer adds an indicator.
  mutating func addingIndicator(
    to filled: Features, of features: Features, by imputer: Estimator
  ) throws -> Features {
    guard try imputer.flag("add_indicator", default: false) else { return filled }
    let flags = try missingFlags(of: features, by: imputer.part("indicator_"))
    return flags.count == 0 ? filled : try concatenate([filled, flags], for: imputer)
  }
}
