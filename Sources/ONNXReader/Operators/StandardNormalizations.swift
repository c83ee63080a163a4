// Normalisations.

import PipelineReaders
import TensorIR
import Tensors

enum StandardNormalizations {
  static var rules: [String: OperatorRule] {
    [
      "BatchNormalization": tensors(batch),
      "LayerNormalization": tensors(layer),
      "RMSNormalization": tensor { c in try rootMeanSquare(c) },
      "InstanceNormalization": tensor(instance),
      "GroupNormalization": tensor(group),
      "MeanVarianceNormalization": tensor(meanVariance),
      "LpNormalization": tensor(byNorm),
      "LRN": tensor(local),
    ]
  }

  /// A vector of channels, along axis 1 of a tensor of `rank` axes.
  private static func channels(_ c: NodeContext, _ x: ValueID, rank: Int) throws -> ValueID {
    let ones = Array(repeating: Dimension.fixed(1), count: max(rank - 2, 0))
    let count = c.type(x).dimensions.last ?? 1
    return try c.b.reshape(x, rank < 2 ? [count] : [1, count] + ones)
  }

  private static func batch(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let x = try c.tensor(0)
    if c.node.flag("training_mode") { return try batchInTraining(c, x) }
    guard c.node.outputs.dropFirst().allSatisfy(\.isEmpty) else {
      throw c.node.unsupported("training before version 14")
    }
    let parts = try (1...4).map {
      try channels(c, c.b.cast(c.tensor($0), c.dtype(x)), rank: c.rank(x))
    }
    let epsilon = try c.number(c.node.float("epsilon", 1e-5), like: x)
    let deviation = try b.sqrt(b.add(parts[3], epsilon))
    let normal = try b.divide(b.subtract(x, parts[2]), deviation)
    return [try b.add(b.multiply(normal, parts[0]), parts[1])]
  }

  /// Normalised by the batch itself, which also moves the running mean and variance.
  private static func batchInTraining(_ c: NodeContext, _ x: ValueID) throws -> [ValueID] {
    let b = c.b
    let axes = (0..<c.rank(x)).filter { $0 != 1 }
    let parts = try normalized(c, x, axes: axes, epsilon: c.node.float("epsilon", 1e-5))
    let scaled = try b.add(
      b.multiply(parts.normal, channels(c, c.tensor(1), rank: c.rank(x))),
      channels(c, c.tensor(2), rank: c.rank(x)))
    let centred = try b.subtract(x, parts.mean)
    let variance = try b.reduceMean(b.multiply(centred, centred), axes: axes)
    let momentum = c.node.float("momentum", 0.9)
    func moved(_ index: Int, _ current: ValueID) throws -> ValueID {
      let running = try c.tensor(index)
      return try b.add(
        b.multiply(running, c.number(momentum, like: running)),
        b.multiply(b.cast(current, c.dtype(running)), c.number(1 - momentum, like: running)))
    }
    return [scaled, try moved(3, b.reduceMean(x, axes: axes)), try moved(4, variance)]
  }

  /// What remains of `x` when its mean along axes is subtracted and it is divided by its deviation.
  private static func normalized(
    _ c: NodeContext, _ x: ValueID, axes: [Int], epsilon: Double
  ) throws -> (normal: ValueID, mean: ValueID, inverse: ValueID) {
    let b = c.b
    let mean = try b.reduceMean(x, axes: axes, keepDimensions: true)
    let centred = try b.subtract(x, mean)
    let variance = try b.reduceMean(b.multiply(centred, centred), axes: axes, keepDimensions: true)
    let inverse = try b.reciprocal(b.sqrt(b.add(variance, c.number(epsilon, like: x))))
    return (try b.multiply(centred, inverse), mean, inverse)
  }

  private static func layer(_ c: NodeContext) throws -> [ValueID] {
    let b = c.b
    let source = try c.tensor(0)
    let axis = try c.axis(-1, of: source)
    let wide: DType = c.dtype(source) == .bf16 ? .f32 : c.dtype(source)
    let x = try b.cast(source, wide)
    let parts = try normalized(
      c, x, axes: Array(axis..<c.rank(x)), epsilon: c.node.float("epsilon", 1e-5))
    var result = try b.multiply(b.cast(parts.normal, c.dtype(source)), c.tensor(1))
    if let bias = try c.optionalTensor(2) { result = try b.add(result, bias) }
    return [result, parts.mean, parts.inverse]
  }

  private static func rootMeanSquare(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let source = try c.tensor(0)
    let axis = try c.axis(-1, of: source)
    let wide: DType = c.dtype(source) == .bf16 ? .f32 : c.dtype(source)
    let x = try b.cast(source, wide)
    let square = try b.reduceMean(
      b.multiply(x, x), axes: Array(axis..<c.rank(x)), keepDimensions: true)
    let root = try b.sqrt(b.add(square, c.number(c.node.float("epsilon", 1e-5), like: x)))
    return try b.multiply(b.cast(b.divide(x, root), c.dtype(source)), c.tensor(1))
  }

  private static func instance(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    guard c.rank(x) > 2 else { throw c.node.error("an image of \(c.rank(x)) axes") }
    let parts = try normalized(
      c, x, axes: Array(2..<c.rank(x)), epsilon: c.node.float("epsilon", 1e-5))
    let scale = try channels(c, c.tensor(1), rank: c.rank(x))
    return try c.b.add(
      c.b.multiply(parts.normal, scale), channels(c, c.tensor(2), rank: c.rank(x)))
  }

  private static func group(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let groups = c.node.int("num_groups", 1)
    let count = try c.extent(x, 1)
    guard groups > 0, count % groups == 0 else { throw c.node.error("\(groups) groups") }
    let dimensions = c.type(x).dimensions
    let split =
      [dimensions[0], .fixed(groups), .fixed(count / groups)] + Array(dimensions[2...])
    let parts = try normalized(
      c, b.reshape(x, split), axes: Array(2..<split.count), epsilon: c.node.float("epsilon", 1e-5))
    guard c.node.version >= 21 else {
      // The scale and bias were those of groups.
      let ones = Array(repeating: Dimension.fixed(1), count: split.count - 2)
      let shape = [Dimension.fixed(1), .fixed(groups)] + ones
      let scaled = try b.add(
        b.multiply(parts.normal, b.reshape(c.tensor(1), shape)), b.reshape(c.tensor(2), shape))
      return try b.reshape(scaled, dimensions)
    }
    let normal = try b.reshape(parts.normal, dimensions)
    return try b.add(
      b.multiply(normal, channels(c, c.tensor(1), rank: c.rank(x))),
      channels(c, c.tensor(2), rank: c.rank(x)))
  }

  private static func meanVariance(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let axes = try c.axes(c.node.ints("axes") ?? [0, 2, 3], rank: c.rank(x)).sorted()
    let mean = try b.reduceMean(x, axes: axes, keepDimensions: true)
    let square = try b.reduceMean(b.multiply(x, x), axes: axes, keepDimensions: true)
    let deviation = try b.sqrt(b.subtract(square, b.multiply(mean, mean)))
    return try b.divide(b.subtract(x, mean), b.add(deviation, c.number(1e-9, like: x)))
  }

  private static func byNorm(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let axis = try c.axis(-1, of: x)
    let size: ValueID
    switch c.node.int("p", 2) {
    case 1: size = try b.reduceSum(b.abs(x), axes: [axis], keepDimensions: true)
    case 2:
      size = try b.sqrt(b.reduceSum(b.multiply(x, x), axes: [axis], keepDimensions: true))
    case let p: throw c.node.error("the norm \(p)")
    }
    let zero = try c.number(0, like: x)
    return try b.select(b.compare(size, zero, .equal), zero, b.divide(x, size))
  }

  private static func local(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let size = c.node.int("size", 1)
    let count = try c.extent(x, 1)
    guard (1...1 << 16).contains(size) else { throw c.node.error("the size \(size)") }
    var (low, high) = ([Int](repeating: 0, count: c.rank(x)), [Int](repeating: 0, count: c.rank(x)))
    (low[1], high[1]) = ((size - 1) / 2, size / 2)
    let padded = try b.pad(b.multiply(x, x), low: low, high: high)
    var sum = try b.slice(padded, axis: 1, start: 0, end: count)
    for start in 1..<max(size, 1) {
      sum = try b.add(sum, b.slice(padded, axis: 1, start: start, end: start + count))
    }
    let alpha = try c.number(c.node.float("alpha", 1e-4) / Double(size), like: x)
    let base = try b.add(c.number(c.node.float("bias", 1), like: x), b.multiply(alpha, sum))
    return try b.divide(x, b.power(base, c.number(c.node.float("beta", 0.75), like: x)))
  }
}
