// Operators that pick and put by indices of several axes.

import PipelineReaders
import TensorIR
import Tensors

enum StandardScattering {
  static var rules: [String: OperatorRule] {
    [
      "GatherND": tensor(gather),
      "ScatterND": tensor { c in
        let (x, indices) = (try c.tensor(0), try c.tensor(1))
        let depth = try c.extent(indices, c.rank(indices) - 1)
        let places = try Places(c, x, indices, batchAxes: 0, depth: depth)
        return try put(
          c, x, places.elements(), c.tensor(2), reduction: c.node.text("reduction") ?? "none")
      },
      "ScatterElements": tensor(scatterElements),
      "Scatter": tensor(scatterElements),
      "TensorScatter": tensor(scatterTensor),
      "ReverseSequence": tensor(reverseSequence),
    ]
  }

  private static func gather(_ c: NodeContext) throws -> ValueID {
    let (x, indices) = (try c.tensor(0), try c.tensor(1))
    guard c.rank(indices) > 0 else { throw c.node.error("indices without an axis") }
    let depth = try c.extent(indices, c.rank(indices) - 1)
    let batchAxes = c.node.int("batch_dims", 0)
    let places = try Places(c, x, indices, batchAxes: batchAxes, depth: depth)
    return try c.b.gather(places.blocks(of: x), places.index, axis: 0)
  }

  private static func scatterElements(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (x, indices) = (try c.tensor(0), try c.tensor(1))
    let axis = try c.axis(0, of: x)
    let (shape, own) = (try c.extents(x), try c.extents(indices))
    guard shape.count == own.count else { throw c.node.error("indices \(own) for \(shape)") }
    let strides = Shape(shape).strides
    var place = try b.multiply(
      StandardIndexing.wrapped(c, b.cast(indices, .i64), axis: axis, of: x),
      b.scalar(Double(strides[axis]), .i64))
    for other in shape.indices where other != axis {
      guard own[other] <= shape[other] else { throw c.node.error("indices \(own) for \(shape)") }
      let counted = try b.iota(own.map(Dimension.fixed), axis: other, .i64)
      place = try b.add(place, b.multiply(counted, b.scalar(Double(strides[other]), .i64)))
    }
    return try put(c, x, place, c.tensor(2), reduction: c.node.text("reduction") ?? "none")
  }

  /// `x` with each update at its place in row-major order, combined as `reduction` says.
  static func put(
    _ c: NodeContext, _ x: ValueID, _ places: ValueID, _ updates: ValueID, reduction: String
  ) throws -> ValueID {
    let b = c.b
    let shape = try c.extents(x)
    let (count, updateCount) = (Shape(shape).count, Shape(try c.extents(updates)).count)
    let flat = try b.reshape(x, [.fixed(count)])
    let given = try b.reshape(updates, [.fixed(updateCount)])
    let flatPlaces = try b.reshape(places, [.fixed(updateCount)])
    let dimensions = shape.map(Dimension.fixed)
    if reduction == "add" {
      return try b.reshape(b.scatterAdd(flat, flatPlaces, given, axis: 0), dimensions)
    }
    // Which elements meet is known only where the indices are.
    let known = try c.known(flatPlaces).casting(to: .i64).elements(of: Int64.self)
    guard known.allSatisfy({ $0 >= 0 && $0 < count }) else {
      throw c.node.error("an index out of range")
    }
    // Where nothing is combined, the last update of a place counts.
    let rounds = reduction == "none" ? [Array(known.indices)] : Self.rounds(known)
    let (work, overflow) = rounds.count.multipliedReportingOverflow(by: count)
    guard !overflow, work <= 1 << 28 else {
      throw c.node.unsupported("\(rounds.count) updates of one of \(count) elements")
    }
    var result = flat
    for round in rounds {
      var source = (0..<Int64(count)).map { $0 }
      for update in round { source[Int(known[update])] = Int64(count + update) }
      let moved = try b.gather(
        b.concatenate([result, given], axis: 0), b.constant(Tensor(source)), axis: 0)
      switch reduction {
      case "none": result = moved
      case "mul":
        let isMet = try b.constant(
          Tensor(source.enumerated().map { Int64($0.offset) != $0.element }))
        result = try b.select(isMet, b.multiply(result, moved), result)
      case "max": result = try b.maximum(result, moved)
      case "min": result = try b.minimum(result, moved)
      default: throw c.node.error("the reduction '\(reduction)'")
      }
    }
    return try b.reshape(result, dimensions)
  }

  /// The updates in rounds, in each of which no place occurs twice.
  private static func rounds(_ places: [Int64]) -> [[Int]] {
    var counts: [Int64: Int] = [:]
    var rounds: [[Int]] = []
    for (update, place) in places.enumerated() {
      let round = counts[place, default: 0]
      counts[place] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(update)
    }
    return rounds
  }

  /// A cache with new elements from a place of each batch on.
  private static func scatterTensor(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (cache, update) = (try c.tensor(0), try c.tensor(1))
    let axis = try c.axis(-2, of: cache)
    let (shape, own) = (try c.extents(cache), try c.extents(update))
    guard axis > 0, shape.count == own.count else { throw c.node.error("updates \(own)") }
    guard shape[axis] <= 1 << 24 else { throw c.node.unsupported("a cache of \(shape) elements") }
    let starts = try c.ints(2) ?? Array(repeating: 0, count: shape[0])
    guard starts.count == shape[0] else { throw c.node.error("\(starts.count) places") }
    let isCircular = c.node.text("mode") == "circular"
    let batches = try starts.enumerated().map { batch, start in
      var source = (0..<Int64(shape[axis])).map { $0 }
      for offset in 0..<own[axis] {
        var place = start &+ offset
        if isCircular, shape[axis] > 0 {
          place = ((place % shape[axis]) + shape[axis]) % shape[axis]
        }
        guard source.indices.contains(place) else { throw c.node.error("place \(place)") }
        source[place] = Int64(shape[axis] + offset)
      }
      let both = try [cache, update].map {
        try b.slice($0, axis: 0, start: batch, end: batch + 1)
      }
      return try b.gather(
        b.concatenate(both, axis: axis), b.constant(Tensor(source)), axis: axis)
    }
    return try b.concatenate(batches, axis: 0)
  }

  /// The first elements of each sequence in the other order.
  private static func reverseSequence(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let time = try c.axis(c.node.int("time_axis", 0), rank: c.rank(x))
    let batch = try c.axis(c.node.int("batch_axis", 1), rank: c.rank(x))
    guard time != batch else { throw c.node.error("the axis \(time) twice") }
    let dimensions = c.type(x).dimensions
    var column = Array(repeating: Dimension.fixed(1), count: dimensions.count)
    column[batch] = dimensions[batch]
    let lengths = try b.reshape(b.cast(c.tensor(1), .i64), column)
    let places = try b.iota(dimensions, axis: time, .i64)
    let mirrored = try b.subtract(b.subtract(lengths, b.scalar(1, .i64)), places)
    let isInside = try b.compare(places, lengths, .less)
    return try b.gatherAlong(x, b.select(isInside, mirrored, places), axis: time)
  }
}

/// Where indices of several axes point in a tensor.
private struct Places {
  let c: NodeContext
  /// The number of the block of elements that each index names.
  let index: ValueID
  private let outer: [Int]
  private let inner: [Int]

  /// The first `batchAxes` axes of `x` and the indices are the same; the last axis of the indices holds
  /// the places along the `depth` axes behind them.
  init(_ c: NodeContext, _ x: ValueID, _ indices: ValueID, batchAxes: Int, depth: Int) throws {
    self.c = c
    let b = c.b
    let shape = try c.extents(x)
    let own = try c.extents(indices)
    guard batchAxes >= 0, depth >= 0, batchAxes < own.count, batchAxes + depth <= shape.count,
      Array(own[..<batchAxes]) == Array(shape[..<batchAxes])
    else { throw c.node.error("indices \(own) for \(shape)") }
    outer = Array(shape[..<(batchAxes + depth)])
    inner = Array(shape[(batchAxes + depth)...])
    let strides = Shape(outer).strides
    let result = own.dropLast().map { Dimension.fixed($0) }
    var place = try b.broadcast(b.scalar(0, .i64), to: result)
    for axis in 0..<batchAxes {
      let counted = try b.iota(result, axis: axis, .i64)
      place = try b.add(place, b.multiply(counted, b.scalar(Double(strides[axis]), .i64)))
    }
    for axis in 0..<depth {
      let column = try b.removing(
        b.slice(indices, axis: own.count - 1, start: axis, end: axis + 1), axis: own.count - 1)
      let wrapped = try StandardIndexing.wrapped(
        c, b.cast(column, .i64), axis: batchAxes + axis, of: x)
      // Places out of an axis must not become others of the next line.
      let extent = try b.scalar(Double(shape[batchAxes + axis]), .i64)
      let isInside = try b.logicalAnd(
        b.compare(wrapped, b.scalar(0, .i64), .greaterOrEqual),
        b.compare(wrapped, extent, .less))
      let step = try b.multiply(wrapped, b.scalar(Double(strides[batchAxes + axis]), .i64))
      place = try b.add(place, b.select(isInside, step, b.scalar(-0x1p40, .i64)))
    }
    index = place
  }

  /// `x` with the axes that are pointed into as one, before the others.
  func blocks(of x: ValueID) throws -> ValueID {
    try c.b.reshape(x, [.fixed(Shape(outer).count)] + inner.map(Dimension.fixed))
  }

  /// The place of each element of the blocks in row-major order.
  func elements() throws -> ValueID {
    let b = c.b
    let size = Shape(inner).count
    let starts = try b.multiply(index, b.scalar(Double(size), .i64))
    let offsets = try b.iota([.fixed(size)], axis: 0, .i64)
    return try b.add(b.insertAxis(starts, c.rank(starts)), offsets)
  }
}
