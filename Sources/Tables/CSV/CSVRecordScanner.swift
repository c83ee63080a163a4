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

/// Finds quotes some way ahead, for most texts have few or none: each byte is looked at once.
private struct QuoteFinder {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Where the next quote is, or up to where there is none.
  private var known: Int
  private var isQuote = false
  /// How far is looked ahead; the window may be a file of any size.
  private static let blockSize = 64 << 10

  init(base: UnsafePointer<UInt8>, count: Int, position: Int) {
    self.base = base
    self.count = count
    known = position
  }

  /// The first quote in `position ..< end`; `position` must not be before that of the last call.
  @inline(__always)
  mutating func next(from position: Int, before end: Int) -> Int? {
    while true {
      if isQuote, known >= position { return known < end ? known : nil }
      let start = max(known, position)
      guard start < end else { return nil }
      let limit = min(count, start + Self.blockSize)
      let quote = find(Structural.quote, base, start, limit)
      known = quote ?? limit
      isQuote = quote != nil
    }
  }
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
    var quotes = QuoteFinder(base: base, count: count, position: start)
    while batch.count < rowLimit, position < count, position < byteLimit {
      // Never further than one record may be long, for the window may be a file of any size.
      let reach = min(count, position + RecordBatch.maximumRecordSize + 1)
      let isLast = isComplete && reach == count
      let lineFeed = try recordEnd(
        base, from: position, to: reach, isComplete: isLast, quotes: &quotes)
      guard let lineFeed, lineFeed < reach || isLast else {
        if reach < count { throw .recordTooLong(at: position) }
        break
      }
      var end = lineFeed
      if end > position, base[end - 1] == Structural.carriageReturn { end -= 1 }
      // Blank lines are no records, as for pandas.
      if end > position { batch.append(position, end) }
      position = min(lineFeed + 1, count)
    }
    return position
  }

  /// The offset of the line feed that ends the record at `start`, or `reach` where none does; `nil`
  /// where a quoted field does not end before `reach`.
  private func recordEnd(
    _ base: UnsafePointer<UInt8>, from start: Int, to reach: Int, isComplete: Bool,
    quotes: inout QuoteFinder
  ) throws(RecordFailure) -> Int? {
    var position = start
    var lineFeed = find(Structural.lineFeed, base, position, reach) ?? reach
    while let quote = quotes.next(from: position, before: lineFeed) {
      position = quote + 1
      // A quote opens a quoted field at the start of a field, and is a byte as any other elsewhere.
      if quote == start || base[quote - 1] == Structural.comma {
        guard
          let closing = closingQuote(base, from: position, count: reach, isComplete: isComplete)
        else {
          guard isComplete else { return nil }
          throw RecordFailure(
            offset: quote, found: "a quoted field that begins here does not end",
            expected: "a closing quote", advice: "the file may be cut short")
        }
        position = closing + 1
      }
      if lineFeed < position {
        lineFeed = find(Structural.lineFeed, base, position, reach) ?? reach
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
