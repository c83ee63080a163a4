// The nearest points so far, as a heap with the farthest of them at its root.

/// A heap of a fixed number of values and what they belong to.
///
/// A value that equals the largest one does not enter, and which of several largest ones leaves is
/// decided by their places in the heap: this is where ties are decided, as in scikit-learn.
struct NeighborHeap {
  /// The values; the largest is the first.
  private(set) var values: [Double]
  /// What each value belongs to.
  private(set) var places: [Int]

  /// A heap that is full of infinities.
  init(count: Int) {
    values = Array(repeating: .infinity, count: count)
    places = Array(repeating: 0, count: count)
  }

  /// Puts `value` in the place of the largest one, unless it is not smaller.
  mutating func push(_ value: Double, _ place: Int) {
    guard value < values[0] else { return }
    var hole = 0
    while true {
      let (left, right) = (2 * hole + 1, 2 * hole + 2)
      guard left < values.count else { break }
      let larger = right < values.count && values[right] > values[left] ? right : left
      guard value < values[larger] else { break }
      values[hole] = values[larger]
      places[hole] = places[larger]
      hole = larger
    }
    values[hole] = value
    places[hole] = place
  }

  /// Brings the values in ascending order; equal ones keep their order.
  mutating func sort() {
    let order = values.indices.sorted {
      values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1]
    }
    values = order.map { values[$0] }
    places = order.map { places[$0] }
  }
}
