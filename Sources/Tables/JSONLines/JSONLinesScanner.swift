// Where the records of JSON lines are: on lines, since JSON text escapes line feeds.

/// Finds the lines of a JSON lines text that are not blank.
struct JSONLinesScanner: RecordScanner {
  func scan(
    _ window: UnsafeBufferPointer<UInt8>, from start: Int, isComplete: Bool, rowLimit: Int,
    byteLimit: Int, into batch: inout RecordBatch
  ) throws(RecordFailure) -> Int {
    guard let base = window.baseAddress else { return start }
    let count = window.count
    var position = start
    while batch.count < rowLimit, position < count, position < byteLimit {
      // Never further than one record may be long, for the window may be a file of any size.
      let reach = min(count, position + RecordBatch.maximumRecordSize + 1)
      let lineFeed = find(Structural.lineFeed, base, position, reach)
      guard let end = lineFeed ?? (isComplete && reach == count ? count : nil) else {
        if reach < count { throw .recordTooLong(at: position) }
        break
      }
      var first = position
      while first < end, isJSONBlank(base[first]) { first += 1 }
      if first < end { batch.append(first, end) }
      position = min(end + 1, count)
    }
    return position
  }
}

/// Whether JSON (RFC 8259) takes `byte` as white space.
@inline(__always)
func isJSONBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
}
