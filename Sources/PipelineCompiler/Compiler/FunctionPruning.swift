// A function without what some of its results do not need.

import TensorIR

extension Function {
  /// The function with only the results called `names`.
  ///
  /// Operations that they do not
  /// depend on are gone. The parameters stay, so that callers need not change.
  func keeping(results names: [String]) -> Function {
    let kept = names.compactMap { resultNames.firstIndex(of: $0) }
    var needed = [Bool](repeating: false, count: valueTypes.count)
    for place in kept { needed[returns[place].index] = true }
    for operation in operations.reversed()
    where operation.results.contains(where: { needed[$0.index] }) {
      for operand in operation.operands { needed[operand.index] = true }
    }
    var renumbered = [ValueID?](repeating: nil, count: valueTypes.count)
    var types = parameters.map(type(of:))
    for parameter in parameters { renumbered[parameter.index] = parameter }
    func renumber(_ value: ValueID) -> ValueID { renumbered[value.index] ?? value }
    var steps: [Operation] = []
    for operation in operations where operation.results.contains(where: { needed[$0.index] }) {
      var step = operation
      step.operands = operation.operands.map(renumber)
      step.results = operation.results.map { result in
        let number = ValueID(types.count)
        types.append(type(of: result))
        renumbered[result.index] = number
        return number
      }
      steps.append(step)
    }
    return Function(
      name: name, parameterNames: parameterNames, resultNames: kept.map { resultNames[$0] },
      operations: steps, returns: kept.map { renumber(returns[$0]) }, valueTypes: types)
  }
}
