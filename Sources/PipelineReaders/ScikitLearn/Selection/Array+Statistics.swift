// Sums in NumPy's order, so that what is compared with a mean falls on the same side.

import Glibc

extension [Double] {
  /// The sum as NumPy adds up neighbouring numbers: by eight partial sums, and by halves from 128 on.
  var pairwiseSum: Double { self[...].pairwiseSum }

  /// The mean; NaN of nothing.
  var mean: Double { pairwiseSum / Double(count) }

  /// The number in the middle, or the mean of the two there; NaN of nothing.
  var median: Double {
    guard !isEmpty, !contains(where: \.isNaN) else { return .nan }
    let sorted = sorted()
    let middle = count / 2
    return count % 2 == 1 ? sorted[middle] : [sorted[middle - 1], sorted[middle]].mean
  }
}

extension ArraySlice<Double> {
  fileprivate var pairwiseSum: Double {
    if count < 8 { return reduce(0, +) }
    if count > 128 {
      let half = count / 2 - count / 2 % 8
      return prefix(half).pairwiseSum + dropFirst(half).pairwiseSum
    }
    var sums = Array(prefix(8))
    let whole = count - count % 8
    for place in 8..<Swift.max(whole, 8) { sums[place % 8] += self[startIndex + place] }
    let total =
      ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    return dropFirst(whole).reduce(total, +)
  }
}

extension Double {
  /// This number, which is not negative, to the power of another.
  func raised(to exponent: Double) -> Double { pow(self, exponent) }
}
