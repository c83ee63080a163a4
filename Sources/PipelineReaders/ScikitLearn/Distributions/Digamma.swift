// The derivative of the logarithm of the gamma function.

import Glibc

/// The digamma function of positive numbers.
enum Digamma {
  /// The function at `x`; NaN where `x` is not positive.
  ///
  /// The recurrence leads to numbers at which the asymptotic series is exact to the last bits.
  static func value(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var x = x
    var sum = 0.0
    while x < 12 {
      sum -= 1 / x
      x += 1
    }
    let square = 1 / (x * x)
    // Bernoulli numbers over their index.
    let series: [Double] = [
      1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
    ]
    let tail = series.reversed().reduce(0) { ($0 + $1) * square }
    return sum + log(x) - 0.5 / x - tail
  }
}
