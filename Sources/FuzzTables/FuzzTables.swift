// libFuzzer: tables of any format. See FUZZING.md.

import Tables

/// Reads one input; a crash, a hang or too much memory is a finding, and so is a table that depends
/// on how many bytes came at a time.
///
/// The first byte of the input chooses what the extension tells.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTables(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 0 else { return 0 }
  let bytes = UnsafeBufferPointer(start: start + 1, count: count - 1)
  let name = start.pointee & 1 == 0 ? "t.csv" : "t.jsonl"
  let whole = rowCount(of: bytes, name: name, pieceSize: bytes.count)
  let pieces = rowCount(of: bytes, name: name, pieceSize: 5)
  precondition(
    whole == pieces, "\(String(describing: whole)) or \(String(describing: pieces)) rows")
  return 0
}

/// How many rows there are in `bytes`, read so many at a time; `nil` where they are refused.
private func rowCount(
  of bytes: UnsafeBufferPointer<UInt8>, name: String, pieceSize: Int
) -> Int? {
  var rest = bytes[...]
  let options = TableReadingOptions(types: ["a": .f64, "b": .i64, "c": .bool], threads: 1)
  let reader = try? TableReader(name: name, options: options) { buffer in
    let piece = rest.prefix(min(max(pieceSize, 1), buffer.count))
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
  return try? reader?.readAll().rowCount
}
