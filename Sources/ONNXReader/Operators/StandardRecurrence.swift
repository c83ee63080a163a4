// Recurrent layers, step by step.

import PipelineReaders
import TensorIR
import Tensors

enum StandardRecurrence {
  static var rules: [String: OperatorRule] {
    ["RNN": tensors(simple), "GRU": tensors(gated), "LSTM": tensors(long)]
  }

  private static func simple(_ c: NodeContext) throws -> [ValueID] {
    let layer = try RecurrentLayer(c, gates: 1, activations: ["Tanh"])
    return try layer.run(states: [5]) { cell, x, states in
      let sum = try cell.affine(x, states[0], gate: 0)
      return [try cell.activation(0, sum)]
    }
  }

  private static func gated(_ c: NodeContext) throws -> [ValueID] {
    let layer = try RecurrentLayer(c, gates: 3, activations: ["Sigmoid", "Tanh"])
    let isLinearFirst = c.node.flag("linear_before_reset")
    let b = c.b
    return try layer.run(states: [5]) { cell, x, states in
      let update = try cell.activation(0, cell.affine(x, states[0], gate: 0))
      let reset = try cell.activation(0, cell.affine(x, states[0], gate: 1))
      let hidden: ValueID
      if isLinearFirst {
        let recurrent = try b.multiply(reset, cell.recurrent(states[0], gate: 2))
        hidden = try b.add(cell.input(x, gate: 2), recurrent)
      } else {
        hidden = try cell.affine(x, b.multiply(reset, states[0]), gate: 2)
      }
      let candidate = try cell.activation(1, hidden)
      let rest = try b.subtract(c.number(1, like: update), update)
      return [try b.add(b.multiply(rest, candidate), b.multiply(update, states[0]))]
    }
  }

  private static func long(_ c: NodeContext) throws -> [ValueID] {
    let layer = try RecurrentLayer(c, gates: 4, activations: ["Sigmoid", "Tanh", "Tanh"])
    let isCoupled = c.node.flag("input_forget")
    let b = c.b
    return try layer.run(states: [5, 6]) { cell, x, states in
      func gate(_ index: Int, peephole: Int, _ memory: ValueID) throws -> ValueID {
        var sum = try cell.affine(x, states[0], gate: index)
        if let weights = try cell.peephole(peephole) {
          sum = try b.add(sum, b.multiply(weights, memory))
        }
        return try cell.activation(0, sum)
      }
      let open = try gate(0, peephole: 0, states[1])
      let forget =
        isCoupled
        ? try b.subtract(c.number(1, like: open), open) : try gate(2, peephole: 2, states[1])
      let candidate = try cell.activation(1, cell.affine(x, states[0], gate: 3))
      let memory = try b.add(b.multiply(forget, states[1]), b.multiply(open, candidate))
      let output = try gate(1, peephole: 1, memory)
      return [try b.multiply(output, cell.activation(2, memory)), memory]
    }
  }
}

/// The operands and attributes that recurrent layers share.
private struct RecurrentLayer {
  /// The most steps of a sequence, each of which is operations of the program.
  private static let largestStepCount = 1 << 12

  let c: NodeContext
  let gates: Int
  let hidden: Int
  let directions: Int
  let activations: [String]

  init(_ c: NodeContext, gates: Int, activations: [String]) throws {
    self.c = c
    self.gates = gates
    let (weights, recurrent) = (try c.extents(c.tensor(1)), try c.extents(c.tensor(2)))
    directions = c.node.text("direction") == "bidirectional" ? 2 : 1
    hidden = recurrent.last ?? 0
    guard weights.count == 3, recurrent == [directions, gates * hidden, hidden],
      Array(weights[..<2]) == [directions, gates * hidden]
    else { throw c.node.error("weights \(weights) and \(recurrent)") }
    let given = c.node.texts("activations") ?? []
    guard given.isEmpty || given.count == directions * activations.count else {
      throw c.node.error("the activations \(given)")
    }
    self.activations =
      given.isEmpty ? Array(repeating: activations, count: directions).flatMap { $0 } : given
  }

  /// The layer's outputs: every step's state, and the last states.
  ///
  /// `states` are the inputs with what the states are at first.
  func run(
    states indices: [Int],
    _ step: (_ cell: RecurrentCell, _ x: ValueID, _ states: [ValueID]) throws -> [ValueID]
  ) throws -> [ValueID] {
    let b = c.b
    let isBatchFirst = c.node.flag("layout")
    let given = try c.tensor(0)
    guard c.rank(given) == 3 else { throw c.node.error("an input of \(c.type(given))") }
    let x = isBatchFirst ? try b.transpose(given, [1, 0, 2]) : given
    let length = try c.extent(x, 0)
    guard (1...Self.largestStepCount).contains(length) else {
      throw c.node.unsupported("a sequence of \(length) steps")
    }
    let lengths = try c.optionalTensor(4)
    var outputs: [ValueID] = []
    var last: [[ValueID]] = []
    for direction in 0..<directions {
      let cell = try RecurrentCell(self, direction, peepholes: indices.count > 1 ? 7 : nil)
      var current = try indices.map { try initial($0, direction, x, isBatchFirst) }
      var steps: [ValueID] = []
      let isBackwards = c.node.text("direction") == "reverse" || direction == 1
      for turn in 0..<length {
        let place = isBackwards ? length - 1 - turn : turn
        let slice = try b.removing(b.slice(x, axis: 0, start: place, end: place + 1), axis: 0)
        var next = try step(cell, slice, current)
        var output = next[0]
        if let lengths {
          // Beyond a sequence's end its states stay, and its output is 0.
          let column = try b.insertAxis(b.cast(lengths, .i64), 1)
          let isInside = try b.compare(column, b.scalar(Double(place), .i64), .greater)
          output = try b.select(isInside, output, c.number(0, like: output))
          next = try zip(next, current).map { try b.select(isInside, $0, $1) }
        }
        current = next
        steps.append(output)
      }
      let ordered = isBackwards ? steps.reversed() : steps
      outputs.append(try StandardControlFlow.stacked(c, ordered, axis: 0))
      last.append(current)
    }
    // [steps, directions, batch, hidden]
    let all = try StandardControlFlow.stacked(c, outputs, axis: 1)
    let finals = try indices.indices.map { place in
      let states = try StandardControlFlow.stacked(c, last.map { $0[place] }, axis: 0)
      return isBatchFirst ? try b.transpose(states, [1, 0, 2]) : states
    }
    return [isBatchFirst ? try b.transpose(all, [2, 0, 1, 3]) : all] + finals
  }

  /// A state at first: `[batch, hidden]`.
  private func initial(
    _ index: Int, _ direction: Int, _ x: ValueID, _ isBatchFirst: Bool
  ) throws -> ValueID {
    let b = c.b
    guard let given = try c.optionalTensor(index) else {
      return try b.broadcast(
        c.number(0, like: x), to: [c.type(x).dimensions[1], .fixed(hidden)])
    }
    let axis = isBatchFirst ? 1 : 0
    return try b.removing(
      b.slice(given, axis: axis, start: direction, end: direction + 1), axis: axis)
  }
}

/// The weights of one direction.
private struct RecurrentCell {
  let layer: RecurrentLayer
  let direction: Int
  private let weights: [ValueID]
  private let recurrentWeights: [ValueID]
  private let biases: [ValueID]
  private let peepholes: [ValueID]

  init(_ layer: RecurrentLayer, _ direction: Int, peepholes index: Int?) throws {
    self.layer = layer
    self.direction = direction
    let c = layer.c
    func parts(_ index: Int, _ count: Int) throws -> [ValueID] {
      guard let all = try c.optionalTensor(index) else { return [] }
      let own = try c.b.removing(
        c.b.slice(all, axis: 0, start: direction, end: direction + 1), axis: 0)
      guard try c.extent(own, 0) == count * layer.hidden else {
        throw c.node.error("input \(index) of \(c.type(all))")
      }
      return try (0..<count).map {
        try c.b.slice(
          own, axis: 0, start: $0 * layer.hidden, end: ($0 + 1) * layer.hidden)
      }
    }
    weights = try parts(1, layer.gates)
    recurrentWeights = try parts(2, layer.gates)
    biases = try parts(3, 2 * layer.gates)
    peepholes = try index.map { try parts($0, 3) } ?? []
  }

  /// The weighted input of a gate, with its bias.
  func input(_ x: ValueID, gate: Int) throws -> ValueID {
    let product = try layer.c.b.matmul(x, weights[gate], transposeRight: true)
    return biases.isEmpty ? product : try layer.c.b.add(product, biases[gate])
  }

  /// The weighted state of a gate, with its bias.
  func recurrent(_ state: ValueID, gate: Int) throws -> ValueID {
    let product = try layer.c.b.matmul(state, recurrentWeights[gate], transposeRight: true)
    return biases.isEmpty ? product : try layer.c.b.add(product, biases[layer.gates + gate])
  }

  func affine(_ x: ValueID, _ state: ValueID, gate: Int) throws -> ValueID {
    try layer.c.b.add(input(x, gate: gate), recurrent(state, gate: gate))
  }

  func peephole(_ index: Int) throws -> ValueID? { peepholes.isEmpty ? nil : peepholes[index] }

  /// Activation `index` of the direction; what the first two see, which are those of gates, is clipped.
  func activation(_ index: Int, _ x: ValueID) throws -> ValueID {
    let c = layer.c
    let count = layer.activations.count / layer.directions
    let place = direction * count + index
    var value = x
    let limit = c.node.float("clip", 0)
    if limit > 0, index < 2 {
      value = try c.b.minimum(
        c.b.maximum(x, c.number(-limit, like: x)), c.number(limit, like: x))
    }
    func parameter(_ name: String, _ fallback: Double) -> Double {
      let given = c.node.floats(name) ?? []
      return place < given.count ? given[place] : fallback
    }
    switch layer.activations[place].lowercased() {
    case "sigmoid": return try c.b.logistic(value)
    case "tanh": return try c.b.tanh(value)
    case "relu": return try c.b.maximum(value, c.number(0, like: value))
    case "softplus": return try StandardActivations.softplus(c, value)
    case "softsign":
      return try c.b.divide(value, c.b.add(c.number(1, like: value), c.b.abs(value)))
    case "affine":
      let line = try c.b.multiply(c.number(parameter("activation_alpha", 1), like: value), value)
      return try c.b.add(line, c.number(parameter("activation_beta", 0), like: value))
    case "hardsigmoid":
      return try StandardActivations.clippedLine(
        c, value, scale: parameter("activation_alpha", 0.2),
        shift: parameter("activation_beta", 0.5))
    case let name: throw c.node.unsupported("the activation '\(name)' of a recurrent layer")
    }
  }
}
