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
    if size == 0 {
      memory = nil
      return
    }
    memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0)
    guard memory != MAP_FAILED else {
      throw TableError(.unreadable, file: file.name, found: "cannot map: \(lastSystemError())")
    }
    madvise(memory, size, MADV_SEQUENTIAL)
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

  func lineCount(before offset: Int) -> Int { countLineFeeds(all[..<(consumedCount + offset)]) }
}
