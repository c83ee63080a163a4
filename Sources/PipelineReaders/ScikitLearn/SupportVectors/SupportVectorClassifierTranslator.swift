// Support vector classification: a decision between each pair of classes.

import Pipelines

/// Translates `SVC` and `NuSVC`.
struct SupportVectorClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.svm.SVC", "sklearn.svm.NuSVC"]
  let limits = SupportVectors.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let machine = try SupportVectors(of: estimator, features: features)
    let decisions = try decisions(of: machine, labels, estimator, on: features, in: &context)
    // Positive for the second class of a pair, where LIBSVM's are for the first.
    let reversed = try context.apply(Link(.negate), to: decisions, from: estimator)
    let isOneVersusRest = try estimator.text("decision_function_shape") == "ovr"
    var decided: TableReference
    let shown: EstimatorMethod
    if labels.count == 2 {
      decided = try context.decide(labels, by: reversed, rule: .atLeast(0), for: estimator)
      shown = EstimatorMethod("decision_function", reversed)
    } else {
      let votes = try context.apply(
        PairwiseClasses(classCount: labels.count, standing: .votes, zeroIsForSecond: true),
        to: reversed, from: estimator)
      decided = try context.decide(labels, by: votes, rule: .largest, for: estimator)
      if isOneVersusRest {
        let scores = try context.apply(
          PairwiseClasses(classCount: labels.count, standing: .scores), to: reversed,
          from: estimator)
        if try estimator.flag("break_ties", default: false) {
          decided = try context.decide(labels, by: scores, rule: .largest, for: estimator)
        }
        shown = EstimatorMethod("decision_function", scores, columns: labels.names)
      } else {
        let numbers = (0..<context.pipeline.type(of: decisions).width).map(String.init)
        shown = EstimatorMethod("decision_function", decisions, columns: numbers)
      }
    }
    if try !isOneVersusRest && estimator.flag("break_ties", default: false) {
      throw estimator.unsupported(
        "break_ties=True with decision_function_shape='ovo' does not predict; set it to 'ovr'")
    }
    let probabilities = try probabilities(decisions, labels, estimator, in: &context)
    let logarithms = try probabilities.map {
      try context.logarithms(of: $0, labels, for: estimator)
    }
    return context.predictions(decided, probabilities: probabilities, labels) + [shown]
      + [logarithms].compactMap(\.self)
  }

  /// LIBSVM's decision values of all pairs, positive for the first class of a pair.
  private func decisions(
    of machine: SupportVectors, _ labels: ClassLabels, _ estimator: Estimator,
    on features: Features, in context: inout TranslationContext
  ) throws -> TableReference {
    let pairs = ClassPairs.all(of: labels.count)
    let counts = try estimator.integers("_n_support")
    guard labels.count >= 2, counts.count == labels.count, counts.allSatisfy({ $0 >= 0 }),
      counts.reduce(0, { min($0 + min($1, machine.count + 1), machine.count + 1) })
        == machine.count,
      machine.coefficients.rows == labels.count - 1, machine.intercepts.count == pairs.count
    else {
      throw estimator.malformed(
        "_n_support", found: "\(counts)",
        expected: "the support vectors of \(labels.count) classes, \(machine.count) in all")
    }
    if labels.count == 2 {
      return try machine.sums(
        0..<machine.count, on: features, intercepts: machine.intercepts, in: &context)
    }
    // What the support vectors of each class say about that class and every other.
    let width = labels.count - 1
    var sums: [TableReference] = []
    var start = 0
    for count in counts {
      sums.append(try machine.sums(start..<start + count, on: features, in: &context))
      start += count
    }
    let all = try context.apply(ConcatenateColumns(), to: sums, from: estimator)
    let firsts = try context.apply(
      SelectColumns(indices: pairs.map { $0.first * width + $0.second - 1 }), to: all,
      from: estimator)
    let seconds = try context.apply(
      SelectColumns(indices: pairs.map { $0.second * width + $0.first }), to: all,
      from: estimator)
    let added = try context.apply(AddTables(), to: firsts, seconds, from: estimator)
    let ones = [Double](repeating: 1, count: pairs.count)
    return try context.apply(
      AffineColumns(scale: ones, shift: machine.intercepts), to: added, from: estimator)
  }

  /// The probabilities of a model that was fitted with `probability=True`.
  private func probabilities(
    _ decisions: TableReference, _ labels: ClassLabels, _ estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference? {
    // Since 1.9 the parameter is 'deprecated' where it is not given.
    guard estimator["probability"]?.boolean ?? false else { return nil }
    let slopes = try estimator.numbers(estimator["_probA"] == nil ? "probA_" : "_probA")
    let offsets = try estimator.numbers(estimator["_probB"] == nil ? "probB_" : "_probB")
    if slopes.isEmpty { return nil }
    let operation = PairwiseProbabilities(
      classCount: labels.count, slopes: slopes, offsets: offsets)
    return try context.apply(operation, to: decisions, from: estimator)
  }
}
