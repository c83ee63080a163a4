// From an open file to a reader of its format.

import Archives
import Tensors

/// An input, and what is needed to read it.
struct OpenInput {
  /// What errors call the input.
  let name: String
  var source: any InputSource
  /// The format that the extension tells.
  let hint: TableFormat?
  /// Whether the input is a file on a disk, which array files are mapped from.
  let isFile: Bool

  /// The input of `file`: mapped where that is possible.
  init(_ file: FileDescriptor) throws(TableError) {
    name = file.name
    hint = TableFormat(pathExtensionOf: file.name)
    isFile = file.isRegular && file.path != "-"
    source =
      file.isRegular
      ? try MappedSource(file)
      : StreamedSource { buffer throws(TableError) in try file.read(into: buffer) }
  }

  /// The input that `read` gives.
  init(name: String, read: @escaping StreamedSource.Read) {
    self.name = name
    hint = TableFormat(pathExtensionOf: name)
    isFile = false
    source = StreamedSource(read: read)
  }

  private func signature() throws(TableError) -> FileSignature {
    while source.window.count < FileSignature.length, !source.isComplete { try source.extend() }
    return FileSignature(source.window.prefix(FileSignature.length), hint: hint)
  }

  /// Recognises the format and opens a reader of it.
  func open(_ options: TableReadingOptions) throws(TableError) -> (TableFormat, any BatchReader) {
    switch try signature() {
    case .table(.csv): return (.csv, try openCSV(source, name, options))
    case .table(.jsonLines): return (.jsonLines, try openJSONLines(source, name, options))
    case .table(.npy): return (.npy, try ArrayTableReader(npy: try contents(), file: name))
    case .table(.npz): return (.npz, try ArrayTableReader(npz: try contents(), file: name))
    case .gzip:
      guard !(source is GzipSource) else {
        throw TableError(
          .unrecognised, file: name, found: "a gzip file in a gzip file",
          expected: "rows that are compressed once", advice: "decompress it first")
      }
      var inflated = self
      inflated.source = try GzipSource(source, name: name)
      return try inflated.open(options)
    case .foreign(let kind):
      throw TableError(
        .unrecognised, file: name, found: kind,
        expected: "CSV with a header, JSON lines, .npy or .npz",
        advice: "convert it to one of them")
    }
  }

  /// All of an array file, mapped where it lies on a disk.
  private func contents() throws(TableError) -> Bytes {
    if isFile, !(source is GzipSource) {
      do throws(TensorFileError) {
        return try MappedFile(path: name).bytes
      } catch {
        throw TableError(error, file: name)
      }
    }
    while !source.isComplete { try source.extend() }
    return Bytes(Array(source.window))
  }
}

private func openCSV(
  _ source: any InputSource, _ name: String, _ options: TableReadingOptions
) throws(TableError) -> any BatchReader {
  skipByteOrderMark(source)
  let scanner = CSVRecordScanner()
  let (header, size) = try firstRecords(1, of: source, by: scanner, name)
  guard header.count == 1 else {
    throw TableError(
      .malformed, file: name, found: "no text", expected: "a header with the names of the columns")
  }
  let record = UnsafeBufferPointer(rebasing: source.window[header.starts[0]..<header.ends[0]])
  let names: [String]
  do throws(RecordFailure) {
    names = try parseCSVHeader(record, at: header.starts[0])
  } catch {
    throw error.error(in: name, of: source)
  }
  source.consume(size)
  let missing = MissingTokens(options.missingTokens)
  return TextTableReader(
    name: name, source: source, scanner: scanner, columnNames: names, acceptsNewFields: false,
    threads: options.threads
  ) { _, _ in CSVRecordParser(missing: missing) }
}

/// Opens JSON lines; the keys of some first rows are the columns to begin with.
private func openJSONLines(
  _ source: any InputSource, _ name: String, _ options: TableReadingOptions
) throws(TableError) -> any BatchReader {
  skipByteOrderMark(source)
  let scanner = JSONLinesScanner()
  var (sample, _) = try firstRecords(100, of: source, by: scanner, name)
  if let base = source.window.baseAddress { sample.base = base }
  let sink = ChunkSink([], operations: [], targets: [])
  JSONLinesParser(fields: [], reportsNewKeys: true).parse(0..<sample.count, of: sample, into: sink)
  if let failure = sink.failure { throw failure.error(in: name, of: source) }
  return TextTableReader(
    name: name, source: source, scanner: scanner, columnNames: sink.newKeys, acceptsNewFields: true,
    threads: options.threads
  ) { fields, reportsNewKeys in
    JSONLinesParser(fields: fields.map(\.name), reportsNewKeys: reportsNewKeys)
  }
}

private func skipByteOrderMark(_ source: any InputSource) {
  if source.window.starts(with: byteOrderMark) { source.consume(byteOrderMark.count) }
}

/// Finds up to `count` records without consuming them; gives also how many bytes they take.
private func firstRecords(
  _ count: Int, of source: any InputSource, by scanner: some RecordScanner, _ name: String
) throws(TableError) -> (RecordBatch, size: Int) {
  while true {
    var batch = RecordBatch()
    do throws(RecordFailure) {
      let size = try scanner.scan(
        source.window, from: 0, isComplete: source.isComplete, rowLimit: count, byteLimit: 1 << 20,
        into: &batch)
      if source.isComplete || batch.count == count || size >= 1 << 20 && batch.count > 0 {
        return (batch, size)
      }
      guard source.window.count <= RecordBatch.maximumRecordSize else {
        throw RecordFailure.recordTooLong(at: 0)
      }
    } catch {
      throw error.error(in: name, of: source)
    }
    try source.extend()
  }
}
