import FoundationEssentials
import Tensors
import Testing

@Suite struct MappedFileTests {
  @Test func contentsAreMapped() throws {
    let path = FileManager.default.temporaryDirectory.path + "/mapped-\(UUID().uuidString)"
    try Data([1, 2, 3]).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = try MappedFile(path: path).bytes
    #expect(Array(bytes) == [1, 2, 3])
  }

  @Test func absentFilesDirectoriesAndEmptyFilesAreRefused() throws {
    func error(_ path: String) -> TensorFileError? {
      do throws(TensorFileError) {
        _ = try MappedFile(path: path)
        return nil
      } catch { return error }
    }
    #expect(error("/nonexistent/file")?.description == "/nonexistent/file: no such file")
    #expect(error("/nonexistent/file")?.kind == .noSuchFile)
    #expect(error("/tmp")?.description == "/tmp: a directory; expected a file")
    let path = FileManager.default.temporaryDirectory.path + "/empty-\(UUID().uuidString)"
    try Data().write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(error(path)?.description == "\(path): an empty file")
  }
}
