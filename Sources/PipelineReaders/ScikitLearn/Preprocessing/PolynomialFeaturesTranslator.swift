// Products of columns: `PolynomialFeatures`.

import Pipelines

/// Translates `PolynomialFeatures`.
struct PolynomialFeaturesTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.PolynomialFeatures"]

  /// The most exponents that are kept: more is no model but a mistake, or a trap.
  private static let mostExponents = 1 << 24

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let (lowest, highest) = try degrees(of: estimator)
    let isInteraction = try estimator.flag("interaction_only")
    var powers: [[Int]] = []
    if try estimator.flag("include_bias") {
      powers.append(Array(repeating: 0, count: features.count))
    }
    if lowest <= highest {
      for degree in max(lowest, 1)...max(highest, 1) where degree <= highest {
        try append(
          degree: degree, isInteraction: isInteraction, width: features.count, to: &powers,
          estimator)
      }
    }
    let table = try context.apply(
      Polynomial(powers: powers, featureCount: features.count), to: features.table,
      from: estimator)
    let names = features.names
    return Features(
      table: table, columns: powers.map { FeatureColumn(name: Self.name($0, names)) },
      isSparse: features.isSparse)
  }

  private func degrees(of estimator: Estimator) throws -> (Int, Int) {
    let value = try estimator.value("degree")
    if let degree = value.integer, degree >= 0 { return (0, degree) }
    let pair = value.sequence?.compactMap(\.integer) ?? []
    guard pair.count == 2, pair[0] >= 0, pair[0] <= pair[1] else {
      throw estimator.malformed(
        "degree", found: value.summary, expected: "a degree, or the lowest and the highest")
    }
    return (pair[0], pair[1])
  }

  /// Appends the monomials of one degree, in the order of `itertools`.
  private func append(
    degree: Int, isInteraction: Bool, width: Int, to powers: inout [[Int]], _ estimator: Estimator
  ) throws {
    if isInteraction ? degree > width : width == 0 { return }
    guard degree <= 64 else { throw estimator.unsupported("degree \(degree); use at most 64") }
    var chosen = isInteraction ? Array(0..<degree) : Array(repeating: 0, count: degree)
    while true {
      var row = [Int](repeating: 0, count: width)
      for column in chosen { row[column] += 1 }
      powers.append(row)
      guard powers.count * max(width, 1) <= Self.mostExponents else {
        throw estimator.unsupported("more than \(powers.count) products of columns; lower degree")
      }
      // The next choice: the last place that can move on does, and those after it follow.
      func limit(_ place: Int) -> Int { isInteraction ? width - degree + place : width - 1 }
      guard let place = chosen.indices.last(where: { chosen[$0] < limit($0) }) else { return }
      chosen[place] += 1
      for later in chosen.indices where later > place {
        chosen[later] = isInteraction ? chosen[later - 1] + 1 : chosen[place]
      }
    }
  }

  private static func name(_ powers: [Int], _ names: [String]) -> String {
    let factors = zip(names, powers).filter { $1 > 0 }.map { $1 == 1 ? $0 : "\($0)^\($1)" }
    return factors.isEmpty ? "1" : factors.joined(separator: " ")
  }
}
