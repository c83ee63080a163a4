// Where output goes: a file that appears when it is complete, or a stream.

import Glibc

/// A file being written, or standard output.
///
/// A file is written beside its destination and renamed when it is complete, so that a run that
/// fails leaves what was there before. A destination that is there and is no regular file (a pipe,
/// `/dev/null`) is written to directly.
final class OutputFile {
  /// What errors call the output.
  let name: String
  /// Whether the output is a file of its own, in which one can go back.
  let isSeekable: Bool
  private let descriptor: CInt
  private let target: String
  /// The unfinished file, to be renamed or removed.
  private var temporary: String?

  /// Opens `path` for writing; `-` is standard output.
  init(path: String) throws(TableError) {
    name = path == "-" ? "standard output" : path
    target = Self.resolved(path)
    var status = stat()
    let isDirect =
      path == "-" || stat(target, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    isSeekable = !isDirect
    if path == "-" {
      descriptor = dup(1)
    } else if isDirect {
      descriptor = open(target, O_WRONLY | O_CLOEXEC)
    } else {
      let unfinished = "\(target).\(getpid())-\(UInt32.random(in: 0 ... .max)).partial"
      descriptor = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { temporary = unfinished }
    }
    guard descriptor >= 0 else {
      throw TableError(.unreadable, file: name, found: "cannot write: \(lastSystemError())")
    }
  }

  /// The file that a symbolic link leads to, so that renaming does not replace the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Writes all of `bytes` where the last write ended.
  func write(_ bytes: UnsafeRawBufferPointer) throws(TableError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        throw TableError(.unreadable, file: name, found: "cannot write: \(lastSystemError())")
      }
    }
  }

  /// Writes `bytes` over the start of the file.
  func rewriteStart(_ bytes: [UInt8]) throws(TableError) {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw TableError(.unreadable, file: name, found: "cannot write: \(lastSystemError())")
    }
  }

  /// Gives the complete file its name.
  func finish() throws(TableError) {
    guard let unfinished = temporary else { return }
    guard rename(unfinished, target) == 0 else {
      throw TableError(.unreadable, file: name, found: "cannot write: \(lastSystemError())")
    }
    temporary = nil
  }
}
