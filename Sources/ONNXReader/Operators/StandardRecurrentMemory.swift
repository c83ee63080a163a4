// Layers that carry a state from one call to the next.

import PipelineReaders
import TensorIR
import Tensors

enum StandardRecurrentMemory {
  /// The most steps of a sequence, each of which is operations of the program.
  private static let largestStepCount = 1 << 12

  static var rules: [String: OperatorRule] {
    ["LinearAttention": tensors(attend), "CausalConvWithState": tensors(convolve)]
  }

  /// `[batch, places, heads · size]` as `[batch, heads, places, size]`, in 32 bits.
  private static func heads(_ c: NodeContext, _ x: ValueID, _ count: Int) throws -> ValueID {
    let shape = try c.extents(x)
    guard shape.count == 3, count > 0, shape[2] % count == 0 else {
      throw c.node.error("\(count) heads in \(c.type(x))")
    }
    let split = try c.b.reshape(
      c.b.cast(x, .f32), [shape[0], shape[1], count, shape[2] / count].map(Dimension.fixed))
    return try c.b.transpose(split, [0, 2, 1, 3])
  }

  private static func attend(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let (queryHeads, ownHeads) = (c.node.int("q_num_heads", 0), c.node.int("kv_num_heads", 0))
    guard queryHeads > 0, ownHeads > 0, queryHeads % ownHeads == 0 else {
      throw c.node.error("\(queryHeads) heads for \(ownHeads)")
    }
    let source = try c.tensor(0)
    let query = try heads(c, source, queryHeads)
    let key = try heads(c, c.tensor(1), ownHeads)
    let value = try heads(c, c.tensor(2), ownHeads)
    let rule = c.node.text("update_rule") ?? "gated_delta"
    guard ["linear", "gated", "delta", "gated_delta"].contains(rule) else {
      throw c.node.error("the rule '\(rule)'")
    }
    let decay = try rule.hasPrefix("gated") ? b.exp(heads(c, c.tensor(4), ownHeads)) : nil
    var rate: ValueID?
    if rule.hasSuffix("delta") {
      let given = try c.tensor(5)
      rate = try heads(c, given, try c.extent(given, 2))
    }
    let shape = try c.extents(key)
    let width = try c.extent(value, 3)
    let stateShape = [shape[0], ownHeads, shape[3], width].map(Dimension.fixed)
    var state = try b.cast(
      c.optionalTensor(3) ?? b.broadcast(c.number(0, like: source), to: stateShape), .f32)
    let stateType = try c.optionalTensor(3).map { c.dtype($0) } ?? c.dtype(source)
    let given = c.node.float("scale", 0)
    let scale = given == 0 ? 1 / Double(max(shape[3], 1)).squareRoot() : given
    guard (1...largestStepCount).contains(shape[2]) else {
      throw c.node.unsupported("a sequence of \(shape[2]) steps")
    }
    func step(_ x: ValueID, _ turn: Int) throws -> ValueID {
      try b.slice(x, axis: 2, start: turn, end: turn + 1)
    }
    let places = (0..<queryHeads).map { Int64($0 / (queryHeads / ownHeads)) }
    var outputs: [ValueID] = []
    for turn in 0..<shape[2] {
      if let decay {
        state = try b.multiply(state, b.transpose(step(decay, turn), [0, 1, 3, 2]))
      }
      var update = try step(value, turn)
      let ownKey = try step(key, turn)
      if let rate {
        let known = try b.matmul(ownKey, state)
        update = try b.multiply(step(rate, turn), b.subtract(update, known))
      }
      state = try b.add(state, b.multiply(b.transpose(ownKey, [0, 1, 3, 2]), update))
      let read =
        queryHeads == ownHeads ? state : try b.gather(state, b.constant(Tensor(places)), axis: 1)
      outputs.append(
        try b.multiply(b.matmul(step(query, turn), read), b.scalar(scale, .f32)))
    }
    let all = try b.transpose(b.concatenate(outputs, axis: 2), [0, 2, 1, 3])
    let flat = try b.reshape(all, [shape[0], shape[2], queryHeads * width].map(Dimension.fixed))
    return [try b.cast(flat, c.dtype(source)), try b.cast(state, stateType)]
  }

  /// Each channel's convolution with what came before.
  private static func convolve(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let (x, weights) = (try c.tensor(0), try c.tensor(1))
    let (shape, kernel) = (try c.extents(x), try c.extents(weights))
    guard shape.count == 3, kernel.count == 3, kernel[0] == shape[1], kernel[1] == 1,
      kernel[2] >= 1
    else { throw c.node.error("weights \(kernel) for \(shape)") }
    let border = kernel[2] - 1
    let past =
      try c.optionalTensor(3)
      ?? b.broadcast(
        c.number(0, like: x), to: [shape[0], shape[1], border].map(Dimension.fixed))
    let padded = try b.concatenate([past, x], axis: 2)
    let factors = try b.removing(weights, axis: 1)
    var sum: ValueID?
    for place in 0..<kernel[2] {
      let term = try b.multiply(
        b.slice(padded, axis: 2, start: place, end: place + shape[2]),
        b.slice(factors, axis: 1, start: place, end: place + 1))
      sum = try sum.map { try b.add($0, term) } ?? term
    }
    guard var output = sum else { throw c.node.error("an empty kernel") }
    if let bias = try c.optionalTensor(2) {
      output = try b.add(output, b.reshape(bias, [.fixed(shape[1]), 1]))
    }
    switch c.node.text("activation") ?? "none" {
    case "none": break
    case "silu", "swish":
      let wide = try b.cast(output, .f32)
      output = try b.cast(b.multiply(wide, b.logistic(wide)), c.dtype(x))
    case let name: throw c.node.error("the activation '\(name)'")
    }
    return [output, try b.slice(padded, axis: 2, start: shape[2], end: shape[2] + border)]
  }
}
