// From the keys of JSON objects to the positions of columns.

import Glibc

/// Finds the column of a key: rows written by one program have their keys in one order, so that the
/// key is nearly always the one after the last.
///
/// `@unchecked Sendable`: the memory is written in `init` only.
final class JSONKeys: @unchecked Sendable {
  private let positions: [String: Int]
  private let names: [UnsafeBufferPointer<UInt8>]

  init(_ names: [String]) {
    positions = Dictionary(zip(names.indices.map { names[$0] }, names.indices)) { first, _ in first
    }
    self.names = names.map { name in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(name.utf8.count, 1))
      let end = copy.initialize(fromContentsOf: name.utf8)
      return UnsafeBufferPointer(rebasing: copy[..<end])
    }
  }

  deinit {
    for name in names { name.deallocate() }
  }

  /// The column of `key`, or `nil`.
  @inline(__always)
  func field(of key: JSONString, expecting expected: Int) -> Int? {
    if expected < names.count, !key.isEscaped {
      let name = names[expected]
      let length = key.end - key.start
      if name.count == length, let base = name.baseAddress, memcmp(base, key.start, length) == 0 {
        return expected
      }
    }
    return positions[Self.name(of: key)]
  }

  /// The text of `key`.
  static func name(of key: JSONString) -> String {
    let raw = UnsafeBufferPointer(start: key.start, count: key.end - key.start)
    guard key.isEscaped else { return String(decoding: raw, as: UTF8.self) }
    return String(unsafeUninitializedCapacity: raw.count) { target in
      target.baseAddress.map { unescapeJSON(raw, into: $0) } ?? 0
    }
  }
}
