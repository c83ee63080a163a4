// From a function to a plan: graph, fusion, kernels, arena, flat steps.

import CKernels
import TensorIR
import Tensors

/// Makes plans of one program.
struct Planner: Sendable {
  let program: Program
  let preparations: PreparationCache
  /// Whether element-wise chains become one loop; off for comparisons.
  var fusesElementwise = true
  /// The kernel of tree ensembles; `nil` for what the environment says.
  var treeKernel: TreeKernelChoice?
  private let recursive: Set<String>

  init(_ program: Program, preparations: PreparationCache = PreparationCache()) {
    self.program = program
    self.preparations = preparations
    recursive = CallGraph(program).recursiveFunctions
  }

  /// Plans `function` for arguments of the given types, whose extents are known.
  func plan(_ function: Function, arguments: [ValueType]) throws -> Plan {
    let graph = try GraphBuilder.graph(
      of: function, in: program, arguments: arguments, recursive: recursive)
    let aliases = Aliases(graph)
    let fusion = Fusion(graph, aliases, isEnabled: fusesElementwise)
    var assembly = PlanAssembly(graph, aliases)
    for (index, node) in graph.nodes.enumerated() where !aliases.isAlias[index] {
      if let place = fusion.groupOfNode[index], let group = fusion.groups[place] {
        if group.nodes.last == index { assembly.append(group) }
      } else if let request = request(node, graph, assembly),
        let kernel = try KernelRegistry.kernel(for: request)
      {
        assembly.append(node, kernel)
      } else {
        let kernel = try ValueKernelRegistry.kernel(for: valueRequest(node, graph))
        assembly.append(dynamic: node, kernel: kernel)
      }
    }
    return assembly.finish(functionName: function.name, arguments: arguments)
  }

  private func valueRequest(_ node: GraphNode, _ graph: PlanGraph) -> ValueKernelRequest {
    ValueKernelRequest(
      operation: node.name, attributes: node.attributes,
      constants: node.operands.map { graph.values[$0].constant },
      constantNames: node.operands.map { graph.values[$0].constantName },
      preparations: preparations)
  }

  /// The request for a kernel, where all values have a place in memory.
  private func request(
    _ node: GraphNode, _ graph: PlanGraph, _ assembly: PlanAssembly
  ) -> KernelRequest? {
    let operands = node.operands.compactMap { operand -> DenseType? in
      assembly.isAddressable(operand) ? graph.values[operand].dense : nil
    }
    let results = node.results.compactMap { graph.values[$0].planned }
    guard operands.count == node.operands.count, results.count == node.results.count,
      !operands.isEmpty
    else { return nil }
    return KernelRequest(
      operation: node.name, attributes: node.attributes, operands: operands, results: results,
      constants: node.operands.map { operand in
        if case .tensor(let tensor)? = graph.values[operand].constant { tensor } else { nil }
      },
      constantNames: node.operands.map { graph.values[$0].constantName }, program: program,
      preparations: preparations, treeKernel: treeKernel)
  }
}
