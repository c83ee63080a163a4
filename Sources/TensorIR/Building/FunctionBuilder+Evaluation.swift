// Computing what is known while a function is being built.

import Tensors

extension FunctionBuilder {
  /// The most elements of a result that is computed ahead, unless the operands have as many.
  private static var largestCount: Int { 1 << 22 }

  /// The results of an operation whose operands are all constants; `nil` where they are not, where the
  /// result depends on more than them, or where it would be much larger than they are.
  func evaluate(
    _ definition: any OperationDefinition, _ operands: [ValueID], _ attributes: Attributes,
    _ types: [ValueType]
  ) throws -> [Tensor]? {
    let traits = definition.traits
    guard definition.name != "constant", !traits.contains(.controlFlow),
      !traits.contains(.nondeterministic)
    else { return nil }
    var tensors: [Tensor] = []
    for operand in operands {
      guard let tensor = constantTensor(operand) else { return nil }
      tensors.append(tensor)
    }
    let limit = max(Self.largestCount, tensors.reduce(0) { max($0, $1.count) })
    for type in types {
      guard case .tensor(let tensor) = type else { return nil }
      // Symbols stand for what is not known; an unknown extent follows from the operands' elements.
      guard !tensor.dimensions.contains(where: \.isSymbol) else { return nil }
      if let (count, overflow) = type.elementCount, overflow || count > limit { return nil }
    }
    let results = try definition.evaluate(
      EvaluationContext(
        name: definition.name, operands: tensors.map(Value.tensor), attributes: attributes,
        program: program.build(), invoke: { _, _ in [] }))
    return results.map(\.tensor)
  }
}

extension Dimension {
  fileprivate var isSymbol: Bool { if case .symbol = self { true } else { false } }
}
