// The memory that decompressed data go to.

/// Output memory that grows by half, and becomes `Bytes` without a copy.
final class GrowingMemory {
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  private let limit: InflationLimit
  var count = 0

  init(limit: InflationLimit) {
    self.limit = limit
    capacity = 64 << 10
    storage = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { storage.deallocate() }

  /// Room for more output: at least one byte, at most 1 MiB so that limits are checked often.
  func reserve() -> UnsafeMutableRawBufferPointer {
    if count == capacity {
      let larger = capacity + max(capacity / 2, 64 << 10)
      let copy = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 64)
      copy.copyMemory(from: storage, byteCount: count)
      storage.deallocate()
      (storage, capacity) = (copy, larger)
    }
    return UnsafeMutableRawBufferPointer(
      start: storage + count, count: min(capacity - count, 1 << 20))
  }

  var bytes: Bytes {
    Bytes(borrowing: UnsafeRawBufferPointer(start: storage, count: count), from: self)
  }
}
