// Elements put together anew: columns to images, pools undone, products along an axis.

import PipelineReaders
import TensorIR
import Tensors

enum StandardArrangements {
  static var rules: [String: OperatorRule] {
    [
      "Col2Im": tensor(image), "MaxUnpool": tensor(unpool), "CenterCropPad": tensor(centre),
      "CumProd": tensor(cumulativeProduct), "Det": tensor(determinant), "BitCast": tensor(bitCast),
    ]
  }

  /// The sums of what blocks put at each place of an image.
  private static func image(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let (extents, kernel) = (try c.ints(1) ?? [], try c.ints(2) ?? [])
    guard extents.count == kernel.count, Shape.isBounded(extents), c.rank(x) == 3 else {
      throw c.node.error("blocks \(kernel) of \(extents)")
    }
    let windows = try SlidingWindows(c.node, kernel: kernel, extents: extents)
    try windows.checkTable(c.node)
    let count = windows.counts.reduce(1, *)
    let shape = try c.extents(x)
    guard shape[1] % windows.size == 0, shape[2] == count else {
      throw c.node.error("\(c.type(x)) for \(count) blocks of \(windows.size)")
    }
    let padded = extents.indices.map { windows.low[$0] + extents[$0] + windows.high[$0] }
    let strides = Shape(padded).strides
    let places = Positions.indices(kernel).flatMap { k in
      Positions.indices(windows.counts).map { o in
        kernel.indices.reduce(Int64(0)) { sum, axis in
          let place = o[axis] * windows.strides[axis] + k[axis] * windows.dilations[axis]
          return sum + Int64(place * strides[axis])
        }
      }
    }
    let channels = shape[1] / windows.size
    let flat = try b.reshape(
      x, [.fixed(shape[0]), .fixed(channels), .fixed(windows.size * count)])
    let empty = try b.broadcast(
      c.number(0, like: x), to: [shape[0], channels, padded.reduce(1, *)].map(Dimension.fixed))
    var result = try b.reshape(
      b.scatterAdd(empty, b.constant(Tensor(places)), flat, axis: 2),
      ([shape[0], channels] + padded).map(Dimension.fixed))
    for axis in extents.indices {
      result = try b.slice(
        result, axis: 2 + axis, start: windows.low[axis], end: windows.low[axis] + extents[axis])
    }
    return result
  }

  /// Each largest element where a pool found it, among zeros.
  private static func unpool(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let shape = try c.extents(x)
    let rank = shape.count - 2
    let kernel = c.node.ints("kernel_shape") ?? []
    let steps = c.node.ints("strides") ?? Array(repeating: 1, count: rank)
    let pads = c.node.ints("pads") ?? Array(repeating: 0, count: 2 * max(rank, 0))
    guard rank > 0, kernel.count == rank, steps.count == rank, pads.count == 2 * rank,
      (kernel + steps + pads).allSatisfy({ (0...1 << 20).contains($0) })
    else { throw c.node.error("a kernel \(kernel) for \(shape)") }
    let spatial = (0..<rank).map {
      (shape[2 + $0] - 1) * steps[$0] - pads[$0] - pads[rank + $0] + kernel[$0]
    }
    let inferred = Array(shape[..<2]) + spatial
    guard Shape.isBounded(inferred) else { throw c.node.error("the extents \(inferred)") }
    let empty = try b.broadcast(c.number(0, like: x), to: inferred.map(Dimension.fixed))
    let result = try StandardScattering.put(c, empty, c.tensor(1), x, reduction: "none")
    guard let wanted = try c.ints(2) else { return result }
    guard wanted.count == inferred.count, Shape.isBounded(wanted),
      zip(wanted, inferred).allSatisfy({ $0 >= $1 })
    else { throw c.node.error("the shape \(wanted) for \(inferred)") }
    let high = zip(wanted, inferred).map { $0 - $1 }
    return try b.pad(result, low: high.map { _ in 0 }, high: high)
  }

  /// The middle of each axis, or zeros on both of its sides.
  private static func centre(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    let rank = c.rank(x)
    let axes = try c.node.ints("axes").map { try c.axes($0, rank: rank) } ?? Array(0..<rank)
    let wanted = try c.ints(1) ?? []
    guard wanted.count == axes.count, Shape.isBounded(wanted) else {
      throw c.node.error("the extents \(wanted)")
    }
    for (axis, extent) in zip(axes, wanted) {
      let have = try c.extent(x, axis)
      if extent < have {
        let start = (have - extent) / 2
        x = try c.b.slice(x, axis: axis, start: start, end: start + extent)
      } else if extent > have {
        var (low, high) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
        low[axis] = (extent - have) / 2
        high[axis] = extent - have - low[axis]
        x = try c.b.pad(x, low: low, high: high)
      }
    }
    return x
  }

  /// At each place the product of the elements up to it, in as many steps as the extent has bits.
  private static func cumulativeProduct(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let axis = try c.axis(c.ints(1)?.first ?? 0, rank: c.rank(x))
    let extent = try c.extent(x, axis)
    let isReversed = c.node.flag("reverse")
    func moved(_ x: ValueID, by step: Int) throws -> ValueID {
      var low = [Int](repeating: 0, count: c.rank(x))
      low[axis] = step
      let padded = try b.pad(x, low: low, high: low.map { _ in 0 }, value: c.number(1, like: x))
      return try b.slice(padded, axis: axis, start: 0, end: extent)
    }
    var products = isReversed ? try b.reverse(x, axes: [axis]) : x
    if c.node.flag("exclusive") { products = try moved(products, by: 1) }
    var step = 1
    while step < extent {
      products = try b.multiply(products, moved(products, by: step))
      step *= 2
    }
    return isReversed ? try b.reverse(products, axes: [axis]) : products
  }

  /// The determinants of matrices that are known.
  private static func determinant(_ c: NodeContext) throws -> ValueID {
    let x = try c.known(c.tensor(0))
    let shape = x.shape.dimensions
    guard shape.count >= 2, shape[shape.count - 1] == shape[shape.count - 2],
      x.dtype.isFloatingPoint
    else { throw c.node.error("\(c.type(try c.tensor(0))), which are no square matrices") }
    let size = shape[shape.count - 1]
    let elements = x.doubles()
    let outer = Array(shape.dropLast(2))
    let values = (0..<outer.reduce(1, *)).map { place in
      determinant(Array(elements[place * size * size..<(place + 1) * size * size]), size)
    }
    return try c.constant(values, Shape(outer), x.dtype)
  }

  /// By elimination with the largest pivots.
  private static func determinant(_ elements: [Double], _ size: Int) -> Double {
    var rows = (0..<size).map { Array(elements[$0 * size..<($0 + 1) * size]) }
    var product = 1.0
    for column in 0..<size {
      guard let pivot = (column..<size).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        rows[pivot][column] != 0
      else { return 0 }
      if pivot != column {
        rows.swapAt(pivot, column)
        product = -product
      }
      product *= rows[column][column]
      for row in (column + 1)..<max(size, column + 1) {
        let factor = rows[row][column] / rows[column][column]
        for place in column..<size { rows[row][place] -= factor * rows[column][place] }
      }
    }
    return product
  }

  /// The bits of known elements as others of the same size.
  private static func bitCast(_ c: NodeContext) throws -> ValueID {
    let x = try c.known(c.tensor(0))
    let dtype = try DType(
      onnx: Int32(truncatingIfNeeded: c.node.int("to", 0)), at: c.node.place)
    guard x.dtype != .string, dtype != .bool || x.dtype == .bool,
      dtype.byteCount == x.dtype.byteCount
    else { throw c.node.error("the bits of \(x.dtype) as \(dtype)") }
    return try c.b.constant(
      Tensor.fillingBytes(dtype: dtype, shape: x.shape) { target in
        x.withUnsafeBytes { target.copyMemory(from: $0) }
      })
  }
}
