// Trees in which a missing value goes several ways at once.

import Pipelines

/// A tree whose unknown predicates make a row go to all children that may be true:
/// `weightedConfidence` and `aggregateNodes`.
struct PMMLBranchingTree {
  let context: PMMLModelContext

  /// What a row meets below a node.
  private struct Mass {
    /// The records of each class where nodes are aggregated, else its probability.
    var shares: [Expression]
    var confidences: [Expression]
    /// The place of the predicted class.
    var winner: Expression
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
    let branches = Branches(
      context: context, scores: try PMMLScores(of: [model], values: context.targetValues),
      predicates: PMMLPredicates(scope: context.scope), aggregates: strategy == "aggregateNodes",
      returnsLast: model["noTrueChildStrategy"] == "returnLastPrediction")
    let mass = try branches.visit(model.requiredChild("Node"), depth: 0)
    let total = context.columns.sharing(.total(mass.shares))
    var result = PMMLResult()
    result.categories = branches.scores.categories
    result.probabilities = mass.shares.map { share in
      context.columns.sharing(
        .choose(mass.isNone, .missing(.number), .apply(.divide, share, total)))
    }
    result.confidences =
      branches.aggregates
      ? result.probabilities
      : mass.confidences.map { .choose(mass.isNone, .missing(.number), $0) }
    result.predicted = try context.label(
      at: context.columns.sharing(.choose(mass.isNone, .missing(.number), mass.winner)),
      of: result.categories)
    return result
  }

  /// Goes through the nodes.
  private struct Branches {
    let context: PMMLModelContext
    let scores: PMMLScores
    let predicates: PMMLPredicates
    let aggregates: Bool
    let returnsLast: Bool

    private var columns: PMMLColumns { context.columns }

    func visit(_ node: PMMLElement, depth: Int) throws -> Mass {
      guard depth < 200 else { throw node.unsupported("a tree as deep as this") }
      let own = try self.own(node)
      let children = node.children("Node")
      guard !children.isEmpty else { return own }
      let truths = try children.map { columns.sharing(try predicates.predicate(of: $0)) }
      let masses = try children.map { try visit($0, depth: depth + 1) }
      let mixed = try self.mixed(children, truths, masses)
      // Up to the first unknown predicate, the first true child is taken; from there on, all.
      var chosen = own
      chosen.isNone = .truth(!returnsLast)
      for (truth, mass) in zip(truths, masses).reversed() {
        func pick(_ part: KeyPath<Mass, Expression>) -> Expression {
          columns.sharing(
            .choose(
              .apply(.isMissing, truth), mixed[keyPath: part],
              .choose(truth, mass[keyPath: part], chosen[keyPath: part])))
        }
        let indices = own.shares.indices
        chosen = Mass(
          shares: indices.map { pick(\.shares[$0]) },
          confidences: indices.map { pick(\.confidences[$0]) }, winner: pick(\.winner),
          isNone: pick(\.isNone))
      }
      return chosen
    }

    private func own(_ node: PMMLElement) throws -> Mass {
      let (counts, _, confidences) = try scores.distribution(of: node)
      let probabilities = try scores.probabilities(of: node)
      return Mass(
        shares: (aggregates ? counts : probabilities).map(Expression.number),
        confidences: (aggregates ? counts : confidences ?? probabilities).map(Expression.number),
        winner: try scores.winner(of: node).map { .number(Double($0)) } ?? .missing(.number),
        isNone: .truth(false))
    }

    /// What all children say that may be true, by their numbers of records.
    private func mixed(
      _ children: [PMMLElement], _ truths: [Expression], _ masses: [Mass]
    ) throws -> Mass {
      let weights = try zip(children, zip(truths, masses)).map { child, parts in
        let mayBeTrue = Expression.apply(
          .and, .apply(.firstKnown, parts.0, .truth(true)), .apply(.not, parts.1.isNone))
        let weight = aggregates ? 1 : try child.double("recordCount") ?? 0
        return columns.sharing(.choose(mayBeTrue, .number(weight), .number(0)))
      }
      let total = columns.sharing(.total(weights))
      func sums(_ part: KeyPath<Mass, [Expression]>) -> [Expression] {
        scores.categories.indices.map { place in
          let sum = Expression.total(
            zip(weights, masses).map { .apply(.multiply, $0, $1[keyPath: part][place]) })
          return columns.sharing(aggregates ? sum : .apply(.divide, sum, total))
        }
      }
      let confidences = sums(\.confidences)
      return Mass(
        shares: sums(\.shares), confidences: confidences,
        winner: context.placeOfLargest(confidences),
        isNone: columns.sharing(.apply(.equal, total, .number(0))))
    }
  }
}
