// Text elements, laid out as Arrow lays them out: one buffer of bytes and an offset for each element.

/// Immutable nullable UTF-8 strings in one buffer.
public final class StringStorage: Sendable {
  /// Where each element begins in `bytes`; one more entry than there are elements.
  public let offsets: [Int]
  /// The UTF-8 of every element, one after the other.
  public let bytes: [UInt8]
  /// Which elements are missing; `nil` when none is.
  public let missing: [Bool]?

  /// The number of elements.
  public var count: Int { offsets.count - 1 }

  /// Creates strings from ready buffers: `offsets` ascend from 0 to `bytes.count`.
  public init(offsets: [Int], bytes: [UInt8], missing: [Bool]?) {
    precondition(!offsets.isEmpty && offsets[offsets.count - 1] == bytes.count)
    precondition(missing.map { $0.count == offsets.count - 1 } ?? true)
    self.offsets = offsets
    self.bytes = bytes
    self.missing = missing
  }

  /// Copies strings into one buffer; `nil` is a missing element.
  public convenience init(_ strings: some Sequence<String?>) {
    var offsets = [0]
    var bytes: [UInt8] = []
    var missing: [Bool] = []
    for string in strings {
      if let string { bytes.append(contentsOf: string.utf8) }
      offsets.append(bytes.count)
      missing.append(string == nil)
    }
    self.init(offsets: offsets, bytes: bytes, missing: missing.contains(true) ? missing : nil)
  }

  /// The element at `index`, or `nil` where it is missing.
  public subscript(index: Int) -> String? {
    if isMissing(index) { return nil }
    return String(decoding: bytes[offsets[index]..<offsets[index + 1]], as: UTF8.self)
  }

  /// Whether the element at `index` is missing.
  public func isMissing(_ index: Int) -> Bool { missing?[index] ?? false }
}
