// Files as memory: large models are read where the page cache has them.

import Archives
import Glibc

/// A file mapped read-only into memory.
public final class MappedFile: Sendable {
  /// The path that was opened.
  public let path: String
  private nonisolated(unsafe) let memory: UnsafeMutableRawPointer
  private let count: Int

  /// Maps the file at `path`.
  ///
  /// Throws `TensorFileError` where there is no such file, where it may not be read, and where it is
  /// a directory or empty. A file that another process shortens while it is mapped ends the program,
  /// as with any mapped file: replace models by renaming, not by writing over them.
  public init(path: String) throws(TensorFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      throw TensorFileError(
        file: path, kind: errno == ENOENT || errno == ENOTDIR ? .noSuchFile : .unreadable,
        found: errno == ENOENT || errno == ENOTDIR ? "no such file" : "cannot open: \(reason)")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw TensorFileError(file: path, kind: .unreadable, found: "its size cannot be read")
    }
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else {
      throw TensorFileError(
        file: path, kind: .unreadable, found: "a directory", expected: "a file")
    }
    guard type == S_IFREG else {
      throw TensorFileError(
        file: path, kind: .unreadable, found: "not a regular file", expected: "a file on a disk",
        advice: "write it to a file first")
    }
    guard status.st_size > 0 else {
      throw TensorFileError(file: path, kind: .damaged, found: "an empty file")
    }
    count = Int(status.st_size)
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      memory != MAP_FAILED
    else {
      throw TensorFileError(
        file: path, kind: .unreadable,
        found: "cannot map: \(String(cString: strerror(errno)).lowercased())")
    }
    self.memory = memory
    self.path = path
  }

  deinit { munmap(memory, count) }

  /// The contents; they keep the file mapped.
  public var bytes: Bytes {
    Bytes(borrowing: UnsafeRawBufferPointer(start: memory, count: count), from: self)
  }
}
