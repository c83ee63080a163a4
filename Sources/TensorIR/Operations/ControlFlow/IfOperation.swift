// Running one of two functions.

import Tensors

/// `if {then, else}`: the results of one of two functions of the operands behind the condition.
struct IfOperation: OperationDefinition {
  let name = "if"
  let summary = """
    The results of the function `then` where the first operand (bool scalar) is true, and of `else` \
    where not, called with the other operands; only the one that is chosen runs.
    """
  var traits: OperationTraits { .controlFlow }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.scalar(0, of: .bool)
    let (then, other) = try branches(context.attributes)
    let arguments = Array(context.operands.dropFirst())
    let left = try context.resultTypes(ofCalling: then, arguments)
    let right = try context.resultTypes(ofCalling: other, arguments)
    guard left.count == right.count else {
      throw context.error("@\(then) has \(left.count) results, but @\(other) \(right.count)")
    }
    return try zip(left, right).map { left, right in
      guard let joined = left.joined(with: right) else {
        throw context.error("@\(then) gives \(left) where @\(other) gives \(right)")
      }
      return joined
    }
  }

  private func branches(_ attributes: Attributes) throws -> (then: String, else: String) {
    (try attributes.function("then", of: name), try attributes.function("else", of: name))
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (then, other) = try branches(context.attributes)
    let condition = try context.tensor(0).elements(of: Bool.self)[0]
    return try context.invoke(condition ? then : other, Array(context.operands.dropFirst()))
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let (then, other) = try branches(context.attributes)
    let arguments = Array(context.operands.dropFirst())
    let cotangents = try context.builder.ifElse(
      context.operands[0], then: context.pullbacks.name(of: then),
      else: context.pullbacks.name(of: other), arguments + context.resultCotangents())
    return [nil] + context.spread(cotangents, overDifferentiable: arguments)
  }
}

extension FunctionBuilder {
  /// The results of `then` where `condition` (`bool`, rank 0) is true, and of `otherwise` where not.
  public func ifElse(
    _ condition: ValueID, then: String, else otherwise: String, _ arguments: [ValueID]
  ) throws -> [ValueID] {
    try append(
      "if", [condition] + arguments, ["then": .function(then), "else": .function(otherwise)])
  }
}
