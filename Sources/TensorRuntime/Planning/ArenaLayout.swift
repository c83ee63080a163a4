// Where each intermediate value lies in the one block of memory that a run uses.

/// A piece of the arena and when it is in use.
struct ArenaBuffer: Sendable {
  /// The size in bytes.
  let byteCount: Int
  /// The first step that writes it.
  let first: Int
  /// The last step that reads or writes it.
  var last: Int
  /// The place in the arena.
  var offset = 0
  /// What it holds, for printed plans: the graph's values, one after the other.
  var values: [Int]

  /// Whether both are in use at some step.
  func overlapsInTime(_ other: ArenaBuffer) -> Bool { first <= other.last && other.first <= last }

  /// The bytes that it takes up.
  var range: Range<Int> { offset..<(offset + ArenaLayout.aligned(byteCount)) }
}

/// Places buffers so that no two that are in use at one step share a byte.
struct ArenaLayout: Sendable {
  /// Buffers begin at cache lines.
  static let alignment = 64

  private(set) var buffers: [ArenaBuffer]
  /// The size of the arena.
  private(set) var byteCount = 0

  /// Places the largest buffers first, each at the lowest place where it fits.
  init(_ buffers: [ArenaBuffer]) {
    self.buffers = buffers
    let order = buffers.indices.sorted {
      (buffers[$1].byteCount, $0) < (buffers[$0].byteCount, $1)
    }
    var placed: [Int] = []
    for index in order {
      let size = Self.aligned(buffers[index].byteCount)
      let busy = placed.filter { self.buffers[$0].overlapsInTime(buffers[index]) }
        .map { self.buffers[$0].range }.sorted { $0.lowerBound < $1.lowerBound }
      var offset = 0
      for range in busy {
        if range.lowerBound >= offset + size { break }
        offset = max(offset, range.upperBound)
      }
      self.buffers[index].offset = offset
      byteCount = max(byteCount, offset + size)
      placed.append(index)
    }
  }

  static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }

  /// Whether no two buffers that are in use at one step share a byte, and all begin aligned.
  package func isSound() -> Bool {
    for (index, buffer) in buffers.enumerated() {
      guard buffer.offset % Self.alignment == 0, buffer.range.upperBound <= byteCount else {
        return false
      }
      for other in buffers[..<index]
      where buffer.overlapsInTime(other) && buffer.range.overlaps(other.range) {
        return false
      }
    }
    return true
  }
}
