// Comparing numbers and booleans, element by element.

import Tensors

/// How two elements are compared; every comparison with NaN is false but `notEqual`.
public enum Comparison: String, Sendable, CaseIterable {
  case equal
  case notEqual = "not_equal"
  case less
  case lessOrEqual = "less_or_equal"
  case greater
  case greaterOrEqual = "greater_or_equal"

  func holds<Element: Comparable>(_ a: Element, _ b: Element) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }
}

/// `compare {direction}`: whether the comparison holds at each place of two broadcast tensors.
struct CompareOperation: OperationDefinition {
  let name = "compare"
  let summary = """
    Whether `direction` (equal, not_equal, less, less_or_equal, greater, greater_or_equal) holds; \
    booleans compare for equality only.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let left = try context.tensor(0)
    let right = try context.tensor(1)
    let direction = try direction(context.attributes, { context.error($0) })
    guard left.dtype == right.dtype, left.dtype.isNumeric || left.dtype == .bool else {
      throw context.error("two tensors of one numeric dtype, or of bool, were expected")
    }
    guard left.dtype.isNumeric || direction == .equal || direction == .notEqual else {
      throw context.error("booleans have no order")
    }
    return [.tensor(.bool, try context.broadcast([left, right]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let direction = try direction(context.attributes, { context.error($0) })
    return try context.inSinglePrecision { context in
      let (a, b) = try context.broadcastPair()
      if a.dtype == .bool {
        return [
          .tensor(a.combining(b) { (a: Bool, b: Bool) in (a == b) == (direction == .equal) })
        ]
      }
      return [.tensor(compare(a, b, direction, try context.numericElement(0)))]
    }
  }

  private func compare<Element: NumericElement>(
    _ a: Tensor, _ b: Tensor, _ direction: Comparison, _ type: Element.Type
  ) -> Tensor {
    a.combining(b) { (a: Element, b: Element) in direction.holds(a, b) }
  }

  private func direction(
    _ attributes: Attributes, _ error: (String) -> ProgramError
  ) throws -> Comparison {
    let word = try attributes.string("direction", of: name)
    guard let direction = Comparison(rawValue: word) else {
      throw error("there is no comparison '\(word)'")
    }
    return direction
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

extension FunctionBuilder {
  /// Whether the comparison holds, broadcasting; `bool`.
  public func compare(
    _ a: ValueID, _ b: ValueID, _ direction: Comparison
  ) throws -> ValueID {
    try append(one: "compare", [a, b], ["direction": .string(direction.rawValue)])
  }
}
