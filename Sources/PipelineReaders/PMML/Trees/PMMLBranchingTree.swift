// Trees in which a missing value goes several ways at once.

import Pipelines

/// A tree whose unknown predicates make a row go to all children: `weightedConfidence` and
/// `aggregateNodes`.
struct PMMLBranchingTree {
  let context: PMMLModelContext

  /// The records of each class, and of all, that a row meets; confidences for `weightedConfidence`.
  private struct Mass {
    var classes: [Expression]
    var isNone: Expression
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let strategy = model["missingValueStrategy"] ?? ""
    guard context.isClassification, ["weightedConfidence", "aggregateNodes"].contains(strategy)
    else {
      throw model.unsupported("missingValueStrategy '\(strategy.prefix(40))' here")
    }
    guard Int(model.document.rows[model.index].end) - model.index < 4000 else {
      throw model.unsupported("missingValueStrategy '\(strategy)' in a large tree")
    }
    let scores = try PMMLScores(of: [model], values: context.targetValues)
    let root = try model.requiredChild("Node")
    let predicates = PMMLPredicates(scope: context.scope)
    let mass = try visit(
      root, scores, predicates, aggregates: strategy == "aggregateNodes",
      returnsLast: model["noTrueChildStrategy"] == "returnLastPrediction")
    let total = context.columns.sharing(.total(mass.classes))
    let shares = mass.classes.map { count in
      context.columns.sharing(
        .choose(mass.isNone, .missing(.number), .apply(.divide, count, total)))
    }
    var result = try context.classification(scores.categories, shares)
    result.confidences = result.probabilities
    return result
  }

  private func visit(
    _ node: PMMLElement, _ scores: PMMLScores, _ predicates: PMMLPredicates, aggregates: Bool,
    returnsLast: Bool
  ) throws -> Mass {
    let columns = context.columns
    let (counts, _, confidences) = try scores.distribution(of: node)
    let own = aggregates ? counts : try confidences ?? scores.probabilities(of: node)
    let ownMass = Mass(classes: own.map(Expression.number), isNone: .truth(false))
    let children = node.children("Node")
    guard !children.isEmpty else { return ownMass }
    let truths = try children.map { columns.sharing(try predicates.predicate(of: $0)) }
    let masses = try children.map {
      try visit($0, scores, predicates, aggregates: aggregates, returnsLast: returnsLast)
    }
    let records = try children.map { try $0.double("recordCount") ?? 0 }
    let all = records.reduce(0, +)
    // Up to the first unknown predicate, the first true child is taken; from there on, all.
    var mixed = [Expression](repeating: .number(0), count: own.count)
    for (index, mass) in masses.enumerated() {
      let weight = aggregates ? 1 : all > 0 ? records[index] / all : 0
      for place in own.indices {
        let share =
          weight == 1
          ? mass.classes[place] : .apply(.multiply, .number(weight), mass.classes[place])
        mixed[place] = columns.sharing(.apply(.add, mixed[place], share))
      }
    }
    let none =
      returnsLast ? ownMass : Mass(classes: own.map { _ in .number(0) }, isNone: .truth(true))
    var chosen = none
    for (truth, mass) in zip(truths, masses).reversed() {
      func pick(_ unknown: Expression, _ yes: Expression, _ no: Expression) -> Expression {
        columns.sharing(
          .choose(.apply(.isMissing, truth), unknown, .choose(truth, yes, no)))
      }
      chosen = Mass(
        classes: own.indices.map { pick(mixed[$0], mass.classes[$0], chosen.classes[$0]) },
        isNone: pick(.truth(false), mass.isNone, chosen.isNone))
    }
    return chosen
  }
}
