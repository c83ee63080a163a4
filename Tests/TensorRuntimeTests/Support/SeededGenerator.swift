// Random values that are the same in every run.

import Tensors

/// SplitMix64: small, fast, and good enough to make test data.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension Tensor {
  /// Random elements; floats are now and then NaN, an infinity, a zero of either sign or denormal.
  static func random(
    _ dtype: DType, _ shape: Shape, _ generator: inout SeededGenerator, hasEdges: Bool = true
  ) -> Tensor {
    let edges: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude, 0.5,
      -1, 1e300, 1e-40, 2.5, -2.5, 3,
    ]
    let count = shape.count
    func doubles() -> [Double] {
      (0..<count).map { _ in
        hasEdges && Int.random(in: 0..<6, using: &generator) == 0
          ? edges.randomElement(using: &generator) ?? 0
          : Double.random(in: -4...4, using: &generator)
      }
    }
    func integers() -> [Int64] {
      (0..<count).map { _ in
        hasEdges && Int.random(in: 0..<8, using: &generator) == 0
          ? Int64(bitPattern: generator.next()) : Int64.random(in: -9...9, using: &generator)
      }
    }
    switch dtype {
    case .f64: return Tensor(doubles(), shape: shape)
    case .f32: return Tensor(doubles().map { Float($0) }, shape: shape)
    case .bf16: return Tensor(doubles().map { BFloat16(Float($0)) }, shape: shape)
    case .i64: return Tensor(integers(), shape: shape)
    case .i32: return Tensor(integers().map { Int32(truncatingIfNeeded: $0) }, shape: shape)
    case .i8: return Tensor(integers().map { Int8(truncatingIfNeeded: $0) }, shape: shape)
    case .bool: return Tensor(integers().map { $0 & 1 == 1 }, shape: shape)
    case .string:
      let words = ["", "a", "bb", "Zürich", "a longer text than eight bytes", "c"]
      return Tensor(
        strings: (0..<count).map { _ in
          Int.random(in: 0..<5, using: &generator) == 0
            ? nil : words.randomElement(using: &generator)
        }, shape: shape)
    }
  }
}
