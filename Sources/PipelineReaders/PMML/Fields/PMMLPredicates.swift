// Predicates: true, false, or missing where what they ask about is.

import Pipelines

/// Translates predicates.
struct PMMLPredicates {
  let scope: PMMLScope

  /// The predicate among an element's children, as a truth value.
  func predicate(of element: PMMLElement) throws -> Expression {
    guard let predicate = element.predicate else { throw element.error("there is no predicate") }
    return try truth(predicate)
  }

  /// The value of a predicate.
  func truth(_ element: PMMLElement) throws -> Expression {
    switch element.name {
    case "True": return .truth(true)
    case "False": return .truth(false)
    case "SimplePredicate": return try simple(element)
    case "SimpleSetPredicate": return try set(element)
    case "CompoundPredicate": return try compound(element)
    default: throw element.error("the predicate \(element.name) is not known")
    }
  }

  private func simple(_ element: PMMLElement) throws -> Expression {
    let field = try scope.field(element.required("field"), at: element).value
    let name = try element.required("operator")
    if name == "isMissing" { return .apply(.isMissing, field.expression) }
    if name == "isNotMissing" { return .apply(.isNotMissing, field.expression) }
    guard let function = ExpressionFunction(rawValue: name), Self.comparisons.contains(name) else {
      throw element.error("the operator '\(name.prefix(40))' is not known")
    }
    let literal = try field.type.literal(element.required("value"), at: element)
    return .apply(function, field.expression, literal)
  }

  static let comparisons: Set<String> = [
    "equal", "notEqual", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual",
  ]

  private func set(_ element: PMMLElement) throws -> Expression {
    let field = try scope.field(element.required("field"), at: element).value
    let members = try element.requiredChild("Array").strings().map {
      try field.type.literal($0, at: element)
    }
    let isIn: Expression =
      members.isEmpty
      ? .choose(.apply(.isMissing, field.expression), .missing(.truth), .truth(false))
      : .apply(function: .isIn, arguments: [field.expression] + members)
    switch try element.required("booleanOperator") {
    case "isIn": return isIn
    case "isNotIn": return .apply(.not, isIn)
    case let other: throw element.error("the operator '\(other.prefix(40))' is not known")
    }
  }

  private func compound(_ element: PMMLElement) throws -> Expression {
    let parts = try element.children.map { try truth($0) }
    guard !parts.isEmpty else { throw element.error("there is no predicate inside") }
    let function: ExpressionFunction =
      switch try element.required("booleanOperator") {
      case "and": .and
      case "or": .or
      case "xor": .xor
      case "surrogate": .firstKnown
      case let other: throw element.error("the operator '\(other.prefix(40))' is not known")
      }
    return .apply(function: function, arguments: parts)
  }
}

extension PMMLElement {
  /// The predicate among the children.
  var predicate: PMMLElement? {
    children.first {
      switch $0.name {
      case "True", "False", "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate": true
      default: false
      }
    }
  }

  /// The elements of an `Array`, which may be in quotation marks.
  func strings() throws -> [String] {
    var result: [String] = []
    var current: [UInt8] = []
    var (isQuoted, isEscaped, hasCurrent) = (false, false, false)
    func finish() {
      if hasCurrent { result.append(String(decoding: current, as: UTF8.self)) }
      current = []
      hasCurrent = false
    }
    for byte in exactText.utf8 {
      if isEscaped {
        if byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
          current.append(UInt8(ascii: "\\"))
        }
        current.append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
        hasCurrent = true
      } else if byte == UInt8(ascii: "\"") {
        if isQuoted { finish() } else { hasCurrent = true }
        isQuoted.toggle()
      } else if byte <= 32, !isQuoted {
        finish()
      } else {
        current.append(byte)
        hasCurrent = true
      }
    }
    if isEscaped { current.append(UInt8(ascii: "\\")) }
    finish()
    if let count = try int("n"), count != result.count {
      throw error("an array of \(result.count) elements", expected: "\(count)")
    }
    return result
  }

  /// The numbers of an `Array`, or of the text inside.
  func numbers() throws -> [Double] {
    try exactText.split { $0.isWhitespace || $0 == "," }.map { text in
      guard let number = Double(pmml: String(text)) else {
        throw error("'\(text.prefix(40))' is not a number")
      }
      return number
    }
  }

  /// The numbers of a sparse array (`REAL-SparseArray`), with what is left out filled in.
  func sparseNumbers() throws -> [Double] {
    guard let count = try int("n") else { throw error("a sparse array does not say its length") }
    guard (0...10_000_000).contains(count) else { throw error("a length of \(count)") }
    let indices = try child("Indices")?.numbers() ?? []
    let entries = try (child("REAL-Entries") ?? child("INT-Entries"))?.numbers() ?? []
    var numbers = [Double](repeating: try double("defaultValue") ?? 0, count: count)
    guard indices.count == entries.count else {
      throw error("\(indices.count) indices for \(entries.count) entries")
    }
    for (index, entry) in zip(indices, entries) {
      guard let place = Int(exactly: index), (1...max(count, 1)).contains(place), count > 0 else {
        throw error("the index \(index) of a sparse array of \(count)")
      }
      numbers[place - 1] = entry
    }
    return numbers
  }

  /// The numbers of a dense or sparse array among the children.
  func arrayNumbers() throws -> [Double] {
    if let array = child("Array") { return try array.numbers() }
    if let array = child("REAL-SparseArray") ?? child("INT-SparseArray") {
      return try array.sparseNumbers()
    }
    throw error("there is no array")
  }
}
