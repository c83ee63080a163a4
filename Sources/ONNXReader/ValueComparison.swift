// Whether a value is what was expected.

import Tensors

/// Compares values, and remembers the largest differences of numbers that agree.
struct ValueComparison {
  let rtol: Double
  let atol: Double
  private(set) var largest: (relative: Double, absolute: Double) = (0, 0)

  init(rtol: Double, atol: Double) {
    self.rtol = rtol
    self.atol = atol
  }

  /// What is different; `nil` where nothing is.
  mutating func difference(_ found: ModelValue, _ expected: ModelValue) -> String? {
    switch (found, expected) {
    case (.tensor(let found), .tensor(let expected)): return difference(found, expected)
    case (.sequence(let found), .sequence(let expected)):
      guard found.count == expected.count else {
        return "\(found.count) values; \(expected.count) were expected"
      }
      for (place, pair) in zip(found, expected).enumerated() {
        if let difference = difference(pair.0, pair.1) { return "[\(place)]: \(difference)" }
      }
      return nil
    case (.absent, .absent): return nil
    default: return "a value of another kind than expected"
    }
  }

  private mutating func difference(_ found: Tensor, _ expected: Tensor) -> String? {
    guard found.dtype == expected.dtype, found.shape == expected.shape else {
      return "\(found.dtype.rawValue)\(found.shape); "
        + "\(expected.dtype.rawValue)\(expected.shape) was expected"
    }
    if found.dtype == .string {
      let place = (0..<found.count).first { found.strings[$0] != expected.strings[$0] }
      return place.map {
        "'\(found.strings[$0] ?? "")' at \($0); '\(expected.strings[$0] ?? "")' was expected"
      }
    }
    // Two units in the last place of 8 significant bits, as ONNX's own runner allows.
    let rtol = found.dtype == .bf16 ? max(rtol, 0x1p-6) : rtol
    for (place, (a, b)) in zip(found.doubles(), expected.doubles()).enumerated() {
      if a == b || (a.isNaN && b.isNaN) { continue }
      let absolute = abs(a - b)
      guard absolute <= atol + rtol * abs(b), found.dtype.isFloatingPoint else {
        return "\(a) at \(place); \(b) was expected"
      }
      largest.absolute = max(largest.absolute, absolute)
      largest.relative = max(largest.relative, absolute / max(abs(b), .leastNormalMagnitude))
    }
    return nil
  }
}
