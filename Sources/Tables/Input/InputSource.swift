// Where the text of a table comes from: a mapped file, or a stream read piece by piece.

import Glibc

/// The part of an input that was not consumed yet, contiguous in memory.
///
/// A file on a disk is mapped, and is one window from where it was consumed to its end; its pages
/// are given back as they are consumed, so that a file larger than memory can be read. A stream is
/// read into a buffer that grows when its reader asks for more.
protocol InputSource: AnyObject {
  /// The bytes after those consumed. Valid until the next call of `extend` or `consume`.
  var window: UnsafeBufferPointer<UInt8> { get }
  /// Whether the window reaches to the end of the input.
  var isComplete: Bool { get }
  /// Reads more; afterwards the window is longer or complete.
  func extend() throws(TableError)
  /// Gives up the first `count` bytes of the window.
  func consume(_ count: Int)
  /// The number of lines that end before `offset` of the window, from the start of the input.
  func lineCount(before offset: Int) -> Int
  /// The offset of the window in the input.
  var consumedCount: Int { get }
}

/// The number of line feeds in `bytes`.
func countLineFeeds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  var count = 0
  for byte in bytes { count &+= byte == UInt8(ascii: "\n") ? 1 : 0 }
  return count
}

/// An open file descriptor, closed with the object.
final class FileDescriptor {
  private let number: CInt
  /// What the caller named.
  let path: String
  /// What errors call the file.
  let name: String

  /// Opens `path` for reading; `-` is standard input.
  init(reading path: String) throws(TableError) {
    self.path = path
    name = path == "-" ? "standard input" : path
    number = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      let isAbsent = errno == ENOENT || errno == ENOTDIR
      throw TableError(
        isAbsent ? .noSuchFile : .unreadable, file: name,
        found: isAbsent ? "no such file" : "cannot open: \(lastSystemError())")
    }
    var status = stat()
    guard fstat(number, &status) == 0 else {
      throw TableError(.unreadable, file: name, found: "its size cannot be read")
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw TableError(.unreadable, file: name, found: "a directory", expected: "a file")
    }
    isRegular = status.st_mode & S_IFMT == S_IFREG
    size = Int(status.st_size)
  }

  deinit { close(number) }

  /// Whether it is a file on a disk, which can be mapped.
  let isRegular: Bool
  /// The size in bytes of a regular file.
  let size: Int

  /// Maps a regular file; `nil` where it is empty.
  func map() throws(TableError) -> UnsafeMutableRawPointer? {
    if size == 0 { return nil }
    let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, number, 0)
    guard memory != MAP_FAILED else {
      throw TableError(.unreadable, file: name, found: "cannot map: \(lastSystemError())")
    }
    madvise(memory, size, MADV_SEQUENTIAL)
    return memory
  }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TableError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw TableError(.unreadable, file: name, found: "cannot read: \(lastSystemError())")
      }
    }
  }
}

/// What `errno` says, as a phrase.
func lastSystemError() -> String { String(cString: strerror(errno)).lowercased() }
