// A group of element-wise steps as the parameters of one kernel.

import CKernels
import TensorIR
import Tensors

/// One loop over the tiles of a group.
struct FusedKernel {
  let label: String
  let stage: PlannedKernel.Stage
  /// The values whose addresses the kernel gets: inputs, then outputs.
  let inputs: [Int]
  let outputs: [Int]
  /// For each output the inputs whose memory it may take, because nothing reads them afterwards.
  let reusable: [[Int]]

  /// - Parameter isNeeded: Whether a value is used outside the group.
  init(_ group: FusedGroup, _ graph: PlanGraph, isNeeded: (Int) -> Bool) {
    let nodes = group.nodes.map { graph.nodes[$0] }
    let results = nodes.map { $0.results[0] }
    var inputs: [Int] = []
    for operand in nodes.flatMap(\.operands)
    where !results.contains(operand) && !inputs.contains(operand) {
      inputs.append(operand)
    }
    let outputs = results.filter(isNeeded)
    var (rows, columns) = (1, group.shape.count)
    let cut = group.cuts.trailingZeroBitCount
    if cut > 0 {
      rows = group.shape.dimensions[..<cut].reduce(1, *)
      columns = group.shape.dimensions[cut...].reduce(1, *)
    }
    var layouts = inputs.map { input -> OperandLayout in
      let type = graph.values[input].planned
      return type.flatMap { OperandLayout.layout(of: $0.shape, in: group.shape, cut: cut) } ?? .full
    }
    if columns == 1 {
      // One column is one row of elements: what differs by row is full, what does not is a scalar.
      layouts = layouts.map { $0 == .column ? .full : $0 == .row ? .scalar : $0 }
    }
    if rows == 1 {
      layouts = layouts.map { $0 == .row ? .full : $0 == .column ? .scalar : $0 }
    }
    if !layouts.contains(.row), !layouts.contains(.column) {
      (rows, columns) = (1, group.shape.count)
    }

    var slotOfValue: [Int: Int] = [:]
    for (slot, value) in (inputs + outputs).enumerated() { slotOfValue[value] = slot }
    var sizes = (inputs + outputs).map { graph.values[$0].planned?.elementSize ?? 0 }
    var lastUse: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for operand in node.operands { lastUse[operand] = index }
    }
    var free: [Int] = []
    var steps: [Int64] = []
    for (index, node) in nodes.enumerated() {
      let sources = node.operands.map { slotOfValue[$0] ?? 0 }
      let result = node.results[0]
      if slotOfValue[result] == nil {
        if let slot = free.popLast() {
          slotOfValue[result] = slot
        } else {
          slotOfValue[result] = sizes.count
          sizes.append(8)
        }
      }
      // Freed only now: a result never overwrites an operand of another element size.
      for operand in Set(node.operands) where lastUse[operand] == index {
        if let slot = slotOfValue[operand], slot >= inputs.count + outputs.count {
          free.append(slot)
        }
      }
      let tile = ElementwiseTiles.tile(for: node, in: graph)
      steps.append(Int64(unsafeBitCast(tile, to: Int.self)))
      steps += [slotOfValue[result] ?? 0].map(Int64.init) + sources.map(Int64.init)
      steps += Array(repeating: -1, count: 3 - sources.count)
    }
    let header = [columns, inputs.count, outputs.count, sizes.count, nodes.count, rows]
    let bytes = (inputs + outputs).reduce(0) { $0 + (graph.values[$1].planned?.elementSize ?? 0) }
    let perUnit = (rows == 1 ? 1 : columns) * (bytes + 4 * nodes.count)
    stage = PlannedKernel.Stage(
      wh_fused,
      parameters: header.map(Int64.init) + sizes.map(Int64.init) + layouts.map(\.rawValue) + steps,
      units: rows == 1 ? columns : rows, grain: PlannedKernel.grain(bytesPerUnit: perUnit))
    self.inputs = inputs
    self.outputs = outputs
    label = (nodes.count == 1 ? "" : "fused ") + nodes.map(Self.name).joined(separator: "+")
    reusable = outputs.map { output in
      let written = results.firstIndex(of: output) ?? 0
      return zip(inputs, layouts).filter { input, layout in
        layout == .full && (lastUse[input] ?? 0) <= written
          && graph.values[input].planned?.elementSize == graph.values[output].planned?.elementSize
      }.map(\.0)
    }
  }

  private static func name(_ node: GraphNode) -> String {
    switch (node.name, node.attributes["direction"], node.attributes["dtype"]) {
    case ("compare", .string(let direction)?, _): direction
    case ("cast", _, .dtype(let dtype)?): "cast.\(dtype.rawValue)"
    default: node.name
    }
  }
}
