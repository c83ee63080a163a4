// From a function of a program to a graph: calls inlined, extents bound, constants folded.

import TensorIR
import Tensors

/// Builds the graph of one function for arguments of known shapes.
struct GraphBuilder {
  let program: Program
  private let recursive: Set<String>
  private(set) var graph = PlanGraph()
  /// The place of the step that gives each value that a step gives.
  private var steps: [Int: Int] = [:]
  /// What each explicitly broadcast value repeats.
  private var broadcastSources: [Int: Int] = [:]

  /// Results of folding that are larger than their operands are kept up to this many elements.
  private static let largestFold = 1 << 16

  static func graph(
    of function: Function, in program: Program, arguments: [ValueType], recursive: Set<String>
  ) throws -> PlanGraph {
    var builder = GraphBuilder(program: program, recursive: recursive)
    let inputs = arguments.map { builder.add($0) }
    builder.graph.inputs = inputs
    builder.graph.outputs = try builder.inline(function, arguments: inputs)
    builder.graph.removeDeadNodes()
    return builder.graph
  }

  private init(program: Program, recursive: Set<String>) {
    self.program = program
    self.recursive = recursive
  }

  private mutating func add(_ type: ValueType) -> Int {
    graph.values.append(GraphValue(type: type))
    return graph.values.count - 1
  }

  mutating func add(constant: Value, named name: String?) -> Int {
    graph.values.append(
      GraphValue(type: ValueType(of: constant), constant: constant, constantName: name))
    return graph.values.count - 1
  }

  /// The step that gives `value`; `nil` for arguments and constants.
  func step(giving value: Int) -> GraphNode? { steps[value].map { graph.nodes[$0] } }

  /// Appends the function's steps over `arguments`; returns its results.
  private mutating func inline(_ function: Function, arguments: [Int]) throws -> [Int] {
    var binding = Binding()
    for (parameter, argument) in zip(function.parameters, arguments) {
      let type = graph.values[argument].type
      guard binding.unify(function.type(of: parameter), with: type) else {
        throw RuntimeError.argument(
          function: function.name, parameter: function.parameterNames[parameter.index],
          found: type.description, expected: function.type(of: parameter).description)
      }
    }
    var map: [ValueID: Int] = Dictionary(uniqueKeysWithValues: zip(function.parameters, arguments))
    for operation in function.operations {
      let operands = operation.operands.compactMap { map[$0] }
      guard operands.count == operation.operands.count else {
        throw ProgramError(
          .reference, at: "@\(function.name)", "\(operation.name) uses a value before it is defined"
        )
      }
      let declared = operation.results.map { binding(function.type(of: $0)) }
      let results = try append(operation, operands, binding(operation.attributes), declared)
      for (result, value) in zip(operation.results, results) { map[result] = value }
    }
    return try function.returns.map { returned in
      guard let value = map[returned] else {
        throw ProgramError(.reference, at: "@\(function.name)", "\(returned) is never defined")
      }
      return value
    }
  }

  private mutating func append(
    _ operation: Operation, _ operands: [Int], _ attributes: Attributes, _ declared: [ValueType]
  ) throws -> [Int] {
    if operation.name == "call", case .function(let name)? = attributes["function"],
      !recursive.contains(name), let callee = program.function(name)
    {
      return try inline(callee, arguments: operands)
    }
    if operation.name == "constant", case .constant(let name)? = attributes["value"],
      let tensor = program.constant(name)
    {
      return [add(constant: .tensor(tensor), named: name)]
    }
    var node = GraphNode(
      name: operation.name, definition: try OperationRegistry.definition(operation.name),
      operands: operands, results: [], attributes: attributes)
    var types = declared
    if let simpler = try ShapeRewrites.rewrite(node, in: graph) {
      switch simpler {
      case .constant(let value): return [add(constant: value, named: nil)]
      case .node(let replacement): node = replacement
      case .chain(let first, let type, let second):
        let between = try append(first, types: [type])
        node = second
        node.operands = between
      }
    } else if types.contains(where: { !$0.isBound }) {
      types = refined(types, by: node)
    }
    return try append(node, types: types)
  }

  mutating func append(_ node: GraphNode, types: [ValueType]) throws -> [Int] {
    if let folded = folded(node, types) { return folded.map { add(constant: $0, named: nil) } }
    if let simpler = try withoutMovingText(node, types: types) { return simpler }
    var node = node
    if node.name == "broadcast" { broadcastSources[graph.values.count] = node.operands[0] }
    if node.name == "matmul" { try transposeOperands(of: &node) }
    if types.count == 1 { try settleBroadcasting(of: &node, to: types[0]) }
    node.results = types.map { add($0) }
    for result in node.results { steps[result] = graph.nodes.count }
    graph.nodes.append(node)
    return node.results
  }

  /// Gives a product plain row-major operands, by explicit transposes, which fold for constants.
  private mutating func transposeOperands(of node: inout GraphNode) throws {
    for (operand, flip) in ["transpose_left", "transpose_right"].enumerated() {
      guard case .bool(true)? = node.attributes[flip],
        let type = graph.values[node.operands[operand]].planned
      else { continue }
      var permutation = Array(0..<type.shape.rank)
      permutation.swapAt(type.shape.rank - 1, type.shape.rank - 2)
      let transpose = GraphNode(
        name: "transpose", definition: try OperationRegistry.definition("transpose"),
        operands: [node.operands[operand]], results: [],
        attributes: ["permutation": .ints(permutation)])
      node.operands[operand] = try append(
        transpose, types: [.tensor(type.dtype, permutation.map { .fixed(type.shape[$0]) })])[0]
      node.attributes[flip] = nil
    }
  }

  /// Lets element-wise steps read broadcast operands in place, or broadcasts them explicitly where
  /// one loop cannot repeat them all.
  private mutating func settleBroadcasting(of node: inout GraphNode, to type: ValueType) throws {
    guard let shape = GraphValue(type: type).planned?.shape else { return }
    var probe = node
    probe.results = [0]
    guard ElementwiseTiles.tile(for: probe, in: graph) != nil else { return }
    let sources = node.operands.map { broadcastSources[$0] ?? $0 }
    if cuts(of: sources, in: shape) != 0 {
      node.operands = sources
    } else if cuts(of: node.operands, in: shape) == 0 {
      for (place, operand) in node.operands.enumerated() {
        guard let source = graph.values[operand].planned, source.shape != shape else { continue }
        let dimensions = shape.dimensions.map(Dimension.fixed)
        let broadcast = GraphNode(
          name: "broadcast", definition: try OperationRegistry.definition("broadcast"),
          operands: [operand], results: [], attributes: ["dimensions": .dimensions(dimensions)])
        node.operands[place] = try append(broadcast, types: [.tensor(source.dtype, dimensions)])[0]
      }
    }
  }

  private func cuts(of operands: [Int], in shape: Shape) -> CutSet {
    operands.reduce(CutSet.max) { cuts, operand in
      cuts
        & (graph.values[operand].planned.map { OperandLayout.cuts(of: $0.shape, in: shape) } ?? 0)
    }
  }

  /// What the type rule says of bound operands, where that says more than the program.
  private func refined(_ declared: [ValueType], by node: GraphNode) -> [ValueType] {
    if node.definition.traits.contains(.controlFlow) { return declared }
    let context = TypeContext(
      name: node.name, operands: node.operands.map { graph.values[$0].type },
      attributes: node.attributes, signature: { program.function($0)?.signature },
      constantType: { program.constant($0).map(TensorType.init(of:)) })
    guard let types = try? node.definition.resultTypes(context), types.count == declared.count
    else { return declared }
    return zip(declared, types).map { $0.isBound ? $0 : $1 }
  }

  /// The results, where all operands are constants; a failure is left to the run.
  private func folded(_ node: GraphNode, _ types: [ValueType]) -> [Value]? {
    let traits = node.definition.traits
    guard traits.isDisjoint(with: [.nondeterministic, .controlFlow]) else { return nil }
    let constants = node.operands.compactMap { graph.values[$0].constant }
    guard constants.count == node.operands.count else { return nil }
    let size = node.operands.reduce(0) { $0 + (graph.values[$1].dense?.count ?? 0) }
    let resultSize = types.reduce(0) { sum, type in
      sum + (GraphValue(type: type).dense?.count ?? 0)
    }
    guard resultSize <= max(Self.largestFold, 2 * size) else { return nil }
    let context = EvaluationContext(
      name: node.name, operands: constants, attributes: node.attributes, program: program,
      invoke: { name, _ in throw ProgramError(.execution, at: name, "constants run no function") })
    guard let results = try? node.definition.evaluate(context), results.count == types.count
    else { return nil }
    return results
  }
}
