// Sums in NumPy's order, so that what is compared with one falls on the same side.

extension [Double] {
  /// The sum as NumPy adds up neighbouring numbers: by eight partial sums, and by halves from 128 on.
  package var pairwiseSum: Double { self[...].pairwiseSum }
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
