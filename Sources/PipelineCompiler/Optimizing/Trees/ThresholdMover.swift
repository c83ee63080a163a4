// Tests of a scaled number as tests of the number itself.

import Pipelines

/// Finds, for tests of what a function makes of a number, the tests of the number that send the same
/// numbers left: exactly, for every number there is.
///
/// The function keeps or reverses order, so that the numbers that go left are those up to, or from, one
/// number, which is searched for among all numbers of the precision, by halves.
struct ThresholdMover {
  /// Where a test goes.
  struct Moved {
    /// The test of the number itself.
    var test: TreeNode.Test
    /// Whether the children change places.
    var swapsChildren: Bool
  }

  private struct Key: Hashable {
    var threshold: UInt64
    var isStrict: Bool
  }

  private let map: CellMap?
  private let isFalling: Bool
  private let numbers: FloatOrder
  private let roundsToSingle: Bool
  private var moved: [Key: Moved] = [:]

  /// Prepares to move tests before `map`.
  ///
  /// - Parameters:
  ///   - map: the function; `nil` for none, so that only the precision changes.
  ///   - isFalling: whether it reverses order.
  ///   - numbers: the numbers that come in.
  ///   - comparison: the precision to which the tests round what comes out.
  init(
    _ map: CellMap?, isFalling: Bool, numbers: FloatOrder, comparison: TreeEnsemble.Precision
  ) {
    self.map = map
    self.isFalling = isFalling
    self.numbers = numbers
    roundsToSingle = comparison == .single
  }

  /// The test of the number itself; `nil` for a test of codes.
  mutating func move(_ test: TreeNode.Test) -> Moved? {
    let (threshold, isStrict): (Double, Bool)
    switch test {
    case .lessOrEqual(let limit): (threshold, isStrict) = (limit, false)
    case .less(let limit): (threshold, isStrict) = (limit, true)
    case .category: return nil
    }
    let key = Key(threshold: threshold.bitPattern, isStrict: isStrict)
    if let known = moved[key] { return known }
    let found = search(threshold, isStrict: isStrict)
    moved[key] = found
    return found
  }

  private func goesLeft(_ x: Double, _ threshold: Double, _ isStrict: Bool) -> Bool {
    var y = map?(x) ?? x
    if roundsToSingle { y = Double(Float(y)) }
    return isStrict ? y < threshold : y <= threshold
  }

  /// Finds the last number that goes left, in ascending order, or in descending order where the
  /// function falls.
  private func search(_ threshold: Double, isStrict: Bool) -> Moved {
    let sign = isFalling ? -1 : 1
    func passes(_ place: Int) -> Bool {
      goesLeft(numbers.number(at: sign * place), threshold, isStrict)
    }
    let end = numbers.place(of: .infinity)
    guard passes(-end) else { return Moved(test: .less(-.infinity), swapsChildren: false) }
    var (low, high) = passes(0) ? (0, end + 1) : (-end, 0)
    // From a place near it, in steps that double, then by halves.
    let origin = map?.origin(of: threshold) ?? threshold
    let start = origin.isNaN ? 0 : sign * numbers.place(of: origin)
    if low < start, start < high {
      var step = 1
      if passes(start) {
        low = start
        while step < high - low {
          if passes(low + step) { low += step } else { high = low + step }
          step *= 2
        }
      } else {
        high = start
        while step < high - low {
          if passes(high - step) { low = high - step } else { high -= step }
          step *= 2
        }
      }
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if passes(middle) { low = middle } else { high = middle }
    }
    let last = numbers.number(at: sign * low)
    return isFalling
      ? Moved(test: .less(last), swapsChildren: true)
      : Moved(test: .lessOrEqual(last), swapsChildren: false)
  }
}

/// The numbers of a precision in their order, numbered from zero on; both zeros have one place.
enum FloatOrder {
  case single, double

  /// The place of a number, rounded to the precision.
  func place(of number: Double) -> Int {
    switch self {
    case .single:
      let bits = Int(Float(number).magnitude.bitPattern)
      return number < 0 ? -bits : bits
    case .double:
      let bits = Int(number.magnitude.bitPattern)
      return number < 0 ? -bits : bits
    }
  }

  /// The number at a place between those of the infinities.
  func number(at place: Int) -> Double {
    let magnitude: Double =
      switch self {
      case .single: Double(Float(bitPattern: UInt32(place.magnitude)))
      case .double: Double(bitPattern: UInt64(place.magnitude))
      }
    return place < 0 ? -magnitude : magnitude
  }
}
