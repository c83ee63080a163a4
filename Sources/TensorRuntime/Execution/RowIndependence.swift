// Which functions compute each row from the same row of their arguments, and nothing else.

import TensorIR
import Tensors

/// A conservative analysis over operations: what it cannot prove is not independent.
package struct RowIndependence {
  /// How a value depends on the rows of the arguments.
  package enum Dependence: Hashable {
    /// Not at all, and no extent of it is the number of rows.
    case invariant
    /// Row `i` of it depends on row `i` of the arguments; its first axis, alone, is the rows.
    case byRow
    /// In some other way.
    case mixed
  }

  private let program: Program
  private let recursive: Set<String>

  package init(_ program: Program) {
    self.program = program
    recursive = CallGraph(program).recursiveFunctions
  }

  /// The symbol of the leading extent of some parameters and every result, where row `i` of the results
  /// depends on row `i` of those parameters and on the other parameters; `nil` where that is not proved.
  package func rowSymbol(of name: String) -> String? {
    guard let function = program.function(name), !function.returns.isEmpty else { return nil }
    let symbols = function.parameters.compactMap { parameter -> String? in
      guard case .tensor(let type) = function.type(of: parameter),
        case .symbol(let symbol)? = type.dimensions.first
      else { return nil }
      return symbol
    }
    return symbols.first { symbol in
      let rows = Dimension.symbol(symbol)
      let parameters = function.parameters.map { parameter -> Dependence in
        let type = function.type(of: parameter)
        if type.leads(with: rows) { return type.isDense ? .byRow : .mixed }
        return type.mentions(rows) ? .mixed : .invariant
      }
      return !parameters.contains(.mixed)
        && results(of: function, parameters, rows).allSatisfy { $0 == .byRow }
    }
  }

  private func results(
    of function: Function, _ parameters: [Dependence], _ rows: Dimension
  ) -> [Dependence] {
    var dependence = [Dependence](repeating: .mixed, count: function.valueTypes.count)
    for (parameter, kind) in zip(function.parameters, parameters) {
      dependence[parameter.index] = kind
    }
    for operation in function.operations {
      let operands = operation.operands.map { dependence[$0.index] }
      let kinds = results(of: operation, operands, function, rows)
      for (result, kind) in zip(operation.results, kinds) { dependence[result.index] = kind }
    }
    return function.returns.map { dependence[$0.index] }
  }

  private func results(
    of operation: TensorIR.Operation, _ operands: [Dependence], _ function: Function,
    _ rows: Dimension
  ) -> [Dependence] {
    let types = operation.results.map(function.type(of:))
    let mixed = [Dependence](repeating: .mixed, count: types.count)
    if operation.name == "call" { return call(operation, operands, function, rows) ?? mixed }
    guard let definition = try? OperationRegistry.definition(operation.name),
      definition.traits.isDisjoint(with: [.controlFlow, .nondeterministic])
    else { return mixed }
    let isInvariant = operands.allSatisfy { $0 == .invariant }
    if isInvariant, !types.contains(where: { $0.mentions(rows) }) {
      return types.map { _ in .invariant }
    }
    let step = RowRules.Step(
      operation: operation, isElementwise: definition.traits.contains(.elementwise),
      operands: operands, operandTypes: operation.operands.map(function.type(of:)),
      resultTypes: types, rows: rows)
    if operation.name == "dimension_size", RowRules.isInvariantSize(step) {
      return [.invariant]
    }
    guard !operands.contains(.mixed), types.allSatisfy({ $0.leads(with: rows) }),
      RowRules.keepsRows(step)
    else { return mixed }
    return types.map { _ in .byRow }
  }

  /// What comes back from a function that is not recursive; the rows may have another name there.
  private func call(
    _ operation: TensorIR.Operation, _ operands: [Dependence], _ function: Function,
    _ rows: Dimension
  ) -> [Dependence]? {
    guard case .function(let name)? = operation.attributes["function"], !recursive.contains(name),
      let callee = program.function(name), !operands.contains(.mixed)
    else { return nil }
    let leading = zip(callee.parameters, operands).compactMap { parameter, kind in
      kind == .byRow ? callee.type(of: parameter).leadingDimension : nil
    }
    guard Set(leading).count <= 1 else { return nil }
    guard let inner = leading.first else {
      return callee.returns.map { _ in .invariant }
    }
    guard case .symbol = inner else { return nil }
    for (parameter, kind) in zip(callee.parameters, operands) {
      let type = callee.type(of: parameter)
      guard kind == .byRow ? type.leads(with: inner) : !type.mentions(inner) else { return nil }
    }
    return results(of: callee, operands, inner)
  }
}

extension ValueType {
  /// The first extent.
  var leadingDimension: Dimension? {
    switch self {
    case .tensor(let type): type.dimensions.first
    case .ragged(_, let rows), .sparse(_, let rows, _): rows
    }
  }

  var isDense: Bool { if case .tensor = self { true } else { false } }

  /// Whether the first extent, and no other, is `rows`.
  func leads(with rows: Dimension) -> Bool {
    switch self {
    case .tensor(let type):
      type.dimensions.first == rows && !type.dimensions.dropFirst().contains(rows)
    case .ragged(_, let found): found == rows
    case .sparse(_, let found, let columns): found == rows && columns != rows
    }
  }

  /// Whether some extent is `rows`.
  func mentions(_ rows: Dimension) -> Bool {
    switch self {
    case .tensor(let type): type.dimensions.contains(rows)
    case .ragged(_, let found): found == rows
    case .sparse(_, let found, let columns): found == rows || columns == rows
    }
  }
}
