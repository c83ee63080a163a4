// BayesianNetworkModel: what the known nodes of a row say of the target.

import Pipelines

/// A Bayesian network.
///
/// Nodes that a row does not know are summed over, so that the probabilities of the target are exact
/// whatever is missing. A continuous node counts by its density where it is known; the others may not
/// depend on one that is not.
struct PMMLBayesianNetwork {
  let context: PMMLModelContext
  private var nodes: [PMMLBayesianNode] = []
  private var places: [String: Int] = [:]
  private let targets: [String]

  /// The search for an order of sums takes the square of this.
  private static let mostNodes = 1000

  init(context: PMMLModelContext) throws {
    self.context = context
    targets = try context.element.requiredChild("MiningSchema").children("MiningField").filter {
      ["target", "predicted"].contains($0["usageType"] ?? "")
    }.map { try $0.required("name") }
    for element in try context.element.requiredChild("BayesianNetworkNodes").children {
      for field in element.children("DerivedField") { try context.scope.declare(field) }
      let node = try PMMLBayesianNode(element)
      guard places.updateValue(nodes.count, forKey: node.name) == nil else {
        throw element.error("two nodes are called '\(node.name.prefix(40))'")
      }
      nodes.append(node)
      guard nodes.count <= Self.mostNodes else {
        throw context.element.unsupported("a network of more than \(Self.mostNodes) nodes")
      }
    }
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    guard let first = targets.first else { throw context.element.error("there is no target") }
    let factors = try nodes.indices.map { try factor($0) }
    var result = try self.result(of: first, factors)
    if targets.count > 1 {
      for target in targets {
        result.otherTargets[target] =
          target == first ? result.predicted : try self.result(of: target, factors).predicted
      }
    }
    return result
  }

  private func result(of target: String, _ factors: [PMMLFactor?]) throws -> PMMLResult {
    guard let place = places[target] else {
      throw context.element.error("the target '\(target.prefix(40))' is no node")
    }
    let node = nodes[place]
    let elimination = PMMLElimination(
      sizes: nodes.map { max($0.values.count, 1) }, columns: context.columns,
      element: context.element)
    guard node.isDiscrete else { return try mean(of: place, factors, elimination) }
    let joint = try elimination.sum(factors.compactMap(\.self), keeping: [place])
    let total = context.columns.sharing(.total(joint.values))
    let type = try type(of: target)
    let context = PMMLModelContext(
      scope: context.scope, element: context.element, targetType: type,
      targetValues: node.values, targetOptype: "categorical")
    // Where the row cannot be, every sum is 0, and there is no result.
    return try context.classification(
      node.values, joint.values.map { .apply(.divide, $0, total) })
  }

  private func type(of field: String) throws -> PMMLType {
    let declaration = context.element.document.root.child("DataDictionary")?
      .children("DataField").first { $0["name"] == field }
    return try declaration.map { try PMMLType($0.required("dataType"), at: $0) } ?? .string
  }

  // MARK: Factors

  /// The probabilities of a node's values given its parents, and given what the row knows of it; `nil`
  /// for a continuous node that is never known.
  private func factor(_ place: Int) throws -> PMMLFactor? {
    let node = nodes[place]
    let known = targets.contains(node.name) ? nil : try context.scope.find(node.name)?.value
    guard node.isDiscrete else {
      guard let known else { return nil }
      return try table(of: node) { case_, _ in
        let density = try case_.distribution(node.element).density(
          of: known.cast(to: .double, at: node.element).expression, context.scope)
        return .choose(.apply(.isMissing, known.expression), .number(1), density)
      }
    }
    let evidence = try known.map { known in
      try node.values.map { value -> Expression in
        let isIt = Expression.apply(
          .equal, known.expression, try known.type.literal(value, at: node.element))
        return context.columns.sharing(
          .choose(
            .apply(.isMissing, known.expression), .number(1),
            .choose(isIt, .number(1), .number(0))))
      }
    }
    return try table(of: node, also: [place]) { case_, combination in
      let value = combination[place] ?? 0
      let probability = Expression.number(case_.probabilities[node.values[value]] ?? 0)
      guard let evidence else { return probability }
      return .apply(.multiply, probability, evidence[value])
    }
  }

  /// A factor of a node and its discrete parents.
  ///
  /// Where other fields are parents too, they choose among the cases.
  private func table(
    of node: PMMLBayesianNode, also: [Int] = [],
    _ value: (PMMLBayesianNode.Case, [Int: Int]) throws -> Expression
  ) throws -> PMMLFactor {
    let parents = discreteParents(of: node)
    let others = node.parents.filter { name in places[name].map { !nodes[$0].isDiscrete } ?? true }
    var cases: [[Int]: [PMMLBayesianNode.Case]] = [:]
    for case_ in node.cases {
      let key = try parents.map { parent in
        let wanted = case_.parents[nodes[parent].name]
        guard let value = wanted.flatMap({ nodes[parent].valuePlaces[$0] }) else {
          throw node.element.error("a value of '\(nodes[parent].name.prefix(40))' is not known")
        }
        return value
      }
      cases[key, default: []].append(case_)
    }
    let sizes = nodes.map { max($0.values.count, 1) }
    let count = (parents + also).reduce(1.0) { $0 * Double(sizes[$1]) }
    guard count <= Double(PMMLElimination.largestSize) else {
      throw node.element.unsupported("a table of \(count) probabilities")
    }
    return try PMMLFactor(parents + also, sizes: sizes) { combination in
      guard let matching = cases[parents.map { combination[$0] ?? 0 }] else {
        throw node.element.error("a combination of values of the parents has no distribution")
      }
      var chosen = Expression.missing(.number)
      for case_ in matching.reversed() {
        let conditions = try others.map { name -> Expression in
          let parent = try context.scope.field(name, at: node.element).value
          return .apply(
            .equal, parent.expression,
            try parent.type.literal(case_.parents[name] ?? "", at: node.element))
        }
        let own = try value(case_, combination)
        chosen =
          conditions.isEmpty
          ? own : .choose(.apply(function: .and, arguments: conditions), own, chosen)
      }
      return context.columns.sharing(chosen)
    }
  }

  private func discreteParents(of node: PMMLBayesianNode) -> [Int] {
    node.parents.compactMap { places[$0] }.filter { nodes[$0].isDiscrete }
  }

  // MARK: Continuous targets

  /// The mean of a node, over the values that its parents may have.
  private func mean(
    of place: Int, _ factors: [PMMLFactor?], _ elimination: PMMLElimination
  ) throws -> PMMLResult {
    let node = nodes[place]
    guard nodes.allSatisfy({ $0.name == node.name || !$0.mentions(node.name) }) else {
      throw node.element.unsupported("a continuous target on which other nodes depend")
    }
    let parents = discreteParents(of: node)
    let joint = try elimination.sum(factors.compactMap(\.self), keeping: parents)
    let means = try table(of: node) { case_, _ in
      try case_.distribution(node.element).mean(context.scope)
    }
    let weighted = zip(joint.values, means.values).map { Expression.apply(.multiply, $0, $1) }
    return context.regression(.apply(.divide, .total(weighted), .total(joint.values)))
  }
}
