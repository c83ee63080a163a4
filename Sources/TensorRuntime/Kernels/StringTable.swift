// Text where C can read it, and a hash table over it.

import CKernels
import Tensors

/// The buffers of a text storage, as C sees them.
///
/// The addresses stay right as long as the storage lives: its arrays are constants, each in one
/// contiguous buffer of its own.
struct StringView {
  /// The view of the elements from `start` on.
  static func view(of storage: StringStorage, from start: Int = 0) -> wh_strings {
    let offsets = storage.offsets.withUnsafeBytes { $0.baseAddress }
    let bytes = storage.bytes.withUnsafeBytes { $0.baseAddress }
    let missing = storage.missing?.withUnsafeBytes { $0.baseAddress }
    return wh_strings(
      offsets: offsets?.assumingMemoryBound(to: Int64.self) + start,
      bytes: bytes?.assumingMemoryBound(to: UInt8.self),
      missing: missing.flatMap { $0 }.map { $0.assumingMemoryBound(to: UInt8.self) + start })
  }
}

extension Optional {
  fileprivate static func + <Element>(pointer: Self, distance: Int) -> Self
  where Wrapped == UnsafePointer<Element> {
    pointer.map { $0 + distance }
  }
}

/// Text at an address that stays, for constants of plans.
///
/// `@unchecked Sendable`: written once, when it is made.
final class PinnedStrings: @unchecked Sendable {
  private let storage: StringStorage
  let address: UnsafeMutablePointer<wh_strings>

  init(_ storage: StringStorage) {
    self.storage = storage
    address = .allocate(capacity: 1)
    address.initialize(to: StringView.view(of: storage))
  }

  deinit { address.deallocate() }
}

/// A hash table from the entries of a vocabulary to their places, in open addressing.
///
/// `@unchecked Sendable`: written once, when it is made.
final class StringTable: @unchecked Sendable {
  private let storage: StringStorage
  private let slots: UnsafeMutablePointer<Int32>
  private let values: UnsafeMutablePointer<Int64>
  /// The table that kernels read.
  let address: UnsafeMutablePointer<wh_string_table>

  /// Builds the table; of equal entries the first counts, and missing ones are never found.
  init(_ vocabulary: StringStorage) {
    storage = vocabulary
    var capacity = 16
    while capacity < 2 * vocabulary.count { capacity *= 2 }
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: -1, count: capacity)
    values = .allocate(capacity: max(vocabulary.count, 1))
    let view = StringView.view(of: vocabulary)
    for entry in 0..<vocabulary.count {
      values[entry] = Int64(entry)
      if vocabulary.isMissing(entry) { continue }
      let text = vocabulary.bytes[vocabulary.offsets[entry]..<vocabulary.offsets[entry + 1]]
      var slot = Int(
        truncatingIfNeeded: text.withUnsafeBufferPointer {
          wh_hash_bytes($0.baseAddress, Int64($0.count))
        })
      while true {
        slot &= capacity - 1
        let held = Int(slots[slot])
        if held < 0 {
          slots[slot] = Int32(entry)
          break
        }
        if vocabulary.bytes[vocabulary.offsets[held]..<vocabulary.offsets[held + 1]] == text {
          break
        }
        slot += 1
      }
    }
    address = .allocate(capacity: 1)
    address.initialize(
      to: wh_string_table(
        entries: view, values: values, slots: slots, slot_mask: UInt64(capacity - 1), unknown: -1,
        missing: -2))
  }

  deinit {
    address.deallocate()
    values.deallocate()
    slots.deallocate()
  }
}
