// `.npz`: a ZIP archive with an `.npy` member for each array.

import Archives

/// Reads and writes `.npz` files.
public enum NpzFile {
  /// Reads every array, by name and in file order, as a tensor.
  ///
  /// Throws `TensorFileError`.
  public static func read(_ bytes: Bytes) throws(TensorFileError) -> [(
    name: String, tensor: Tensor
  )] {
    var tensors: [(name: String, tensor: Tensor)] = []
    for (name, buffer) in try buffers(bytes) {
      do throws(TensorFileError) {
        tensors.append((name, try buffer.tensor()))
      } catch {
        throw error.inMember(name)
      }
    }
    return tensors
  }

  /// Finds every array, by name and in file order.
  ///
  /// Throws `TensorFileError`.
  public static func buffers(
    _ bytes: Bytes
  ) throws(TensorFileError) -> [(name: String, buffer: NumpyBuffer)] {
    var buffers: [(name: String, buffer: NumpyBuffer)] = []
    do throws(ArchiveError) {
      let archive = try ZipReader(bytes)
      for member in archive.members where member.name.hasSuffix(".npy") {
        let contents = try archive.contents(of: member)
        let name = String(member.name.dropLast(4))
        do throws(TensorFileError) {
          buffers.append((name, try NpyFile.buffer(contents)))
        } catch {
          throw ArchiveError(.damaged, subject: "array \(name)", found: error.description)
        }
      }
    } catch {
      throw TensorFileError(error)
    }
    return buffers
  }

  /// Writes `tensors` without compression; names must differ.
  ///
  /// Throws `TensorFileError`; see `NpyFile.write(_:)` for the dtypes.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)]
  ) throws(TensorFileError) -> [UInt8] {
    var archive = ZipWriter()
    for (name, tensor) in tensors {
      let contents = try NpyFile.write(tensor)
      do throws(ArchiveError) {
        try archive.add(contents, named: "\(name).npy")
      } catch {
        throw TensorFileError(error)
      }
    }
    return archive.finish()
  }
}

extension TensorFileError {
  /// Describes an archive that could not be read or written.
  public init(_ error: ArchiveError) {
    self.init(
      kind: error.kind == .unsupported || error.kind == .tooLarge ? .unsupported : .damaged,
      found: error.description)
  }

  fileprivate func inMember(_ name: String) -> TensorFileError {
    TensorFileError(
      file: file, kind: kind, found: "array \(name): \(found)", expected: expected, advice: advice)
  }
}
