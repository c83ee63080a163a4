// A file on a disk as an input.

import Glibc

/// A mapped regular file.
///
/// A file that another process shortens while it is mapped ends the program, as with any mapped
/// file.
final class MappedSource: InputSource {
  private let memory: UnsafeMutableRawPointer?
  private let size: Int
  private(set) var consumedCount = 0
  /// Up to where pages were given back.
  private var releasedCount = 0

  init(_ file: FileDescriptor) throws(TableError) {
    size = file.size
    memory = try file.map()
  }

  deinit {
    if let memory { munmap(memory, size) }
  }

  private var all: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: memory?.assumingMemoryBound(to: UInt8.self), count: size)
  }

  var window: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: all[consumedCount...]) }

  var isComplete: Bool { true }

  func extend() {}

  func consume(_ count: Int) {
    consumedCount += count
    let releasable = consumedCount / 65_536 * 65_536
    if let memory, releasable > releasedCount {
      madvise(memory + releasedCount, releasable - releasedCount, MADV_DONTNEED)
      releasedCount = releasable
    }
  }

  func lineCount(before offset: Int) -> Int {
    countLineFeeds(UnsafeBufferPointer(rebasing: all[..<(consumedCount + offset)]))
  }
}
