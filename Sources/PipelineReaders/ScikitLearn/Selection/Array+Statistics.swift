// What the importances of features are compared with.

import Glibc
import Pipelines

extension [Double] {
  /// The mean as NumPy computes it; NaN of nothing.
  var mean: Double { pairwiseSum / Double(count) }

  /// The number in the middle, or the mean of the two there; NaN of nothing.
  var median: Double {
    guard !isEmpty, !contains(where: \.isNaN) else { return .nan }
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : [sorted[middle - 1], sorted[middle]].mean
  }
}

extension Double {
  /// This number, which is not negative, to the power of another.
  func raised(to exponent: Double) -> Double { pow(self, exponent) }
}
