// Estimators that vote: `VotingClassifier` and `VotingRegressor`.

import Pipelines

/// Translates `VotingClassifier`.
struct VotingClassifierTranslator: TransformerTranslator {
  let classes = ["sklearn.ensemble.VotingClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let voters = try Voters(of: estimator, on: features, in: &context)
    let labels = try estimator.labels()
    // The voters learnt the places of the classes.
    let places = ClassLabels.integers(Array(0..<labels.count))
    let outcome = try voters.outcome(labels: places, in: &context)
    guard voters.isSoft else {
      let votes = try context.apply(
        CountVotes(
          classCount: labels.count,
          inFavour: voters.weights ?? Array(repeating: 1, count: voters.inner.count)),
        to: outcome.table, from: estimator)
      let decided = try context.decide(labels, by: votes, rule: .largest, for: estimator)
      return context.predictions(decided, labels) + [outcome.method]
    }
    let mean = try context.mean(
      of: voters.probabilities(in: &context), weights: voters.weights, for: estimator)
    let decided = try context.decide(labels, by: mean, rule: .largest, for: estimator)
    let flattens = try estimator.flag("flatten_transform", default: true)
    return context.predictions(decided, probabilities: mean, labels)
      + (flattens ? [outcome.method] : [])
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard try estimator.flag("flatten_transform", default: true) else {
      throw estimator.unsupported("flatten_transform=False gives no matrix; set it to True")
    }
    let voters = try Voters(of: estimator, on: features, in: &context)
    let count = try estimator.labels().count
    return try voters.outcome(labels: .integers(Array(0..<count)), in: &context).features
  }
}

/// Translates `VotingRegressor`.
struct VotingRegressorTranslator: TransformerTranslator {
  let classes = ["sklearn.ensemble.VotingRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let voters = try Voters(of: estimator, on: features, in: &context)
    let predictions = try voters.inner.map { try $0.table("predict") }
    for (table, voter) in zip(predictions, voters.inner)
    where context.pipeline.type(of: table).width != 1 {
      throw voter.estimator.unsupported("several outputs; use one VotingRegressor for each")
    }
    let mean = try context.mean(of: predictions, weights: voters.weights, for: estimator)
    return context.regression(mean, isSingle: true)
      + [try voters.outcome(labels: nil, in: &context).method]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try Voters(of: estimator, on: features, in: &context).outcome(labels: nil, in: &context)
      .features
  }
}

/// The estimators of a vote.
private struct Voters {
  let estimator: Estimator
  let inner: [InnerEstimator]
  let names: [String]
  let weights: [Double]?
  /// Whether probabilities are averaged.
  let isSoft: Bool

  init(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws {
    self.estimator = estimator
    inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let entries = try NamedEstimators(of: estimator)
    names = entries.kept.map(\.name)
    guard names.count == inner.count else {
      throw estimator.malformed(
        "estimators_", found: "\(inner.count) estimators", expected: "\(names.count)")
    }
    if let value = estimator.optional("weights") {
      let all = try estimator.numbers(in: value, at: "weights", count: entries.count)
      weights = entries.kept.map { all[$0.place] }
    } else {
      weights = nil
    }
    isSoft = try estimator.text("voting", default: "regression") == "soft"
  }

  func probabilities(in context: inout TranslationContext) throws -> [TableReference] {
    try inner.map { voter in
      let table = try voter.table("predict_proba")
      let count = try estimator.labels().count
      guard context.pipeline.type(of: table).width == count else {
        throw voter.estimator.malformed(
          "predict_proba", found: "\(context.pipeline.type(of: table).width) columns",
          expected: "\(count), one a class")
      }
      return table
    }
  }

  /// What `transform` gives: predictions (places among `labels`), or probabilities side by side.
  func outcome(
    labels: ClassLabels?, in context: inout TranslationContext
  ) throws -> (table: TableReference, features: Features, method: EstimatorMethod) {
    let prefix = estimator.className.lowercased() + "_"
    var tables: [TableReference]
    var columns = names.map { prefix + $0 }
    if isSoft {
      tables = try probabilities(in: &context)
      columns = zip(names, tables).flatMap { name, table in
        (0..<context.pipeline.type(of: table).width).map { "\(prefix)\(name)\($0)" }
      }
    } else if let labels {
      tables = try inner.map { try context.places(of: $0, among: labels) }
    } else {
      tables = try inner.map { try $0.table("predict") }
    }
    let table = try context.join(tables, for: estimator)
    let features = Features(table: table, columns: columns.map { FeatureColumn(name: $0) })
    return (table, features, EstimatorMethod("transform", table, columns: columns))
  }
}

/// The entries of `estimators`: pairs of a name and an estimator, or of a name and `'drop'`.
struct NamedEstimators {
  /// The number of entries.
  let count: Int
  /// Those that are not dropped, with their places among all.
  let kept: [(name: String, place: Int)]

  init(of estimator: Estimator) throws {
    var kept: [(name: String, place: Int)] = []
    let entries = try estimator.list("estimators")
    for (index, entry) in entries.enumerated() {
      guard let pair = entry.sequence, pair.count == 2, let name = pair[0].text else {
        throw estimator.malformed(
          "estimators[\(index)]", found: entry.summary, expected: "a name and an estimator")
      }
      if pair[1].text != "drop", !pair[1].isNone { kept.append((name: name, place: index)) }
    }
    count = entries.count
    self.kept = kept
  }
}
