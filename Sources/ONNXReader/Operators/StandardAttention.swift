// Attention, and positions as rotations.

import PipelineReaders
import TensorIR
import Tensors

enum StandardAttention {
  static var rules: [String: OperatorRule] {
    ["Attention": tensors(attention), "RotaryEmbedding": tensor(rotate)]
  }

  /// `[batch, heads, places, size]`, of which the heads may lie side by side in the last axis.
  private static func heads(_ c: NodeContext, _ x: ValueID, _ attribute: String) throws -> ValueID {
    switch c.rank(x) {
    case 4: return x
    case 3:
      let (heads, width) = (c.node.int(attribute, 0), try c.extent(x, 2))
      guard heads > 0, width % heads == 0 else {
        throw c.node.error("\(heads) heads in \(width) columns")
      }
      let dimensions = c.type(x).dimensions
      let split = try c.b.reshape(
        x, [dimensions[0], dimensions[1], .fixed(heads), .fixed(width / heads)])
      return try c.b.transpose(split, [0, 2, 1, 3])
    case let rank: throw c.node.error("an input of \(rank) axes")
    }
  }

  private static func attention(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let source = try c.tensor(0)
    let query = try heads(c, source, "q_num_heads")
    var key = try heads(c, c.tensor(1), "kv_num_heads")
    var value = try heads(c, c.tensor(2), "kv_num_heads")
    if let past = try c.optionalTensor(4) { key = try b.concatenate([past, key], axis: 2) }
    if let past = try c.optionalTensor(5) { value = try b.concatenate([past, value], axis: 2) }
    let present = (key, value)
    (key, value) = (try repeated(c, key, for: query), try repeated(c, value, for: query))
    let size = try c.extent(query, 3)
    let scale = c.node.float("scale", 1 / Double(max(size, 1)).squareRoot())
    guard scale >= 0 else { throw c.node.error("the scale \(scale)") }
    let root = try c.number(scale.squareRoot(), like: query)
    let raw = try b.matmul(
      b.multiply(query, root), b.multiply(key, root), transposeRight: true)
    var scores = raw
    let cap = c.node.float("softcap", 0)
    if cap > 0 {
      let bound = try c.number(cap, like: scores)
      scores = try b.multiply(b.tanh(b.divide(scores, bound)), bound)
    }
    let capped = scores
    let bias = try AttentionBias(c, query: query, key: key).value()
    if let bias { scores = try b.add(scores, bias) }
    let biased = scores
    var weights = try softmax(c, precise(c, scores))
    if let bias {
      // A place that may look nowhere gives zeros.
      let largest = try b.reduceMax(bias, axes: [c.rank(bias) - 1], keepDimensions: true)
      let isShut = try b.compare(largest, c.number(-.infinity, like: bias), .equal)
      weights = try b.select(isShut, c.number(0, like: weights), weights)
    }
    weights = try b.cast(weights, c.dtype(query))
    var result = try b.matmul(weights, value)
    if c.rank(source) == 3 {
      result = try b.transpose(result, [0, 2, 1, 3])
      let dimensions = c.type(result).dimensions
      let width = try c.extent(result, 2) * c.extent(result, 3)
      result = try b.reshape(result, [dimensions[0], dimensions[1], .fixed(width)])
    }
    let shown: ValueID
    switch c.node.int("qk_matmul_output_mode", 0) {
    case 0: shown = raw
    case 1: shown = capped
    case 2: shown = biased
    case 3: shown = weights
    case let mode: throw c.node.error("the output mode \(mode)")
    }
    return [result, present.0, present.1, shown]
  }

  /// Each head of keys or values for all heads of queries that share it.
  private static func repeated(
    _ c: NodeContext, _ x: ValueID, for query: ValueID
  ) throws -> ValueID {
    let (have, want) = (try c.extent(x, 1), try c.extent(query, 1))
    guard have > 0, want % have == 0 else { throw c.node.error("\(want) heads for \(have)") }
    guard have != want else { return x }
    let places = (0..<want).map { Int64($0 / (want / have)) }
    return try c.b.gather(x, c.b.constant(Tensor(places)), axis: 1)
  }

  private static func precise(_ c: NodeContext, _ scores: ValueID) throws -> ValueID {
    guard c.node.has("softmax_precision") else { return scores }
    let code = Int32(truncatingIfNeeded: c.node.int("softmax_precision", 1))
    return try c.b.cast(scores, DType(onnx: code, at: c.node.place))
  }

  /// Softmax along the last axis; zeros where everything is negative infinity.
  private static func softmax(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let b = c.b
    let axis = c.rank(x) - 1
    let largest = try b.reduceMax(x, axes: [axis], keepDimensions: true)
    let isShut = try b.compare(largest, c.number(-.infinity, like: x), .equal)
    let shift = try b.select(isShut, c.number(0, like: x), largest)
    let powers = try b.exp(b.subtract(x, shift))
    let sum = try b.reduceSum(powers, axes: [axis], keepDimensions: true)
    let isNothing = try b.compare(sum, c.number(0, like: x), .equal)
    return try b.divide(powers, b.select(isNothing, c.number(1, like: x), sum))
  }

  private static func rotate(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let source = try c.tensor(0)
    let x: ValueID
    if c.rank(source) == 4 {
      x = try b.transpose(source, [0, 2, 1, 3])
    } else {
      guard c.rank(source) == 3 else { throw c.node.error("an input of \(c.type(source))") }
      let (count, width) = (c.node.int("num_heads", 0), try c.extent(source, 2))
      guard count > 0, width % count == 0 else { throw c.node.error("\(count) heads") }
      x = try b.reshape(
        source, Array(c.type(source).dimensions[..<2]) + [.fixed(count), .fixed(width / count)])
    }
    let size = try c.extent(x, 3)
    let given = c.node.int("rotary_embedding_dim", 0)
    let turned = given == 0 ? size : given
    guard turned > 0, turned <= size, turned % 2 == 0 else {
      throw c.node.error("\(turned) of \(size) elements turned")
    }
    let cosine = try cache(c, 1)
    let sine = try cache(c, 2)
    let (first, second): (ValueID, ValueID)
    let isInterleaved = c.node.flag("interleaved")
    if isInterleaved {
      first = try b.slice(x, axis: 3, start: 0, end: turned, stride: 2)
      second = try b.slice(x, axis: 3, start: 1, end: turned, stride: 2)
    } else {
      first = try b.slice(x, axis: 3, start: 0, end: turned / 2)
      second = try b.slice(x, axis: 3, start: turned / 2, end: turned)
    }
    let real = try b.subtract(b.multiply(cosine, first), b.multiply(sine, second))
    let imaginary = try b.add(b.multiply(sine, first), b.multiply(cosine, second))
    var result: ValueID
    if isInterleaved {
      let pairs = try b.concatenate(
        [b.insertAxis(real, 4), b.insertAxis(imaginary, 4)], axis: 4)
      result = try b.reshape(pairs, Array(c.type(x).dimensions[..<3]) + [.fixed(turned)])
    } else {
      result = try b.concatenate([real, imaginary], axis: 3)
    }
    if turned < size {
      result = try b.concatenate(
        [result, b.slice(x, axis: 3, start: turned, end: size)], axis: 3)
    }
    return c.rank(source) == 4
      ? try b.transpose(result, [0, 2, 1, 3]) : try b.reshape(result, c.type(source).dimensions)
  }

  /// The cosines or sines for each place, with an axis for the heads.
  private static func cache(_ c: NodeContext, _ index: Int) throws -> ValueID {
    var table = try c.tensor(index)
    if let positions = try c.optionalTensor(3) {
      table = try c.b.gather(table, positions, axis: 0)
    }
    return try c.b.insertAxis(table, 2)
  }
}

/// What is added to the scores of an attention: negative infinity where a place must not be looked at.
private struct AttentionBias {
  let c: NodeContext
  let query: ValueID
  /// The numbers of places that look, and that are looked at.
  let extents: (queries: Int, keys: Int)

  init(_ c: NodeContext, query: ValueID, key: ValueID) throws {
    self.c = c
    self.query = query
    extents = (try c.extent(query, 2), try c.extent(key, 2))
  }

  /// The sum of all masks; `nil` where there is none.
  func value() throws -> ValueID? {
    let b = c.b
    var parts: [ValueID] = []
    if let mask = try c.optionalTensor(3) { parts.append(try completed(mask)) }
    let filled = try c.optionalTensor(6).map {
      try b.reshape(b.cast($0, .i64), [.unknown, 1, 1, 1])
    }
    let (left, right) = (c.node.int("left_window_size", -1), c.node.int("right_window_size", -1))
    let isCausal = c.node.flag("is_causal")
    if isCausal || left >= 0 || right >= 0 {
      let past = try c.optionalTensor(4).map { try c.extent($0, 2) } ?? 0
      let offset = try filled.map { try b.subtract($0, integer(extents.queries)) } ?? integer(past)
      let shape = [Dimension.fixed(extents.queries), .fixed(extents.keys)]
      // How far a key lies behind the place that looks at it.
      let distance = try b.subtract(
        b.add(b.iota(shape, axis: 0, .i64), offset), b.iota(shape, axis: 1, .i64))
      if isCausal { parts.append(try open(b.compare(distance, integer(0), .greaterOrEqual))) }
      if left >= 0 { parts.append(try open(b.compare(distance, integer(left), .lessOrEqual))) }
      if right >= 0 {
        parts.append(try open(b.compare(distance, integer(-right), .greaterOrEqual)))
      }
    }
    if let filled {
      let places = try b.iota([.fixed(extents.keys)], axis: 0, .i64)
      parts.append(try open(b.compare(places, filled, .less)))
    }
    guard let first = parts.first else { return nil }
    return try parts.dropFirst().reduce(first) { try b.add($0, $1) }
  }

  private func integer(_ value: Int) throws -> ValueID { try c.b.scalar(Double(value), .i64) }

  /// 0 where a place may be looked at, and negative infinity elsewhere.
  private func open(_ isOpen: ValueID) throws -> ValueID {
    try c.b.select(isOpen, c.number(0, like: query), c.number(-.infinity, like: query))
  }

  /// The mask as numbers to add, shut where it is shorter than there are places to look at.
  private func completed(_ mask: ValueID) throws -> ValueID {
    let additive = c.dtype(mask) == .bool ? try open(mask) : mask
    let axis = c.rank(additive) - 1
    guard axis >= 0 else { return additive }
    let missing = try extents.keys - c.extent(additive, axis)
    guard missing >= 0 else { throw c.node.error("a mask for more places than there are") }
    var high = [Int](repeating: 0, count: axis + 1)
    high[axis] = missing
    return try c.b.pad(
      additive, low: high.map { _ in 0 }, high: high, value: c.number(-.infinity, like: additive))
  }
}
