// Where the records of a CSV text are (RFC 4180): line feeds outside quotes end them.

import Glibc

/// The bytes that structure CSV and JSON text.
enum Structural {
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}

/// Finds whole records in a window of text.
protocol RecordScanner {
  /// Appends the records that begin from `start` on, before `byteLimit`, and end in the window, until
  /// `batch` has `rowLimit`; gives where the next record begins.
  func scan(
    _ window: UnsafeBufferPointer<UInt8>, from start: Int, isComplete: Bool, rowLimit: Int,
    byteLimit: Int, into batch: inout RecordBatch
  ) throws(RecordFailure) -> Int
}

/// The offset of the first `byte` from `start` on, before `end`.
@inline(__always)
func find(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
  guard start < end, let found = memchr(base + start, CInt(byte), end - start) else { return nil }
  return UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// Finds the records of a CSV text.
struct CSVRecordScanner: RecordScanner {
  func scan(
    _ window: UnsafeBufferPointer<UInt8>, from start: Int, isComplete: Bool, rowLimit: Int,
    byteLimit: Int, into batch: inout RecordBatch
  ) throws(RecordFailure) -> Int {
    guard let base = window.baseAddress else { return start }
    let count = window.count
    var position = start
    // Found once, and again only when passed: most texts have few or no quotes.
    var nextQuote = find(Structural.quote, base, position, count) ?? count
    while batch.count < rowLimit, position < count, position < byteLimit {
      let lineFeed = try recordEnd(
        base, from: position, count: count, isComplete: isComplete, nextQuote: &nextQuote)
      guard let lineFeed, lineFeed < count || isComplete else { break }
      guard lineFeed - position <= RecordBatch.maximumRecordSize else {
        throw RecordFailure.recordTooLong(at: position)
      }
      var end = lineFeed
      if end > position, base[end - 1] == Structural.carriageReturn { end -= 1 }
      // Blank lines are no records, as for pandas.
      if end > position { batch.append(position, end) }
      position = min(lineFeed + 1, count)
    }
    return position
  }

  /// The offset of the line feed that ends the record at `start`, or `count` where none does; `nil`
  /// where the window is too short to know.
  private func recordEnd(
    _ base: UnsafePointer<UInt8>, from start: Int, count: Int, isComplete: Bool,
    nextQuote: inout Int
  ) throws(RecordFailure) -> Int? {
    var position = start
    var lineFeed = find(Structural.lineFeed, base, position, count) ?? count
    while nextQuote < lineFeed {
      let quote = nextQuote
      position = quote + 1
      // A quote opens a quoted field at the start of a field, and is a byte as any other elsewhere.
      if quote == start || base[quote - 1] == Structural.comma {
        guard
          let closing = closingQuote(base, from: position, count: count, isComplete: isComplete)
        else {
          guard isComplete else { return nil }
          throw RecordFailure(
            offset: quote, found: "a quoted field that begins here does not end",
            expected: "a closing quote", advice: "the file may be cut short")
        }
        position = closing + 1
      }
      nextQuote = find(Structural.quote, base, position, count) ?? count
      if lineFeed < position {
        lineFeed = find(Structural.lineFeed, base, position, count) ?? count
      }
    }
    return lineFeed
  }

  /// The quote that ends the quoted field whose content begins at `start`.
  private func closingQuote(
    _ base: UnsafePointer<UInt8>, from start: Int, count: Int, isComplete: Bool
  ) -> Int? {
    var position = start
    while let quote = find(Structural.quote, base, position, count) {
      guard quote + 1 < count else { return isComplete ? quote : nil }
      guard base[quote + 1] == Structural.quote else { return quote }
      position = quote + 2
    }
    return nil
  }
}

extension RecordFailure {
  /// A record longer than any table has.
  static func recordTooLong(at offset: Int) -> RecordFailure {
    RecordFailure(
      kind: .tooLarge, offset: offset,
      found: "a record longer than \(RecordBatch.maximumRecordSize >> 20) MiB begins here",
      expected: "one record a line", advice: "check for a quote that is not closed")
  }

  /// Bytes that are not text.
  static func invalidUTF8(at offset: Int, byte: UInt8, field: Int? = nil) -> RecordFailure {
    RecordFailure(
      offset: offset, field: field,
      found: "the byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8 text",
      expected: "text encoded as UTF-8", advice: "convert the file to UTF-8",
      isAboutBytes: true)
  }
}
