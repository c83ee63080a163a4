// The first record of a CSV text: the names of the columns.

/// The names of the columns that the header gives; throws where it is no header.
///
/// A column without a name is called `Unnamed: 0` by its position, as pandas calls it.
func parseCSVHeader(
  _ record: UnsafeBufferPointer<UInt8>, at offset: Int
) throws(RecordFailure) -> [String] {
  if let invalid = firstInvalidUTF8(record) {
    throw .invalidUTF8(at: offset + invalid, byte: record[invalid])
  }
  for (byte, name) in [(UInt8(0), "a NUL byte"), (Structural.carriageReturn, "a carriage return")]
  where record.contains(byte) {
    throw RecordFailure(
      offset: offset, found: "the header has \(name)",
      expected: "names of columns and a line that ends in LF or CR LF",
      advice: "export the file as CSV text")
  }
  var names: [String] = []
  var seen: Set<String> = []
  for (index, field) in splitCSVRecord(record).enumerated() {
    let name = field.isEmpty ? "Unnamed: \(index)" : String(decoding: field, as: UTF8.self)
    guard seen.insert(name).inserted else {
      throw RecordFailure(
        kind: .columns, offset: offset, found: "two columns are called \(quoted(name))",
        expected: "a header with a different name for each column", advice: "rename one of them")
    }
    names.append(name)
  }
  return names
}
