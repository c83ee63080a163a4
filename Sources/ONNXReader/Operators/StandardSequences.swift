// Sequences and optionals, whose structure is known while the graph is translated.

import PipelineReaders
import TensorIR
import Tensors

enum StandardSequences {
  static var rules: [String: OperatorRule] {
    [
      "SequenceEmpty": { _ in [.sequence([])] },
      "SequenceConstruct": { c in [.sequence(try c.inputs.map { try $0.required(c) })] },
      "SequenceLength": tensor { c in
        try c.b.constant(Tensor(scalar: Int64(c.sequence(0).count)))
      },
      "SequenceAt": { c in
        let values = try c.sequence(0)
        let position = try place(c, 1, among: values.count)
        return [values[position]]
      },
      "SequenceInsert": { c in
        var values = try c.sequence(0)
        let position =
          try c.input(2) == nil
          ? values.count : place(c, 2, among: values.count + 1, of: values.count)
        values.insert(try c.input(1).required(c), at: position)
        return [.sequence(values)]
      },
      "SequenceErase": { c in
        var values = try c.sequence(0)
        let position =
          try c.input(1) == nil ? values.count - 1 : place(c, 1, among: values.count)
        guard values.indices.contains(position) else { throw c.node.error("an empty sequence") }
        values.remove(at: position)
        return [.sequence(values)]
      },
      "ConcatFromSequence": tensor { c in
        let values = try c.sequence(0).map { try c.tensor($0) }
        guard let first = values.first else { throw c.node.error("an empty sequence") }
        let isNew = c.node.flag("new_axis")
        let axis = try c.axis(
          c.node.int("axis", 0), rank: c.rank(first) + (isNew ? 1 : 0))
        return isNew
          ? try StandardControlFlow.stacked(c, values, axis: axis)
          : try c.b.concatenate(values, axis: axis)
      },
      "SplitToSequence": split,
      "SequenceMap": map,
      "Optional": { c in [c.input(0) ?? .absent] },
      "OptionalHasElement": tensor { c in
        if case .absent? = c.input(0) { return try c.b.constant(Tensor(scalar: false)) }
        return try c.b.constant(Tensor(scalar: c.input(0) != nil))
      },
      "OptionalGetElement": { c in
        guard let value = c.input(0) else { throw c.node.error("no optional") }
        if case .absent = value { throw c.node.error("an optional without an element") }
        return [value]
      },
    ]
  }

  /// The place that input `index` holds, of which negative ones count from the end.
  private static func place(
    _ c: NodeContext, _ index: Int, among count: Int, of length: Int? = nil
  ) throws -> Int {
    guard let given = try c.ints(index)?.first else { throw c.node.error("no position") }
    let place = given < 0 ? given &+ (length ?? count) : given
    guard (0..<count).contains(place) else {
      throw c.node.error("position \(given) of \(length ?? count) values")
    }
    return place
  }

  private static func split(_ c: NodeContext) throws -> [GraphValue] {
    let x = try c.tensor(0)
    let axis = try c.axis(0, of: x)
    let extent = try c.extent(x, axis)
    let given = try c.ints(1)
    let isScalar = try c.optionalTensor(1).map { c.rank($0) == 0 } ?? false
    var sizes = given ?? Array(repeating: 1, count: extent)
    if isScalar, let size = given?.first {
      guard size > 0 else { throw c.node.error("pieces of \(size)") }
      sizes = stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
    }
    var pieces = try StandardShapes.pieces(c, x, axis, sizes)
    if given == nil, !c.node.flag("keepdims", true) {
      pieces = try pieces.map { try c.b.removing($0, axis: axis) }
    }
    return [.sequence(pieces.map { .tensor($0) })]
  }

  private static func map(_ c: NodeContext) throws -> [GraphValue] {
    let body = try c.node.graph("body")
    let first = try c.sequence(0)
    var outputs: [[GraphValue]] = Array(repeating: [], count: body.output.count)
    for place in first.indices {
      let scope = Scope(parent: c.scope)
      for (index, info) in body.input.enumerated() {
        let value = try c.input(index).required(c)
        if case .sequence(let values) = value {
          guard values.indices.contains(place) else {
            throw c.node.error("sequences of different lengths")
          }
          scope.define(info.name, values[place])
        } else {
          scope.define(info.name, value)
        }
      }
      let results = try c.translator.run(body, in: scope, place: "\(c.node.place).body")
      for (index, value) in results.enumerated() { outputs[index].append(value) }
    }
    return outputs.map { .sequence($0) }
  }
}
