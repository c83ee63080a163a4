// Branches and loops, decided and unrolled while the graph is translated.

import ONNXSchema
import TensorIR
import Tensors

enum StandardControlFlow {
  /// The most turns of a loop.
  private static let largestTurnCount = 1 << 14

  static var rules: [String: OperatorRule] {
    ["If": branch, "Loop": loop, "Scan": scan]
  }

  private static func branch(_ c: NodeContext) throws -> [GraphValue] {
    let condition = try c.tensor(0)
    guard c.b.constantTensor(condition) == nil else {
      let name = try c.flag(0) ? "then_branch" : "else_branch"
      return try run(c, c.node.graph(name), [], name)
    }
    // Both branches are computed, and one is chosen when the program runs.
    let choice = try c.b.reshape(condition, [])
    let sides = try ["then_branch", "else_branch"].map { try run(c, c.node.graph($0), [], $0) }
    guard sides[0].count == sides[1].count else {
      throw c.node.error("branches of different outputs")
    }
    return try zip(sides[0], sides[1]).map { pair in
      guard case .tensor(let yes) = pair.0, case .tensor(let no) = pair.1,
        c.type(yes) == c.type(no),
        !c.type(yes).dimensions.contains(.unknown)
      else { throw c.needs("a condition") }
      return .tensor(try c.b.select(choice, yes, no))
    }
  }

  /// The outputs of a graph of the node for inputs in order.
  private static func run(
    _ c: NodeContext, _ graph: Onnx_GraphProto, _ inputs: [GraphValue], _ name: String
  ) throws -> [GraphValue] {
    guard inputs.count >= graph.input.count else {
      throw c.node.error("\(inputs.count) inputs for \(graph.input.count) of '\(name)'")
    }
    let scope = Scope(parent: c.scope)
    for (info, value) in zip(graph.input, inputs) { scope.define(info.name, value) }
    return try c.translator.run(graph, in: scope, place: "\(c.node.place).\(name)")
  }

  private static func loop(_ c: NodeContext) throws -> [GraphValue] {
    let body = try c.node.graph("body")
    let limit = try c.ints(0)?.first ?? .max
    var isGoing = try c.input(1) == nil ? true : c.flag(1)
    var carried = try c.inputs.dropFirst(2).map { try $0.required(c) }
    var scanned: [[ValueID]] = []
    var turn = 0
    while isGoing, turn < limit {
      guard turn < largestTurnCount else {
        throw c.node.unsupported("a loop of more than \(largestTurnCount) turns")
      }
      let counter = try c.b.constant(Tensor(scalar: Int64(turn)))
      let going = try c.b.constant(Tensor(scalar: true))
      let results = try run(
        c, body, [.tensor(counter), .tensor(going)] + carried, "body")
      guard results.count > carried.count, case .tensor(let condition)? = results.first else {
        throw c.node.error("\(results.count) outputs of the body")
      }
      isGoing = try c.known(condition).doubles().first ?? 0 != 0
      let behind = results.dropFirst(1 + carried.count)
      carried = Array(results[1..<1 + carried.count])
      if scanned.isEmpty { scanned = behind.map { _ in [] } }
      for (place, value) in behind.enumerated() { scanned[place].append(try c.tensor(value)) }
      turn += 1
    }
    if scanned.isEmpty, body.output.count > 1 + carried.count {
      throw c.node.unsupported("scan outputs of a loop without a turn")
    }
    let stacks = try scanned.map { GraphValue.tensor(try stacked(c, $0, axis: 0)) }
    return carried + stacks
  }

  /// Tensors along a new axis.
  static func stacked(_ c: NodeContext, _ values: [ValueID], axis: Int) throws -> ValueID {
    try c.b.concatenate(values.map { try c.b.insertAxis($0, axis) }, axis: axis)
  }

  private static func scan(_ c: NodeContext) throws -> [GraphValue] {
    guard c.node.version >= 9 else { return try batchedScan(c) }
    let values = try c.inputs.map { try $0.required(c) }
    return try scan(
      c, values, inputAxes: c.node.ints("scan_input_axes"),
      outputAxes: c.node.ints("scan_output_axes"))
  }

  private static func scan(
    _ c: NodeContext, _ values: [GraphValue], inputAxes: [Int]?, outputAxes: [Int]?
  ) throws -> [GraphValue] {
    let body = try c.node.graph("body")
    let count = c.node.int("num_scan_inputs", 1)
    guard count >= 1, count <= values.count else { throw c.node.error("\(count) scan inputs") }
    let stateCount = values.count - count
    var state = Array(values[..<stateCount])
    let sources = try values[stateCount...].map { try c.tensor($0) }
    let axes = try sources.enumerated().map { place, source in
      try c.axis(
        inputAxes.flatMap { place < $0.count ? $0[place] : nil } ?? 0, rank: c.rank(source))
    }
    let length = try c.extent(sources[0], axes[0])
    guard length <= largestTurnCount else {
      throw c.node.unsupported("a scan of more than \(largestTurnCount) turns")
    }
    let backwards = c.node.ints("scan_input_directions") ?? c.node.ints("directions") ?? []
    let outputBackwards = c.node.ints("scan_output_directions") ?? []
    var outputs: [[ValueID]] = Array(
      repeating: [], count: max(body.output.count - stateCount, 0))
    for turn in 0..<length {
      let slices = try sources.enumerated().map { place, source in
        let isBackwards = place < backwards.count && backwards[place] == 1
        let index = isBackwards ? length - 1 - turn : turn
        let slice = try c.b.slice(source, axis: axes[place], start: index, end: index + 1)
        return GraphValue.tensor(try c.b.removing(slice, axis: axes[place]))
      }
      let results = try run(c, body, state + slices, "body")
      guard results.count >= stateCount else { throw c.node.error("too few outputs of the body") }
      state = Array(results[..<stateCount])
      for (place, value) in results[stateCount...].enumerated() {
        outputs[place].append(try c.tensor(value))
      }
    }
    for (place, values) in outputs.enumerated() {
      guard let first = values.first else { throw c.node.unsupported("a scan without a turn") }
      let isBackwards = place < outputBackwards.count && outputBackwards[place] == 1
      let axis = try c.axis(
        outputAxes.flatMap { place < $0.count ? $0[place] : nil } ?? 0, rank: c.rank(first) + 1)
      state.append(.tensor(try stacked(c, isBackwards ? values.reversed() : values, axis: axis)))
    }
    return state
  }

  /// Version 8, where each input has a batch axis before the others.
  private static func batchedScan(_ c: NodeContext) throws -> [GraphValue] {
    guard c.input(0) == nil else { throw c.node.unsupported("lengths of sequences") }
    let values = try c.inputs.dropFirst().map { try c.tensor($0.required(c)) }
    guard let first = values.first else { throw c.node.error("no inputs") }
    let batches = try (0..<c.extent(first, 0)).map { batch in
      let items = try values.map { value in
        GraphValue.tensor(
          try c.b.removing(
            c.b.slice(value, axis: 0, start: batch, end: batch + 1), axis: 0))
      }
      return try scan(c, items, inputAxes: nil, outputAxes: nil).map { try c.tensor($0) }
    }
    guard let count = batches.first?.count else { throw c.node.unsupported("a batch of nothing") }
    return try (0..<count).map { place in
      .tensor(try stacked(c, batches.map { $0[place] }, axis: 0))
    }
  }
}

extension NodeContext {
  /// A value that must be a tensor.
  func tensor(_ value: GraphValue) throws -> ValueID {
    guard case .tensor(let tensor) = value else { throw node.error("a value that is no tensor") }
    return tensor
  }
}

extension FunctionBuilder {
  /// `x` without an axis whose extent is 1.
  func removing(_ x: ValueID, axis: Int) throws -> ValueID {
    var dimensions = tensorType(of: x).dimensions
    dimensions.remove(at: axis)
    return try reshape(x, dimensions)
  }
}
