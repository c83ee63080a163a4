// Memory behind tensors. Unsafe memory begins and ends here and in the runtime's arena.

import Glibc

/// A block of aligned memory, or of memory that another object (a mapped file) keeps alive.
///
/// `@unchecked Sendable`: a storage is written only while one tensor is being made, before anything
/// else can see it, and only read afterwards.
public final class TensorStorage: @unchecked Sendable {
  /// The alignment in bytes of owned memory that is at least as large: one cache line, and the widest vector
  /// register.
  public static let alignment = 64

  /// The size of a huge page, and its alignment.
  private static let hugePage = 2 << 20
  /// Memory of at least this size is asked for in huge pages, of which the last is not all used.
  private static let largeByteCount = 4 * hugePage

  /// The first byte.
  public let base: UnsafeMutableRawPointer
  /// The number of bytes.
  public let byteCount: Int
  private let owner: AnyObject?

  /// Allocates uninitialised memory.
  public init(byteCount: Int) {
    self.byteCount = byteCount
    self.owner = nil
    guard byteCount >= Self.largeByteCount else {
      // The results of a single row are smaller; memory without a wish comes in a fraction of the time.
      base = .allocate(
        byteCount: max(byteCount, 1), alignment: byteCount < Self.alignment ? 16 : Self.alignment)
      return
    }
    base = .allocate(byteCount: byteCount, alignment: Self.hugePage)
    // A wish that the kernel may ignore: without it each 4 KiB cost a fault when they are first written.
    madvise(base, byteCount, MADV_HUGEPAGE)
  }

  /// Borrows memory that `owner` keeps alive and nobody writes to.
  public init(borrowing bytes: UnsafeRawBufferPointer, from owner: AnyObject) {
    self.byteCount = bytes.count
    self.base = UnsafeMutableRawPointer(
      mutating: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!)
    self.owner = owner
  }

  deinit {
    if owner == nil { base.deallocate() }
  }
}
