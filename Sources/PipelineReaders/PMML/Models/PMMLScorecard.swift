// Scorecard: points for what holds of each characteristic, and reasons for points that are missing.

import Pipelines

/// A scorecard.
struct PMMLScorecard {
  let context: PMMLModelContext

  private struct Entry {
    var score: Expression
    /// The reason code, and the points by which it counts.
    var code: Expression
    var points: Expression
    var codes: [String]
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let characteristics = try model.requiredChild("Characteristics").children("Characteristic")
    guard !characteristics.isEmpty else { throw model.error("there is no characteristic") }
    let usesReasons = model.bool("useReasonCodes") ?? true
    let entries = try characteristics.map { try entry($0, usesReasons: usesReasons) }
    let initial = Expression.number(try model.double("initialScore") ?? 0)
    let total = Expression.total([initial] + entries.map(\.score))
    var result = context.regression(total)
    if usesReasons { result.reasonCodes = ranked(entries) }
    return result
  }

  private func entry(_ characteristic: PMMLElement, usesReasons: Bool) throws -> Entry {
    let model = context.element
    let columns = context.columns
    let baseline =
      try characteristic.double("baselineScore") ?? model.double("baselineScore")
    if usesReasons, baseline == nil {
      throw characteristic.error("reason codes need a baselineScore")
    }
    var score = Expression.missing(.number)
    var code = Expression.missing(.text)
    var codes: [String] = []
    for attribute in characteristic.children("Attribute").reversed() {
      let holds = columns.sharing(
        .apply(
          .firstKnown, try PMMLPredicates(scope: context.scope).predicate(of: attribute),
          .truth(false)))
      let own: Expression
      if let complex = attribute.child("ComplexPartialScore") {
        own = try PMMLFormulas(scope: context.scope).value(of: complex.formula())
          .cast(to: .double, at: complex).expression
      } else {
        own = .number(try attribute.requiredDouble("partialScore"))
      }
      score = columns.sharing(.choose(holds, own, score))
      guard usesReasons else { continue }
      guard let reason = attribute["reasonCode"] ?? characteristic["reasonCode"] else {
        throw attribute.error("there is no reason code")
      }
      if !codes.contains(reason) { codes.insert(reason, at: 0) }
      code = columns.sharing(.choose(holds, .text(reason), code))
    }
    let reference = Expression.number(baseline ?? 0)
    let points: Expression
    switch model["reasonCodeAlgorithm"] ?? "pointsBelow" {
    case "pointsAbove": points = .apply(.subtract, score, reference)
    case "pointsBelow": points = .apply(.subtract, reference, score)
    case let other: throw model.unsupported("reasonCodeAlgorithm '\(other.prefix(40))'")
    }
    return Entry(score: score, code: code, points: columns.sharing(points), codes: codes)
  }

  /// The codes by the sum of their points, the largest first; those below 0 are no reasons.
  private func ranked(_ entries: [Entry]) -> [Expression] {
    let columns = context.columns
    var codes: [String] = []
    for code in entries.flatMap(\.codes) where !codes.contains(code) { codes.append(code) }
    let sums = codes.map { code in
      let parts = entries.filter { $0.codes.contains(code) }.map { entry in
        Expression.choose(
          .apply(.equal, entry.code, .text(code)), entry.points, .missing(.number))
      }
      // Missing where no characteristic gives this reason.
      let sum = columns.sharing(.apply(function: .sum, arguments: parts))
      return columns.sharing(
        .choose(.apply(.greaterOrEqual, sum, .number(0)), sum, .number(-.infinity)))
    }
    let strengths = sums.map { columns.sharing(.apply(.firstKnown, $0, .number(-.infinity))) }
    // How many codes come before each.
    let ranks = strengths.indices.map { place in
      columns.sharing(
        .total(
          strengths.indices.filter { $0 != place }.map { other in
            .apply(
              .numberFromTruth,
              .apply(
                other < place ? .greaterOrEqual : .greaterThan, strengths[other],
                strengths[place]))
          }))
    }
    return codes.indices.map { rank in
      var chosen = Expression.missing(.text)
      for place in codes.indices.reversed() {
        let isIt = Expression.apply(
          .and, .apply(.equal, ranks[place], .number(Double(rank))),
          .apply(.greaterOrEqual, strengths[place], .number(0)))
        chosen = columns.sharing(.choose(isIt, .text(codes[place]), chosen))
      }
      return chosen
    }
  }
}
