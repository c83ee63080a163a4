// Missing, invalid and outlying values, as a mining schema treats them.

import Pipelines

/// Treats the values of a field as a `MiningField` says.
struct PMMLTreatment {
  let element: PMMLElement
  let declaration: DataField
  let type: PMMLType

  /// The treated values; what makes a row invalid is added to the scope's list.
  func apply(to raw: Expression, in scope: PMMLScope) throws -> Expression {
    var value = raw
    let missing = try literal("missingValueReplacement")
    let missingTreatment = element["missingValueTreatment"]
    if !declaration.missingValues.isEmpty {
      value = .choose(
        try isAmong(declaration.missingValues, value), .missing(type.kind), value)
    }
    let isInvalid = try isInvalid(value)
    var treatedInvalid: Expression?
    if let isInvalid {
      switch element["invalidValueTreatment"] ?? "returnInvalid" {
      case "returnInvalid":
        scope.invalid.append(.apply(.firstKnown, isInvalid, .truth(false)))
      case "asIs": break
      case "asMissing":
        value = .choose(.apply(.firstKnown, isInvalid, .truth(false)), .missing(type.kind), value)
      case "asValue":
        guard let replacement = try literal("invalidValueReplacement") else {
          throw element.error("invalid values are replaced by nothing")
        }
        treatedInvalid = replacement
      case let other: throw element.unsupported("invalidValueTreatment '\(other)'")
      }
    }
    if let replacement = treatedInvalid, let isInvalid {
      value = .choose(.apply(.firstKnown, isInvalid, .truth(false)), replacement, value)
    }
    value = try treatOutliers(value)
    if missingTreatment == "returnInvalid" {
      scope.invalid.append(.apply(.isMissing, value))
    } else if let missing {
      value = .apply(.firstKnown, value, missing)
    }
    return scope.columns.sharing(value)
  }

  private func literal(_ name: String) throws -> Expression? {
    try element[name].map { try type.literal($0, at: element) }
  }

  /// Whether a value is none that the data dictionary allows; `nil` where all are allowed.
  private func isInvalid(_ value: Expression) throws -> Expression? {
    var rules: [Expression] = []
    if !declaration.values.isEmpty || !declaration.intervals.isEmpty {
      var valid: [Expression] = []
      if !declaration.values.isEmpty { valid.append(try isAmong(declaration.values, value)) }
      valid += declaration.intervals.map { $0.contains(value) }
      rules.append(.apply(.not, .apply(function: .or, arguments: valid)))
    }
    if !declaration.invalidValues.isEmpty {
      rules.append(try isAmong(declaration.invalidValues, value))
    }
    return rules.isEmpty ? nil : .apply(function: .or, arguments: rules)
  }

  private func isAmong(_ literals: [String], _ value: Expression) throws -> Expression {
    // NaN is missing already, and equals nothing.
    let known = literals.compactMap { try? type.literal($0, at: element) }.filter {
      if case .number(let number) = $0 { !number.isNaN } else { true }
    }
    guard !known.isEmpty else { return .truth(false) }
    return .apply(function: .isIn, arguments: [value] + known)
  }

  private func treatOutliers(_ value: Expression) throws -> Expression {
    let treatment = element["outliers"] ?? "asIs"
    guard treatment != "asIs" else { return value }
    let (low, high) = (try element.double("lowValue"), try element.double("highValue"))
    var treated = value
    if let low {
      let isLow = Expression.apply(.lessThan, value, .number(low))
      treated = .choose(
        isLow, treatment == "asExtremeValues" ? .number(low) : .missing(.number), treated)
    }
    if let high {
      let isHigh = Expression.apply(.greaterThan, value, .number(high))
      treated = .choose(
        isHigh, treatment == "asExtremeValues" ? .number(high) : .missing(.number), treated)
    }
    guard treatment == "asExtremeValues" || treatment == "asMissingValues" else {
      throw element.unsupported("outliers '\(treatment)'")
    }
    return treated
  }
}

extension Bins.Interval {
  /// Whether a number is inside.
  func contains(_ value: Expression) -> Expression {
    var sides: [Expression] = []
    if let lower {
      sides.append(.apply(includesLower ? .greaterOrEqual : .greaterThan, value, .number(lower)))
    }
    if let upper {
      sides.append(.apply(includesUpper ? .lessOrEqual : .lessThan, value, .number(upper)))
    }
    return sides.isEmpty
      ? .apply(.isNotMissing, value) : .apply(function: .and, arguments: sides)
  }
}
