// Terms by their bytes.

/// The places of terms, found by their UTF-8 without making strings of it.
public struct TermTable: Sendable {
  private let bytes: [UInt8]
  private let offsets: [Int]
  /// Places by hash, in open addressing; -1 where none is.
  private var slots: [Int32]

  /// The number of terms.
  public var count: Int { offsets.count - 1 }

  /// Holds `terms`, whose UTF-8 lies one after the other in `bytes`; of equal ones the first counts.
  public init(bytes: [UInt8], offsets: [Int]) {
    self.bytes = bytes
    self.offsets = offsets
    var capacity = 16
    while capacity < 2 * offsets.count { capacity *= 2 }
    slots = Array(repeating: -1, count: capacity)
    bytes.withUnsafeBufferPointer { all in
      for place in 0..<(offsets.count - 1) {
        let term = UnsafeBufferPointer(rebasing: all[offsets[place]..<offsets[place + 1]])
        let slot = find(term, in: all)
        if slots[slot] < 0 { slots[slot] = Int32(place) }
      }
    }
  }

  /// Holds `terms`.
  public init(_ terms: [String]) {
    var bytes: [UInt8] = []
    var offsets = [0]
    for term in terms {
      bytes.append(contentsOf: term.utf8)
      offsets.append(bytes.count)
    }
    self.init(bytes: bytes, offsets: offsets)
  }

  /// The place of `term`; -1 where it is not there.
  public func place(of term: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.withUnsafeBufferPointer { Int(slots[find(term, in: $0)]) }
  }

  /// The slot of `term`, or the free one where it would be.
  private func find(
    _ term: UnsafeBufferPointer<UInt8>, in all: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(term) & mask
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      let range = offsets[place]..<offsets[place + 1]
      if range.count == term.count, all[range].elementsEqual(term) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func hash(_ term: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a, folded: terms are short.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in term { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}
