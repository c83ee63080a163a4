// Steps in their order, the memory they use, and the tables that come of them.

import CKernels
import TensorIR
import Tensors

/// A plan under construction.
struct PlanAssembly {
  private enum Unit {
    case kernel(PlannedKernel, operands: [Int], results: [Int], scratch: Int?, node: GraphNode?)
    case dynamic(GraphNode, (any ValueKernel)?)
  }

  private let graph: PlanGraph
  private let aliases: Aliases
  private var units: [Unit] = []
  private var buffers: [ArenaBuffer] = []
  /// The arena buffer of each root value that has one.
  private var bufferOfValue: [Int: Int] = [:]
  /// The result of the function whose memory each root value is made in.
  private var outputOfValue: [Int: Int] = [:]
  private var slotOfValue: [Int: Int] = [:]
  private var inputOfValue: [Int: Int] = [:]
  /// How many steps or results read each root value.
  private var readers: [Int]
  private var owners: [AnyObject] = []
  private var pinnedText: [Int: PinnedStrings] = [:]

  init(_ graph: PlanGraph, _ aliases: Aliases) {
    self.graph = graph
    self.aliases = aliases
    readers = Array(repeating: 0, count: graph.values.count)
    for (place, input) in graph.inputs.enumerated() { inputOfValue[input] = place }
    for (index, node) in graph.nodes.enumerated() where !aliases.isAlias[index] {
      for root in Set(node.operands.map({ aliases.roots[$0] })) { readers[root] += 1 }
    }
    for (place, output) in graph.outputs.enumerated() {
      let root = aliases.roots[output]
      readers[root] += 1
      let isComputed = inputOfValue[root] == nil && graph.values[root].constant == nil
      if isComputed, graph.values[root].planned != nil, outputOfValue[root] == nil {
        outputOfValue[root] = place
      }
    }
  }

  /// Whether kernels can be given the value's address.
  func isAddressable(_ value: Int) -> Bool {
    guard let type = graph.values[value].dense else { return false }
    let root = aliases.roots[value]
    return type.dtype != .string || inputOfValue[root] != nil || graph.values[root].constant != nil
  }

  // MARK: Steps

  mutating func append(_ group: FusedGroup) {
    var inside: [Int: Int] = [:]
    for node in group.nodes {
      for root in Set(graph.nodes[node].operands.map({ aliases.roots[$0] })) {
        inside[root, default: 0] += 1
      }
    }
    let kernel = FusedKernel(group, graph) { readers[$0] > inside[$0, default: 0] }
    if group.shape.count == 0 {
      for output in kernel.outputs { place(output) }
      return
    }
    for (output, candidates) in zip(kernel.outputs, kernel.reusable) where isFresh(output) {
      let taken = candidates.first { input in
        let root = aliases.roots[input]
        return isLastReader(of: root, inside: inside[root, default: 0])
          && kernel.inputs.filter { aliases.roots[$0] == root }.count == 1
      }
      if let taken, let buffer = bufferOfValue[aliases.roots[taken]] {
        bufferOfValue[aliases.roots[taken]] = nil
        retired[aliases.roots[taken]] = buffer
        bufferOfValue[output] = buffer
        buffers[buffer].last = units.count
        buffers[buffer].values.append(output)
      }
    }
    append(
      PlannedKernel(kernel.label, stages: [kernel.stage]), operands: kernel.inputs,
      results: kernel.outputs, node: nil, readsOf: inside)
  }

  mutating func append(_ node: GraphNode, _ kernel: PlannedKernel) {
    if node.results.allSatisfy({ graph.values[$0].planned?.count == 0 }) {
      for result in node.results { place(result) }
      return
    }
    append(kernel, operands: node.operands, results: node.results, node: node, readsOf: nil)
  }

  mutating func append(dynamic node: GraphNode, kernel: (any ValueKernel)?) {
    for operand in node.operands { touch(operand) }
    for result in node.results {
      if graph.values[result].planned != nil {
        place(result)
      } else {
        slotOfValue[result] = slotOfValue.count
      }
    }
    finishReads(node.operands)
    units.append(.dynamic(node, kernel))
  }

  private mutating func append(
    _ kernel: PlannedKernel, operands: [Int], results: [Int], node: GraphNode?,
    readsOf: [Int: Int]?
  ) {
    for operand in operands { touch(operand) }
    for result in results { place(result) }
    var scratch: Int?
    if kernel.scratchByteCount > 0 {
      scratch = buffers.count
      buffers.append(
        ArenaBuffer(
          byteCount: kernel.scratchByteCount, first: units.count, last: units.count, values: []))
    }
    if let readsOf {
      for (root, count) in readsOf { readers[root] -= count }
    } else {
      finishReads(operands)
    }
    owners += kernel.owners
    units.append(
      .kernel(kernel, operands: operands, results: results, scratch: scratch, node: node))
  }

  // MARK: Memory

  /// The buffers of values whose memory another value took over at the step that read them last.
  private var retired: [Int: Int] = [:]

  /// Whether `root` has arena memory that nothing reads after the step that is being appended.
  private func isLastReader(of root: Int, inside: Int) -> Bool {
    bufferOfValue[root] != nil && readers[root] == inside && outputOfValue[root] == nil
  }

  private func isFresh(_ value: Int) -> Bool {
    bufferOfValue[value] == nil && outputOfValue[value] == nil
  }

  private mutating func place(_ value: Int) {
    guard isFresh(value), let type = graph.values[value].planned else { return }
    bufferOfValue[value] = buffers.count
    buffers.append(
      ArenaBuffer(
        byteCount: type.byteCount, first: units.count, last: units.count, values: [value]))
  }

  private mutating func touch(_ value: Int) {
    let root = aliases.roots[value]
    if let buffer = bufferOfValue[root] ?? retired[root] { buffers[buffer].last = units.count }
  }

  private mutating func finishReads(_ operands: [Int]) {
    for root in Set(operands.map({ aliases.roots[$0] })) { readers[root] -= 1 }
  }

  // MARK: Tables

  mutating func finish(functionName: String, arguments: [ValueType]) -> Plan {
    let layout = ArenaLayout(buffers)
    var drafts: [PlanSteps.Draft] = []
    var items: [PlanItem] = []
    var sources: [StepSource] = []
    for unit in units {
      switch unit {
      case .kernel(let kernel, let operands, let results, let scratch, let node):
        var addresses = (operands + results).map { address(of: $0, layout) }
        if let scratch {
          addresses.append(
            PlanAddress(base: PlanAddress.arena, offset: layout.buffers[scratch].offset))
        }
        let begin = drafts.count
        for stage in kernel.stages {
          drafts.append(PlanSteps.Draft(stage: stage, addresses: addresses))
          sources.append(
            StepSource(
              label: kernel.label, note: note(operands, results, layout),
              step: node.map { dynamicStep($0, layout) }))
        }
        if case .kernels(let range)? = items.last {
          items[items.count - 1] = .kernels(range.lowerBound..<drafts.count)
        } else {
          items.append(.kernels(begin..<drafts.count))
        }
      case .dynamic(let node, let kernel):
        let step = dynamicStep(node, layout, kernel: kernel)
        items.append(
          node.definition.traits.contains(.controlFlow) ? .control(step) : .evaluate(step))
      }
    }
    owners += Array(pinnedText.values)
    for value in graph.values {
      if case .tensor(let tensor)? = value.constant,
        case .fixedSize(let storage, _) = tensor.contents
      {
        owners.append(storage)
      }
    }
    return Plan(
      functionName: functionName, arguments: arguments, layout: layout, items: items,
      steps: PlanSteps(drafts, owners: owners), slotCount: slotOfValue.count,
      outputs: outputs(layout), sources: sources)
  }

  private func outputs(_ layout: ArenaLayout) -> [PlanOutput] {
    graph.outputs.enumerated().map { place, output in
      let root = aliases.roots[output]
      if outputOfValue[root] == place, let type = graph.values[output].planned {
        return .memory(type)
      }
      return .value(source(of: output, layout))
    }
  }

  private mutating func address(of value: Int, _ layout: ArenaLayout) -> PlanAddress {
    let root = aliases.roots[value]
    if let place = inputOfValue[root] {
      return PlanAddress(base: PlanAddress.firstInput + Int32(place), offset: 0)
    }
    if case .tensor(let tensor)? = graph.values[root].constant {
      return PlanAddress(base: PlanAddress.absolute, offset: address(of: tensor, root))
    }
    return memoryAddress(of: root, layout)
  }

  private func memoryAddress(of root: Int, _ layout: ArenaLayout) -> PlanAddress {
    if let place = outputOfValue[root] {
      let base = PlanAddress.firstInput + Int32(graph.inputs.count + place)
      return PlanAddress(base: base, offset: 0)
    }
    let buffer = bufferOfValue[root] ?? retired[root]
    return PlanAddress(
      base: PlanAddress.arena, offset: buffer.map { layout.buffers[$0].offset } ?? 0)
  }

  private mutating func address(of constant: Tensor, _ root: Int) -> Int {
    switch constant.contents {
    case .fixedSize(let storage, let offset): return Int(bitPattern: storage.base) + offset
    case .strings(let storage):
      let pinned = pinnedText[root] ?? PinnedStrings(storage)
      pinnedText[root] = pinned
      return Int(bitPattern: pinned.address)
    }
  }

  private func source(of value: Int, _ layout: ArenaLayout) -> ValueSource {
    let root = aliases.roots[value]
    let source: ValueSource
    if let constant = graph.values[root].constant {
      source = .constant(constant)
    } else if let place = inputOfValue[root] {
      source = .input(place)
    } else if let slot = slotOfValue[root] {
      source = .slot(slot)
    } else if let type = graph.values[value].planned {
      return .memory(type, memoryAddress(of: root, layout))
    } else {
      preconditionFailure("a value has no place")
    }
    guard root != value, let type = graph.values[value].dense else { return source }
    return .reshaped(source, type.shape)
  }

  private func dynamicStep(
    _ node: GraphNode, _ layout: ArenaLayout, kernel: (any ValueKernel)? = nil
  ) -> DynamicStep {
    DynamicStep(
      name: node.name, definition: node.definition, kernel: kernel, attributes: node.attributes,
      operands: node.operands.map { source(of: $0, layout) },
      results: node.results.map { result in
        if let slot = slotOfValue[result] { return .slot(slot, graph.values[result].type) }
        guard let type = graph.values[result].planned else {
          preconditionFailure("a result has no place")
        }
        return .memory(type, memoryAddress(of: result, layout))
      })
  }

  private func note(_ operands: [Int], _ results: [Int], _ layout: ArenaLayout) -> String {
    let inputs = operands.map { describe($0, layout) }.joined(separator: ", ")
    return "\(inputs) -> \(results.map { describe($0, layout) }.joined(separator: ", "))"
  }

  private func describe(_ value: Int, _ layout: ArenaLayout) -> String {
    let root = aliases.roots[value]
    let type = graph.values[value].dense.map(\.description) ?? "\(graph.values[value].type)"
    if let place = inputOfValue[root] { return "argument \(place): \(type)" }
    if let name = graph.values[root].constantName { return "@\(name): \(type)" }
    if graph.values[root].constant != nil { return "constant: \(type)" }
    if let place = outputOfValue[root] { return "result \(place): \(type)" }
    return "arena+\(memoryAddress(of: root, layout).offset): \(type)"
  }
}
