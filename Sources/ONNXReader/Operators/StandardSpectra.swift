// Discrete Fourier transforms, as products with matrices of sines and cosines.

import Glibc
import PipelineReaders
import TensorIR
import Tensors

enum StandardSpectra {
  static var rules: [String: OperatorRule] {
    ["DFT": tensor(transform), "STFT": tensor(framesTransformed)]
  }

  private static func transform(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    // From version 20 on the axis is an input; before, the length was the only other one.
    let axis =
      c.node.version < 20
      ? c.node.int("axis", 1) : try c.ints(2)?.first ?? -2
    let transform = try FourierTransform(
      c, x, axis: c.axis(axis, rank: c.rank(x)), length: c.ints(1)?.first,
      isInverse: c.node.flag("inverse"), isOneSided: c.node.flag("onesided"))
    return try transform.result(of: x)
  }

  /// The transforms of a signal's frames, each multiplied with a window.
  private static func framesTransformed(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let signal = try c.tensor(0)
    let window = try c.optionalTensor(2)
    let size = try c.ints(3)?.first ?? window.map { try c.extent($0, 0) }
    let length = c.rank(signal) == 3 ? try c.extent(signal, 1) : 0
    guard let step = try c.ints(1)?.first, let size, step > 0, (1...max(length, 1)).contains(size),
      size <= length, try window.map({ try c.extents($0) == [size] }) ?? true
    else {
      throw c.node.error(
        "frames of a signal \(c.type(signal))",
        expected: "[batch, length, 1 or 2], a step, and a window no longer than the signal")
    }
    let count = 1 + (length - size) / step
    guard count <= FourierTransform.largestCount / size else {
      throw c.node.unsupported("\(count) frames of \(size) places")
    }
    let places = (0..<count).flatMap { frame in (0..<size).map { Int64(frame * step + $0) } }
    var frames = try b.gather(
      signal, b.constant(Tensor(places, shape: Shape([count, size]))), axis: 1)
    if let window {
      frames = try b.multiply(frames, b.reshape(window, [.fixed(size), 1]))
    }
    let transform = try FourierTransform(
      c, frames, axis: 2, length: size, isInverse: false, isOneSided: c.node.flag("onesided", true))
    return try transform.result(of: frames)
  }
}

/// A transform along one axis of numbers whose last axis holds a real part and perhaps an imaginary one.
private struct FourierTransform {
  /// The most elements of a matrix of cosines.
  static let largestCount = 1 << 24

  private let c: NodeContext
  private let axis: Int
  /// How many of the elements along the axis count; those behind the length do not.
  private let usedCount: Int
  /// The number of elements of the whole signal.
  private let length: Int
  private let isInverse: Bool
  private let isOneSided: Bool
  private let hasImaginary: Bool

  init(
    _ c: NodeContext, _ x: ValueID, axis: Int, length: Int?, isInverse: Bool, isOneSided: Bool
  ) throws {
    let rank = c.rank(x)
    guard rank >= 3, (0..<rank - 1).contains(axis), c.dtype(x).isFloatingPoint else {
      throw c.node.error("a transform of \(c.type(x)) along axis \(axis)")
    }
    let parts = try c.extent(x, rank - 1)
    guard (1...2).contains(parts) else { throw c.node.error("numbers of \(parts) parts") }
    let extent = try c.extent(x, axis)
    // A spectrum of one side has a place more than half of its signal.
    let isHalf = isInverse && isOneSided
    let length = length ?? (isHalf ? 2 * (extent - 1) : extent)
    guard (1...Self.largestCount).contains(length), extent > 0,
      length <= Self.largestCount / length
    else { throw c.node.unsupported("a transform of the length \(length)") }
    (self.c, self.axis, self.length) = (c, axis, length)
    (self.isInverse, self.isOneSided) = (isInverse, isOneSided)
    usedCount = min(extent, isHalf ? length / 2 + 1 : length)
    hasImaginary = parts == 2
  }

  /// The transform, summed in 64 bits: what cancels out in a long sum would else be noise.
  func result(of x: ValueID) throws -> ValueID {
    try c.b.cast(wideResult(of: c.b.cast(x, .f64)), c.dtype(x))
  }

  private func wideResult(of x: ValueID) throws -> ValueID {
    let b = c.b
    let last = c.rank(x) - 1
    let used = try b.slice(x, axis: axis, start: 0, end: usedCount)
    let order = (0..<last).filter { $0 != axis } + [axis]
    func part(_ place: Int) throws -> ValueID {
      try b.transpose(
        b.removing(b.slice(used, axis: last, start: place, end: place + 1), axis: last), order)
    }
    let real = try part(0)
    let imaginary = hasImaginary ? try part(1) : nil
    var back = Array(repeating: 0, count: last)
    for (place, axis) in order.enumerated() { back[axis] = place }
    func placed(_ value: ValueID) throws -> ValueID {
      try b.insertAxis(b.transpose(value, back), last)
    }
    let cosines = try matrix(cos)
    let sines = try matrix(sin)
    // A signal's part turns one way, a spectrum's the other.
    var realSum = try b.matmul(real, cosines)
    if let imaginary {
      let turned = try b.matmul(imaginary, sines)
      realSum = try isInverse ? b.subtract(realSum, turned) : b.add(realSum, turned)
    }
    if isInverse, isOneSided { return try placed(realSum) }
    let turned = try b.matmul(real, sines)
    var imaginarySum = try isInverse ? turned : b.negate(turned)
    if let imaginary { imaginarySum = try b.add(imaginarySum, b.matmul(imaginary, cosines)) }
    return try b.concatenate([placed(realSum), placed(imaginarySum)], axis: last)
  }

  /// `function(2π · from · to / length)`, with what an inverse transform divides by and what stands for the
  /// other side of a spectrum of one side.
  private func matrix(_ function: (Double) -> Double) throws -> ValueID {
    let resultCount = isOneSided && !isInverse ? length / 2 + 1 : length
    var elements: [Double] = []
    elements.reserveCapacity(usedCount * resultCount)
    for from in 0..<usedCount {
      let hasOtherSide = isInverse && isOneSided && from > 0 && 2 * from != length
      let factor = (isInverse ? 1 / Double(length) : 1) * (hasOtherSide ? 2 : 1)
      for to in 0..<resultCount {
        let turns = Double(from * to % length) / Double(length)
        elements.append(factor * function(2 * Double.pi * turns))
      }
    }
    return try c.constant(elements, [usedCount, resultCount], .f64)
  }
}
