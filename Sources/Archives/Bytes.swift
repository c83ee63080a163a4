// Read-only bytes with checked access: where file contents meet the readers.

/// An immutable run of bytes in memory, of an array or of a mapped file, indexed from 0.
///
/// A slice made by `bytes[range]` shares the memory and is again indexed from 0. Every access is
/// checked. `@unchecked Sendable`: nobody writes the memory while `owner` lives.
public struct Bytes: RandomAccessCollection, @unchecked Sendable {
  @usableFromInline let base: UnsafeRawPointer
  /// The number of bytes.
  public let count: Int
  /// What keeps the memory alive.
  @usableFromInline let owner: AnyObject

  private final class ArrayOwner {
    let storage: UnsafeMutableRawPointer

    init(_ array: [UInt8]) {
      storage = .allocate(byteCount: Swift.max(array.count, 1), alignment: 16)
      array.withUnsafeBytes {
        if let start = $0.baseAddress { storage.copyMemory(from: start, byteCount: $0.count) }
      }
    }

    deinit { storage.deallocate() }
  }

  /// Copies `array`.
  public init(_ array: [UInt8]) {
    let owner = ArrayOwner(array)
    self.init(base: UnsafeRawPointer(owner.storage), count: array.count, owner: owner)
  }

  /// Copies the UTF-8 of `text`.
  public init(utf8 text: String) { self.init(Array(text.utf8)) }

  /// Borrows memory that `owner` keeps alive and nobody writes to.
  public init(borrowing memory: UnsafeRawBufferPointer, from owner: AnyObject) {
    let base = memory.baseAddress ?? UnsafeRawPointer(Unmanaged.passUnretained(owner).toOpaque())
    self.init(base: base, count: memory.count, owner: owner)
  }

  private init(base: UnsafeRawPointer, count: Int, owner: AnyObject) {
    self.base = base
    self.count = count
    self.owner = owner
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { count }

  /// The byte at `index`, which must be in bounds.
  @inlinable public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "a byte index is out of bounds")
    return base.load(fromByteOffset: index, as: UInt8.self)
  }

  /// The bytes of `range`, which must be in bounds, indexed from 0 again.
  public subscript(range: Range<Int>) -> Bytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range is out of bounds")
    return Bytes(base: base + range.lowerBound, count: range.count, owner: owner)
  }

  /// Reads a little-endian integer at `offset`, which must leave room for it.
  @inlinable public func littleEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, at offset: Int
  ) -> Integer {
    precondition(offset >= 0 && offset <= count - MemoryLayout<Integer>.size)
    return Integer(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }

  /// Reads a big-endian integer at `offset`, which must leave room for it.
  @inlinable public func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type, at offset: Int
  ) -> Integer {
    littleEndian(type, at: offset).byteSwapped
  }

  /// The text of `range`, or `nil` where it is not valid UTF-8.
  public func text(in range: Range<Int>) -> String? {
    self[range].withUnsafeBytes { String(validating: $0, as: UTF8.self) }
  }

  /// Whether the first bytes are `prefix`.
  public func hasPrefix(_ prefix: [UInt8]) -> Bool {
    count >= prefix.count && prefix.indices.allSatisfy { self[$0] == prefix[$0] }
  }

  /// Reads the memory.
  @inlinable public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { extendLifetime(owner) }
    return try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  @inlinable public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    defer { extendLifetime(owner) }
    return try body(
      UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count))
  }
}

extension Bytes {
  /// Whether the ASCII `text` occurs anywhere.
  public func contains(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      withUnsafeBytes { memory in
        guard let first = wanted.first, memory.count >= wanted.count else { return wanted.isEmpty }
        return (0...memory.count - wanted.count).contains { start in
          memory[start] == first
            && wanted.indices.allSatisfy { memory[start + $0] == wanted[$0] }
        }
      }
    }
  }
}
