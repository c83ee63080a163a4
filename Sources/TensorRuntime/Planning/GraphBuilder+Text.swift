// Text read where it lies: columns of joined tables without joining them, and lookups before missing texts are
// filled, so that none is made. What encoders do to text is kernels alone then.

import TensorIR
import Tensors

extension GraphBuilder {
  /// What a step gives without moving text, where that is possible; every rule gives the same elements.
  mutating func withoutMovingText(_ node: GraphNode, types: [ValueType]) throws -> [Int]? {
    guard let operand = node.operands.first, let source = step(giving: operand) else { return nil }
    switch (node.name, source.name) {
    case ("slice", "concatenate"): return part(of: source, cutBy: node).map { [$0] }
    case ("slice", "string_fill_missing"):
      // The slice of filled texts is the slice, filled.
      var slice = node
      slice.operands = [source.operands[0]]
      var fill = source
      fill.operands[0] = try append(slice, types: types)[0]
      return try append(fill, types: types)
    case ("string_lookup", "string_fill_missing"):
      return try lookup(node, beforeFilling: source, types: types)
    default: return nil
    }
  }

  /// The operand of `concatenation` that is all that `slice` takes of it; `nil` where there is none.
  private func part(of concatenation: GraphNode, cutBy slice: GraphNode) -> Int? {
    guard case .int(let axis)? = concatenation.attributes["axis"],
      case .int(axis)? = slice.attributes["axis"], case .int(1)? = slice.attributes["stride"],
      case .int(let start)? = slice.attributes["start"],
      case .int(let end)? = slice.attributes["end"]
    else { return nil }
    var place = 0
    for operand in concatenation.operands {
      guard let extent = graph.values[operand].dense?.shape[axis] else { return nil }
      if place == start { return extent == end - start ? operand : nil }
      place += extent
    }
    return nil
  }

  /// The places of texts in a vocabulary, and for missing ones the place of the text that fills them.
  private mutating func lookup(
    _ lookup: GraphNode, beforeFilling fill: GraphNode, types: [ValueType]
  ) throws -> [Int]? {
    guard case .tensor(let replacement)? = graph.values[fill.operands[1]].constant,
      let vocabulary = graph.values[lookup.operands[1]].constant,
      let place = try? lookup.definition.evaluate(
        EvaluationContext(
          name: lookup.name, operands: [.tensor(replacement), vocabulary],
          attributes: lookup.attributes, program: program,
          invoke: { name, _ in
            throw ProgramError(.execution, at: name, "constants run no function")
          })
      ).first,
      case .tensor(let type) = types[0]
    else { return nil }
    var direct = lookup
    direct.operands[0] = fill.operands[0]
    let found = try append(direct, types: types)[0]
    let isMissing = GraphNode(
      name: "string_is_missing", definition: try OperationRegistry.definition("string_is_missing"),
      operands: [fill.operands[0]], results: [], attributes: [:])
    let missing = try append(isMissing, types: [.tensor(.bool, type.dimensions)])[0]
    let select = GraphNode(
      name: "select", definition: try OperationRegistry.definition("select"),
      operands: [missing, add(constant: place, named: nil), found], results: [], attributes: [:])
    return try append(select, types: types)
  }
}
