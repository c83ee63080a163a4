// Tests of a scaled number as tests of the number itself.

import Pipelines

/// Finds, for tests of what a function makes of a number, the tests of the number that send the same
/// numbers left: exactly, for every number there is.
///
/// The function keeps or reverses order, so that the numbers that go left are those up to, or from, one
/// number, which is searched for among all numbers of the precision, beginning near where arithmetic
/// without rounding has it.
struct ThresholdMover {
  /// Where a test goes.
  struct Moved {
    /// The test of the number itself.
    var test: TreeNode.Test
    /// Whether the children change places.
    var swapsChildren: Bool
  }

  private let map: CellMap?
  private let isFalling: Bool
  private let numbers: FloatOrder
  private let roundsToSingle: Bool

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
  func move(_ test: TreeNode.Test) -> Moved? {
    switch test {
    case .lessOrEqual(let threshold): search(threshold, isStrict: false)
    case .less(let threshold): search(threshold, isStrict: true)
    case .category: nil
    }
  }

  private func goesLeft(_ x: Double, _ threshold: Double, _ isStrict: Bool) -> Bool {
    var y = map?(x) ?? x
    if roundsToSingle { y = Double(Float(y)) }
    return isStrict ? y < threshold : y <= threshold
  }

  /// The number in the middle between the largest of 32 bits that passes the test and the next one, up
  /// to which numbers are rounded to those that pass.
  private static func border(below threshold: Double, _ isStrict: Bool) -> Double {
    let last = CanonicalEnsemble.largest(in: .f32, notAbove: threshold)
    let passing = isStrict && last == threshold ? Float(last).nextDown : Float(last)
    let middle = (Double(passing) + Double(passing.nextUp)) / 2
    return middle.isFinite ? middle : threshold
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
    let border = roundsToSingle ? Self.border(below: threshold, isStrict) : threshold
    let origin = map?.origin(of: border) ?? border
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
