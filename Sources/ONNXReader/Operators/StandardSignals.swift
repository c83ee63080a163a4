// Windows of signals, and banks of filters.

import Glibc
import PipelineReaders
import TensorIR
import Tensors

enum StandardSignals {
  /// The longest window.
  private static let largestSize = 1 << 24

  static var rules: [String: OperatorRule] {
    [
      "HannWindow": window { 0.5 - 0.5 * cosine($0) },
      "HammingWindow": window { 25.0 / 46 - 21.0 / 46 * cosine($0) },
      "BlackmanWindow": window { 0.42 - 0.5 * cosine($0) + 0.08 * cosine(2 * $0) },
      "MelWeightMatrix": tensor(melWeights),
    ]
  }

  /// The cosine of a part of a turn.
  private static func cosine(_ turns: Double) -> Double { cos(2 * Double.pi * turns) }

  /// A function of the part of a period.
  private static func window(
    _ function: @escaping @Sendable (Double) -> Double
  ) -> OperatorRule {
    tensor { c in
      guard let size = try c.ints(0)?.first, (0...largestSize).contains(size) else {
        throw c.node.error("no size of the window")
      }
      let period = c.node.flag("periodic", true) ? size : size - 1
      let values = (0..<size).map { function(period == 0 ? 0 : Double($0) / Double(period)) }
      return try c.constant(values, [size], dtype(c))
    }
  }

  private static func dtype(_ c: NodeContext) throws -> DType {
    try DType(
      onnx: Int32(truncatingIfNeeded: c.node.int("output_datatype", 1)), at: c.node.place)
  }

  /// Triangles over the places of a spectrum, evenly spaced as one hears.
  private static func melWeights(_ c: NodeContext) throws -> ValueID {
    guard let count = try c.ints(0)?.first, let length = try c.ints(1)?.first,
      let rate = try c.ints(2)?.first, let lowest = try c.doubles(3)?.first,
      let highest = try c.doubles(4)?.first, (1...largestSize).contains(length),
      (1...1 << 16).contains(count), rate > 0, lowest >= 0, highest >= lowest
    else { throw c.node.error("the numbers of the bank of filters") }
    func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }
    let step = (mel(highest) - mel(lowest)) / Double(count + 2)
    let places = try (0..<count + 2).map { index -> Int in
      let height: Double = mel(lowest) + Double(index) * step
      let hertz: Double = 700 * (pow(10, height / 2595) - 1)
      let place: Double = (Double(length + 1) * hertz / Double(rate)).rounded(.down)
      guard place >= 0, place <= Double(length / 2) else {
        throw c.node.error("frequencies beyond half the rate \(rate)")
      }
      return Int(place)
    }
    let bins = length / 2 + 1
    guard Shape.isBounded([bins, count]), bins * count <= largestSize else {
      throw c.node.error("\(bins) places for \(count) filters")
    }
    var weights = [Double](repeating: 0, count: bins * count)
    for filter in 0..<count {
      let (low, centre, high) = (places[filter], places[filter + 1], places[filter + 2])
      if low == centre { weights[centre * count + filter] = 1 }
      for place in stride(from: low, through: centre, by: 1) where low < centre {
        let height = Double(place - low) / Double(centre - low)
        weights[place * count + filter] = height
      }
      for place in stride(from: centre, to: high, by: 1) {
        let height = Double(high - place) / Double(high - centre)
        weights[place * count + filter] = height
      }
    }
    return try c.constant(weights, [bins, count], dtype(c))
  }
}
