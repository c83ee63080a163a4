// Random numbers from a seed, and random programs that are well formed.

import TensorIR
import Tensors

/// A small generator with a seed, so that failures repeat.
struct RandomNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to, but without, `bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A number between -2 and 2, away from 0.
  mutating func double() -> Double {
    let magnitude = 0.1 + 1.9 * Double(next() >> 11) * 0x1p-53
    return below(2) == 0 ? magnitude : -magnitude
  }

  /// A tensor of such numbers.
  mutating func tensor(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map { _ in double() }, shape: shape)
  }
}

/// A program of random operations over a matrix with a symbolic number of rows.
func randomProgram(_ random: inout RandomNumbers) throws -> Program {
  let builder = ProgramBuilder(name: "random")
  let parameters = [
    (name: "x", type: ValueType.tensor(.f64, [.rows, 4])),
    (name: "y 2", type: ValueType.tensor(.f64, [4])),
  ]
  try builder.define("helper", parameters: parameters) { b, v in
    [try b.add(v[0], b.exp(v[1]))]
  }
  try builder.define("main", parameters: parameters) { b, v in
    var values = [v[0], try b.add(v[0], v[1])]
    for _ in 0..<(1 + random.below(12)) {
      let a = values[random.below(values.count)]
      let c = values[random.below(values.count)]
      let next: ValueID
      switch random.below(10) {
      case 0: next = try b.multiply(a, c)
      case 1: next = try b.tanh(a)
      case 2: next = try b.select(b.compare(a, c, .less), a, c)
      case 3: next = try b.reverse(b.cumulativeSum(a, axis: 1), axes: [1])
      case 4: next = try b.add(a, b.reduceSum(c, axes: [1], keepDimensions: true))
      case 5: next = try b.call("helper", [a, v[1]])[0]
      case 6: next = try b.reshape(b.reshape(a, [.rows, 2, 2]), [.rows, 4])
      case 7: next = try b.sort(a, axis: 1, descending: random.below(2) == 0)
      case 8: next = try b.add(a, b.constant(random.tensor([4]), named: "table"))
      default:
        next = try b.concatenate(
          [b.slice(a, axis: 1, start: 2), b.slice(c, axis: 1, start: 0, end: 2)], axis: 1)
      }
      values.append(next)
    }
    return [
      values[values.count - 1], try b.reduceMax(values[random.below(values.count)], axes: [1]),
    ]
  }
  return builder.build()
}
