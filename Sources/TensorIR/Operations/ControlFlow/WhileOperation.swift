// Running a function as long as a condition holds.

import Tensors

/// `while {condition, body}`: the operands, replaced by the results of `body` as long as `condition`
/// of them is true.
struct WhileOperation: OperationDefinition {
  let name = "while"
  let summary = """
    The operands after as many turns of the function `body` as the function `condition` (bool \
    scalar) allows; both take all of them.
    """
  var traits: OperationTraits { .controlFlow }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    let (condition, body) = try functions(context.attributes)
    // What a turn changes of the extents is unknown before the loop, and so is the result's.
    var carried = context.operands
    while true {
      let results = try context.resultTypes(ofCalling: body, carried)
      guard results.count == carried.count else {
        throw context.error("@\(body) gives \(results.count) values for \(carried.count)")
      }
      let joined = try zip(carried, results).map { before, after in
        guard let joined = before.joined(with: after) else {
          throw context.error("@\(body) gives \(after) where it takes \(before)")
        }
        return joined
      }
      if joined == carried { break }
      carried = joined
    }
    guard try context.resultTypes(ofCalling: condition, carried) == [.tensor(.bool, [])] else {
      throw context.error("@\(condition) must give one bool of rank 0")
    }
    return carried
  }

  private func functions(_ attributes: Attributes) throws -> (condition: String, body: String) {
    (try attributes.function("condition", of: name), try attributes.function("body", of: name))
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (condition, body) = try functions(context.attributes)
    var carried = context.operands
    while try context.invoke(condition, carried)[0].tensor.elements(of: Bool.self)[0] {
      carried = try context.invoke(body, carried)
    }
    return carried
  }

  /// The cotangents go back through the turns by recursion: the calls keep what each turn began with.
  ///
  /// It takes the time of the loop, again, and of the pullback of each turn, memory for the carried
  /// values of all turns, and calls that nest twice as deep as there are turns.
  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let (condition, body) = try functions(context.attributes)
    let pullback = try context.pullbacks.name(
      ofLoop: body, while: condition, carrying: context.results.map(context.builder.type(of:)))
    let cotangents = try context.builder.call(
      pullback, context.operands + context.resultCotangents())
    return context.spread(cotangents, overDifferentiable: context.operands)
  }
}

extension FunctionBuilder {
  /// `carried`, replaced by the results of `body` as long as `condition` of them is true.
  public func whileLoop(
    condition: String, body: String, _ carried: [ValueID]
  ) throws -> [ValueID] {
    try append(
      "while", carried, ["condition": .function(condition), "body": .function(body)])
  }
}
