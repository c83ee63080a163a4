// Conditions that a program's data must meet.

import Tensors

/// A condition of a program that its data did not meet.
public struct RequirementFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was required, and by whom.
  public var message: String
  /// What was found in the first row that does not meet the condition.
  public var found: String
  /// The first row that does not meet the condition, from 0.
  public var row: Int

  /// Creates a failure.
  public init(message: String, found: String, row: Int) {
    self.message = message
    self.found = found
    self.row = row
  }

  public var description: String { "\(message): \(found) in row \(row), counted from 0" }

  /// The same failure in rows of which `count` come before those that the program saw.
  public func following(rows count: Int) -> RequirementFailure {
    RequirementFailure(message: message, found: found, row: row + count)
  }
}

/// `require {message}`: the first operand, where the second, `bool`, is true throughout; otherwise the
/// program fails, showing the third operand's element in the first row that does not meet it.
struct RequireOperation: OperationDefinition {
  let name = "require"
  let summary = """
    The first operand. Fails with `message`, the row, and the third operand's element there, where \
    the second operand (bool, of the same extents as the third) is false anywhere.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(3)
    let condition = try context.tensor(1, of: .bool)
    let subject = try context.tensor(2)
    guard condition.rank == subject.rank, condition.rank > 0,
      zip(condition.dimensions, subject.dimensions).allSatisfy({ $0.isCompatible(with: $1) })
    else { throw context.error("the condition and what it is about must have the same extents") }
    _ = try context.attributes.string("message", of: name)
    return [.tensor(try context.tensor(0))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (condition, subject) = (try context.tensor(1), try context.tensor(2))
    let failing = condition.withElements(of: Bool.self) { $0.firstIndex(of: false) }
    guard let failing else { return [context.operands[0]] }
    guard condition.shape == subject.shape else {
      throw context.error("the condition and what it is about differ in shape")
    }
    throw RequirementFailure(
      message: try context.attributes.string("message", of: "require"),
      found: subject.shown(at: failing), row: failing / (condition.count / condition.shape[0]))
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    [context.cotangents[0], nil, nil]
  }
}

extension Tensor {
  /// An element as a message shows it.
  fileprivate func shown(at index: Int) -> String {
    if dtype == .string {
      guard let text = strings[index] else { return "a missing text" }
      return "'\(text.prefix(80))'"
    }
    let element = picking([index], shape: .scalar)
    return switch dtype {
    case .bool: element.elements(of: Bool.self)[0] ? "true" : "false"
    case .i64: String(element.elements(of: Int64.self)[0])
    default: element.doubles()[0].description
    }
  }
}

extension FunctionBuilder {
  /// `value`, where `condition` (`bool`) is true throughout; otherwise the program fails with
  /// `message`, the first row where it is not, and `subject`'s element there.
  public func require(
    _ value: ValueID, _ condition: ValueID, subject: ValueID, message: String
  ) throws -> ValueID {
    try append(one: "require", [value, condition, subject], ["message": .string(message)])
  }
}
