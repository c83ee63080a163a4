// PMML documents as pipelines.

import Archives
import Pipelines

/// Reads PMML documents, versions 3.2 to 4.4.
public enum PMMLReader {
  /// Whether `bytes` begin as a PMML document does.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    let start = Bytes(Array(bytes.prefix(1 << 16)))
    let skipped: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    guard start.first(where: { !skipped.contains($0) }) == UInt8(ascii: "<") else { return false }
    return start.contains("<PMML") || start.contains(":PMML")
  }

  /// Reads a model, whose method `predict` gives its target and its output fields by their names.
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the name that errors give the file.
  /// - Throws: `ReaderError` where the document is damaged, `PipelineError` where what it holds cannot
  ///   be kept exactly.
  public static func read(_ bytes: Bytes, name: String) throws -> Pipeline {
    try readWithRecordedRows(bytes, name: name).pipeline
  }

  /// Reads a model and the rows that the document has for verifying its readers, if any.
  /// - Throws: As ``read(_:name:)``.
  public static func readWithRecordedRows(
    _ bytes: Bytes, name: String
  ) throws -> (pipeline: Pipeline, recorded: RecordedRows?) {
    do {
      return try PMMLTranslator.translate(PMMLParser.parse(bytes))
    } catch let error as ReaderError {
      throw error.inFile(name)
    } catch let error as PipelineError {
      throw error.within(name)
    }
  }
}
