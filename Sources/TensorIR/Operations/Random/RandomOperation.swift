// Random numbers that depend on a seed and a place alone.

import Glibc
import Tensors

/// `random_uniform`, `random_normal` `{dimensions, dtype}`: the number at each place is a function of
/// the seed (an `i64` scalar) and the place's position, by the SplitMix64 generator (Steele, Lea and
/// Flood 2014): the same seed gives the same numbers, on any number of threads.
struct RandomOperation: OperationDefinition {
  let isNormal: Bool
  var name: String { isNormal ? "random_normal" : "random_uniform" }
  var summary: String {
    let numbers = isNormal ? "Standard normal numbers" : "Numbers evenly from [0, 1)"
    return "\(numbers) with extents `dimensions`, as `dtype`, that follow from the seed alone."
  }

  static let all = [RandomOperation(isNormal: false), RandomOperation(isNormal: true)]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    try context.scalar(0, of: .i64)
    let dimensions = try context.dimensions()
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard dtype.isFloatingPoint, !dimensions.contains(.unknown) else {
      throw context.error("a floating-point dtype and known or symbolic extents were expected")
    }
    return [.tensor(dtype, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let seed = UInt64(bitPattern: try context.tensor(0).elements(of: Int64.self)[0])
    let shape = try context.boundShape()
    let stream = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
    let numbers = (0..<UInt64(shape.count)).map { place in
      isNormal ? Self.normal(stream, place) : Self.uniform(stream, place)
    }
    let dtype = try context.attributes.dtype("dtype", of: name)
    if dtype == .f64 { return [.tensor(Tensor(numbers, shape: shape))] }
    // Truncated, so that no number below 1 becomes 1.
    let floats = numbers.map {
      isNormal ? Float($0) : Float(($0 * 0x1p24).rounded(.down) * 0x1p-24)
    }
    let singles = Tensor(floats, shape: shape)
    if dtype == .f32 { return [.tensor(singles)] }
    guard !isNormal else { return [.tensor(singles.narrowed())] }
    let halves = numbers.map { BFloat16(Float(($0 * 0x1p8).rounded(.down) * 0x1p-8)) }
    return [.tensor(Tensor(halves, shape: shape))]
  }

  private static func uniform(_ stream: UInt64, _ counter: UInt64) -> Double {
    Double(mix(stream &+ counter &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
  }

  /// The Box-Muller transform of two uniform numbers.
  private static func normal(_ stream: UInt64, _ place: UInt64) -> Double {
    let radius = (-2 * log(1 - uniform(stream, 2 &* place))).squareRoot()
    return radius * cos(2 * Double.pi * uniform(stream, 2 &* place &+ 1))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension FunctionBuilder {
  /// Numbers evenly from [0, 1) that follow from `seed` (`i64`, rank 0) alone.
  public func randomUniform(
    _ dimensions: [Dimension], seed: ValueID, _ dtype: DType = .f64
  ) throws -> ValueID {
    try append(
      one: "random_uniform", [seed],
      ["dimensions": .dimensions(dimensions), "dtype": .dtype(dtype)])
  }

  /// Standard normal numbers that follow from `seed` (`i64`, rank 0) alone.
  public func randomNormal(
    _ dimensions: [Dimension], seed: ValueID, _ dtype: DType = .f64
  ) throws -> ValueID {
    try append(
      one: "random_normal", [seed],
      ["dimensions": .dimensions(dimensions), "dtype": .dtype(dtype)])
  }
}
