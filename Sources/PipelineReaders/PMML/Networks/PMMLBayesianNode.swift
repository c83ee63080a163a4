// A node of a Bayesian network: how it is distributed for each combination of values of its parents.

import Pipelines

/// A node, discrete or continuous.
struct PMMLBayesianNode {
  /// What holds for some values of the parents.
  struct Case {
    /// The value of each parent that is not part of a formula.
    var parents: [String: String]
    /// The probability of each value of a discrete node.
    var probabilities: [String: Double] = [:]
    fileprivate var continuous: PMMLElement?

    /// The distribution of a continuous node.
    func distribution(_ node: PMMLElement) throws -> PMMLBayesianDistribution {
      guard let continuous else { throw node.error("there is no ContinuousDistribution") }
      return try PMMLBayesianDistribution(continuous)
    }
  }

  let element: PMMLElement
  let name: String
  let isDiscrete: Bool
  /// The values of a discrete node.
  private(set) var values: [String] = []
  /// The place of each of them.
  private(set) var valuePlaces: [String: Int] = [:]
  /// The parents that are told by value.
  private(set) var parents: [String] = []
  private(set) var cases: [Case] = []

  init(_ element: PMMLElement) throws {
    self.element = element
    name = try element.required("name")
    switch element.name {
    case "DiscreteNode": isDiscrete = true
    case "ContinuousNode": isDiscrete = false
    default: throw element.error("the node \(element.name) is not known")
    }
    let conditional = element.children(
      isDiscrete ? "DiscreteConditionalProbability" : "ContinuousConditionalProbability")
    for part in conditional.isEmpty ? [element] : conditional { try add(part) }
    guard isDiscrete == !values.isEmpty else { throw element.error("the node has no values") }
  }

  private mutating func add(_ part: PMMLElement) throws {
    var new = Case(parents: [:])
    for parent in part.children("ParentValue") {
      new.parents[try parent.required("parent")] = try parent.required("value")
    }
    let names = new.parents.keys.sorted()
    guard cases.isEmpty || names == parents else {
      throw element.error("the node's cases have different parents")
    }
    parents = names
    if isDiscrete {
      for value in part.children("ValueProbability") {
        let name = try value.required("value")
        if valuePlaces[name] == nil {
          valuePlaces[name] = values.count
          values.append(name)
        }
        new.probabilities[name] = try value.requiredDouble("probability")
      }
    } else {
      new.continuous = try part.requiredChild("ContinuousDistribution")
    }
    cases.append(new)
  }

  /// Whether anything inside refers to a field.
  func mentions(_ field: String) -> Bool {
    element.descendants.contains { $0["field"] == field || $0["parent"] == field }
  }
}

/// A distribution whose parameters are formulas.
struct PMMLBayesianDistribution {
  private let element: PMMLElement

  init(_ element: PMMLElement) throws {
    guard let distribution = element.children.first(where: { _ in true }) else {
      throw element.error("there is no distribution")
    }
    guard ["NormalDistributionForBN", "UniformDistributionForBN"].contains(distribution.name)
    else { throw element.unsupported("a \(distribution.name.prefix(40))") }
    self.element = distribution
  }

  private var isNormal: Bool { element.name == "NormalDistributionForBN" }

  private func parameter(_ name: String, _ scope: PMMLScope) throws -> Expression {
    let formula = try element.requiredChild(name).formula()
    let value = try PMMLFormulas(scope: scope).value(of: formula)
      .cast(to: .double, at: element)
    return scope.columns.sharing(value.expression)
  }

  func mean(_ scope: PMMLScope) throws -> Expression {
    if isNormal { return try parameter("Mean", scope) }
    return .apply(
      .divide, .apply(.add, try parameter("Lower", scope), try parameter("Upper", scope)),
      .number(2))
  }

  func density(of x: Expression, _ scope: PMMLScope) throws -> Expression {
    if isNormal {
      return .apply(
        .normalDensity, x, try parameter("Mean", scope),
        .apply(.squareRoot, try parameter("Variance", scope)))
    }
    let (lower, upper) = (try parameter("Lower", scope), try parameter("Upper", scope))
    let isInside = Expression.apply(
      .and, .apply(.greaterOrEqual, x, lower), .apply(.lessOrEqual, x, upper))
    return .choose(
      isInside, .apply(.divide, .number(1), .apply(.subtract, upper, lower)), .number(0))
  }
}
