// Numbers in 8 bits with a scale.

import PipelineReaders
import TensorIR
import Tensors

enum StandardQuantization {
  static var rules: [String: OperatorRule] {
    [
      "QuantizeLinear": tensor(quantize), "DequantizeLinear": tensor(dequantize),
      "MatMulInteger": tensor { c in
        let (x, y) = (try shifted(c, 0, zero: 2, axis: -2), try shifted(c, 1, zero: 3, axis: -1))
        return try c.b.cast(StandardContractions.product(c, x, y), .i32)
      },
      "QLinearMatMul": tensor(multiply),
      "ConvInteger": tensor { c in
        let sum = try StandardConvolutions.convolve(
          c, shifted(c, 0, zero: 2, axis: 1), shifted(c, 1, zero: 3, axis: 0), bias: nil)
        return try c.b.cast(sum, .i32)
      },
      "QLinearConv": tensor(convolve),
    ]
  }

  /// A vector of scales or zero points, along an axis of a tensor of `rank` axes.
  private static func along(
    _ c: NodeContext, _ values: ValueID, _ axis: Int, rank: Int
  ) throws -> ValueID {
    guard c.rank(values) == 1, rank > 0 else { return values }
    if try c.extent(values, 0) == 1 { return try c.b.reshape(values, []) }
    var column = Array(repeating: Dimension.fixed(1), count: rank)
    column[try c.axis(axis, rank: rank)] = c.type(values).dimensions[0]
    return try c.b.reshape(values, column)
  }

  /// Scales or zero points for each element: one for all, along an axis, or for blocks along it.
  private static func spread(
    _ c: NodeContext, _ values: ValueID, over x: ValueID
  ) throws -> ValueID {
    let block = c.node.int("block_size", 0)
    guard block > 0 else {
      return try along(c, values, c.node.int("axis", 1), rank: c.rank(x))
    }
    let axis = try c.axis(1, of: x)
    guard c.rank(values) == c.rank(x) else { throw c.node.error("scales of \(c.type(values))") }
    let (extent, count) = (try c.extent(x, axis), try c.extent(values, axis))
    guard extent <= 1 << 24 else { throw c.node.unsupported("\(extent) elements in blocks") }
    let places = (0..<extent).map { Int64($0 / block) }
    guard places.last.map({ $0 < Int64(count) }) ?? true else {
      throw c.node.error("\(count) blocks of \(block) for \(extent)")
    }
    return try c.b.gather(values, c.b.constant(Tensor(places)), axis: axis)
  }

  private static func quantize(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let scale = try spread(c, c.tensor(1), over: x)
    let zero = try c.optionalTensor(2)
    // Without a zero point, and where no type is named, the result has bytes without a sign.
    let code = c.node.int("output_dtype", 0)
    let dtype =
      try zero.map { c.dtype($0) }
      ?? DType(onnx: Int32(truncatingIfNeeded: code == 0 ? 2 : code), at: c.node.place)
    let real: DType = c.dtype(x).isFloatingPoint ? c.dtype(x) : .f32
    let quotient = try b.divide(b.cast(x, real), b.cast(scale, real))
    return try saturated(c, quotient, zero.map { try spread(c, $0, over: x) }, dtype)
  }

  /// Rounded, shifted by the zero point, and kept in the range of the dtype.
  private static func saturated(
    _ c: NodeContext, _ x: ValueID, _ zero: ValueID?, _ dtype: DType
  ) throws -> ValueID {
    let b = c.b
    guard dtype == .i8 || dtype == .i32 else {
      throw c.node.unsupported("the element type \(dtype) of quantised numbers")
    }
    var value = try b.cast(b.roundHalfEven(x), .f64)
    if let zero { value = try b.add(value, b.cast(zero, .f64)) }
    // A cast keeps what is out of range at the ends of the range.
    return try b.cast(value, dtype)
  }

  private static func dequantize(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let x = try c.tensor(0)
    let given = try c.tensor(1)
    let scale = try spread(c, given, over: x)
    var value = try b.cast(x, .f64)
    if let zero = try c.optionalTensor(2) {
      value = try b.subtract(value, b.cast(spread(c, zero, over: x), .f64))
    }
    let code = c.node.int("output_dtype", 0)
    let dtype =
      code == 0
      ? c.dtype(given) : try DType(onnx: Int32(truncatingIfNeeded: code), at: c.node.place)
    return try b.cast(b.multiply(b.cast(value, c.dtype(given)), scale), dtype)
  }

  /// An input less its zero point, in numbers that hold sums of products exactly.
  private static func shifted(
    _ c: NodeContext, _ index: Int, zero: Int, axis: Int
  ) throws -> ValueID {
    let x = try c.b.cast(c.tensor(index), .f64)
    guard let point = try c.optionalTensor(zero) else { return x }
    let rank = c.rank(x)
    return try c.b.subtract(
      x, c.b.cast(along(c, point, rank > 1 ? axis : 0, rank: rank), .f64))
  }

  /// The scale of a product's sums, of which that of the result is a part.
  private static func requantized(
    _ c: NodeContext, _ sum: ValueID, _ x: ValueID, _ y: ValueID, scale: Int, zero: Int
  ) throws -> ValueID {
    let b = c.b
    let result = try c.tensor(scale)
    let factor = try b.divide(b.multiply(b.cast(x, .f32), b.cast(y, .f32)), b.cast(result, .f32))
    let point = try c.tensor(zero)
    return try saturated(
      c, b.multiply(b.cast(sum, .f32), factor), point, c.dtype(point))
  }

  private static func multiply(_ c: NodeContext) throws -> ValueID {
    let (x, y) = (try shifted(c, 0, zero: 2, axis: -2), try shifted(c, 3, zero: 5, axis: -1))
    let sum = try StandardContractions.product(c, x, y)
    return try requantized(
      c, sum, along(c, c.tensor(1), -2, rank: max(c.rank(sum), 2)),
      along(c, c.tensor(4), -1, rank: c.rank(sum)), scale: 6, zero: 7)
  }

  private static func convolve(_ c: NodeContext) throws -> ValueID {
    let bias = try c.optionalTensor(8).map { try c.b.cast($0, .f64) }
    let sum = try StandardConvolutions.convolve(
      c, shifted(c, 0, zero: 2, axis: 1), shifted(c, 3, zero: 5, axis: 0), bias: bias)
    return try requantized(
      c, sum, c.tensor(1), along(c, c.tensor(4), 1, rank: c.rank(sum)), scale: 6, zero: 7)
  }
}
