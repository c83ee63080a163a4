// The fields of CSV records, read straight into columns.

/// Reads CSV records whose columns are known.
struct CSVRecordParser: RecordParser {
  let missing: MissingTokens
  private let decimals = DecimalParser()

  init(missing: MissingTokens) { self.missing = missing }

  func columnType(for kinds: ValueKinds) -> ColumnType {
    let present = kinds.subtracting(.missing)
    if present.contains(.text) { return .string }
    if present.contains(.bool) { return present == .bool ? .bool : .string }
    return kinds == .integer ? .i64 : .f64
  }

  func unescape(
    _ text: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var (index, length) = (0, 0)
    while index < text.count {
      target[length] = text[index]
      length += 1
      // Only pairs of quotes are inside a quoted field.
      index += text[index] == Structural.quote ? 2 : 1
    }
    return length
  }

  func parse(_ rows: Range<Int>, of batch: RecordBatch, into sink: ChunkSink) {
    guard let first = rows.first, let last = rows.last else { return }
    let text = UnsafeBufferPointer(
      start: batch.base + batch.starts[first], count: batch.ends[last] - batch.starts[first])
    if let invalid = firstInvalidUTF8(text) {
      sink.failure = .invalidUTF8(at: batch.starts[first] + invalid, byte: text[invalid])
    }
    batch.starts.withUnsafeBufferPointer { starts in
      batch.ends.withUnsafeBufferPointer { ends in
        for row in rows {
          // What is wrong with an earlier record is named first.
          if let failure = sink.failure, failure.offset < ends[row] { return }
          guard parse(row, batch.base, starts[row], ends[row], sink) else { return }
        }
      }
    }
  }

  /// Reads one record; false where something is wrong with it, which `sink` then knows.
  @inline(__always)
  private func parse(
    _ row: Int, _ base: UnsafePointer<UInt8>, _ startOffset: Int, _ endOffset: Int,
    _ sink: ChunkSink
  ) -> Bool {
    let end = base + endOffset
    var position = base + startOffset
    let fieldCount = sink.fieldCount
    var field = 0
    while true {
      guard let next = readField(field, row, position, end, base, sink) else { return false }
      field &+= 1
      if next == end, field == fieldCount { return true }
      guard next < end, field < fieldCount else {
        sink.failure = ragged(base, startOffset, endOffset, expected: fieldCount)
        return false
      }
      position = next + 1
    }
  }

  /// Reads the field at `start`; gives where it ends, at a comma or at the end of the record.
  @inline(__always)
  private func readField(
    _ field: Int, _ row: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> UnsafePointer<UInt8>? {
    if start < end, start.pointee == Structural.quote {
      return readQuoted(field, row, start, end, base, sink)
    }
    let next: UnsafePointer<UInt8>
    switch sink.operations[field] {
    case .f64:
      let decimal = decimals.scan(start, end)
      if isWhole(decimal, start, end) {
        sink.targets[field].values.storeBytes(
          of: decimals.double(decimal, from: start), toByteOffset: row &* 8, as: Double.self)
        return decimal.next
      }
      if start == end || start.pointee == Structural.comma {
        return sink.storeMissing(field, row) ? start : nil
      }
      next = fieldEnd(start, end)
    case .i64:
      let decimal = decimals.scan(start, end)
      if decimal.isInteger, isWhole(decimal, start, end),
        let value = decimals.integer(decimal, from: start)
      {
        sink.targets[field].values.storeBytes(
          of: value, toByteOffset: row &* 8, as: Int64.self)
        return decimal.next
      }
      next = fieldEnd(start, end)
    case .skip:
      return fieldEnd(start, end)
    case .string:
      next = fieldEnd(start, end)
      if start < next, !missing.firstBytes[Int(start.pointee)] {
        let length = Int32(truncatingIfNeeded: next - start)
        sink.store(
          FieldSpan(start: start - base, count: length, isEscaped: false), field, row)
        // A carriage return that ends no line is most likely a line end of another system.
        if length > 0, find(Structural.carriageReturn, start, 0, Int(length)) != nil { break }
        return next
      }
    default:
      next = fieldEnd(start, end)
    }
    let text = UnsafeBufferPointer(start: start, count: next - start)
    return store(text, isEscaped: false, field, row, base, sink) ? next : nil
  }

  /// Whether a number that was read from `start` on is all of a field, and no missing token.
  @inline(__always)
  private func isWhole(
    _ decimal: Decimal, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    decimal.next > start && (decimal.next == end || decimal.next.pointee == Structural.comma)
      && !missing.firstBytes[Int(start.pointee)]
  }

  /// The first comma from `start` on, or `end`.
  @inline(__always)
  private func fieldEnd(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var position = start
    while end - position >= 8 {
      let chunk = UInt64(
        littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
      let difference = chunk ^ 0x2C2C_2C2C_2C2C_2C2C
      let zeros = (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
      if zeros != 0 { return position + zeros.trailingZeroBitCount &>> 3 }
      position += 8
    }
    while position < end, position.pointee != Structural.comma { position += 1 }
    return position
  }

  /// Reads the field whose opening quote is at `start`.
  private func readQuoted(
    _ field: Int, _ row: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> UnsafePointer<UInt8>? {
    var position = start + 1
    var isEscaped = false
    while position < end {
      if position.pointee == Structural.quote {
        guard end - position > 1, position[1] == Structural.quote else { break }
        isEscaped = true
        position += 1
      }
      position += 1
    }
    let next = position + 1
    guard position < end, next == end || next.pointee == Structural.comma else {
      let rest = position < end ? UnsafeBufferPointer(start: next, count: end - next) : nil
      sink.failure = RecordFailure(
        offset: start - base, field: field,
        found: rest.map { "\(quoted($0)) after a closing quote" } ?? "a quoted field does not end",
        expected: "a comma or the end of the line",
        advice: "write a quote inside a quoted field twice")
      return nil
    }
    let text = UnsafeBufferPointer(start: start + 1, count: position - start - 1)
    return store(text, isEscaped: isEscaped, field, row, base, sink) ? next : nil
  }

  /// Writes a field's value whatever the field's type; false where it has none.
  private func store(
    _ text: UnsafeBufferPointer<UInt8>, isEscaped: Bool, _ field: Int, _ row: Int,
    _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> Bool {
    if isEscaped, sink.operations[field] != .string {
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { copy in
        guard let target = copy.baseAddress else { return true }
        let length = unescape(text, into: target)
        let plain = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(copy)[..<length])
        return storeOrFail(plain, at: text, field, row, base, sink)
      }
    }
    if sink.operations[field] == .string {
      return storeText(text, isEscaped: isEscaped, field, row, base, sink)
    }
    return storeOrFail(text, at: text, field, row, base, sink)
  }

  private func storeText(
    _ text: UnsafeBufferPointer<UInt8>, isEscaped: Bool, _ field: Int, _ row: Int,
    _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> Bool {
    if text.isEmpty ? missing.includesEmpty : !isEscaped && missing.contains(text) {
      return sink.storeMissing(field, row)
    }
    let start = (text.baseAddress ?? base) - base
    let isQuoted = start > 0 && base[start - 1] == Structural.quote
    if !isQuoted, text.contains(Structural.carriageReturn) {
      sink.failure = RecordFailure(
        offset: start, field: field,
        found: "a carriage return that ends no line, in \(quoted(text))",
        expected: "lines that end in LF or CR LF", advice: "put text of several lines in quotes")
      return false
    }
    sink.store(
      FieldSpan(start: start, count: Int32(truncatingIfNeeded: text.count), isEscaped: isEscaped),
      field, row)
    return true
  }

  private func storeOrFail(
    _ text: UnsafeBufferPointer<UInt8>, at source: UnsafeBufferPointer<UInt8>, _ field: Int,
    _ row: Int, _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> Bool {
    let operation = sink.operations[field]
    if storeValue(text, field, row, sink) || sink.refuse(field) { return true }
    let expected: ColumnType =
      switch operation {
      case .i64: .i64
      case .bool: .bool
      default: .f64
      }
    sink.failure = RecordFailure(
      kind: .value, offset: (source.baseAddress ?? base) - base, field: field, found: quoted(text),
      expected: expected.expectation)
    return false
  }

  /// Writes a field of any type but text, or classifies it.
  private func storeValue(
    _ text: UnsafeBufferPointer<UInt8>, _ field: Int, _ row: Int, _ sink: ChunkSink
  ) -> Bool {
    let operation = sink.operations[field]
    if operation == .skip { return true }
    if text.isEmpty ? operation != .classify || missing.includesEmpty : missing.contains(text) {
      return sink.storeMissing(field, row)
    }
    let trimmed = trimmingBlanks(text)
    if let start = trimmed.baseAddress, !trimmed.isEmpty {
      let decimal = decimals.scan(start, start + trimmed.count)
      if decimal.next == start + trimmed.count {
        return sink.store(decimal, from: start, field, row, decimals)
      }
      if let value = namedDouble(trimmed) { return sink.store(named: value, field, row) }
      if let value = namedBool(trimmed) { return sink.store(value, field, row) }
    }
    guard operation == .classify else { return false }
    // An empty field that is no missing token is text only in a column of text.
    sink.kinds[field].insert(text.isEmpty ? .missing : .text)
    return true
  }

  private func trimmingBlanks(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return UnsafeBufferPointer(rebasing: text[..<0]) }
    return UnsafeBufferPointer(rebasing: text[first...last])
  }

  private func ragged(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, expected: Int
  ) -> RecordFailure {
    let count = splitCSVRecord(UnsafeBufferPointer(start: base + start, count: end - start)).count
    return RecordFailure(
      offset: start, found: "\(count) fields", expected: "\(expected), as in the header",
      advice: "put a field with commas in quotes")
  }
}

/// The raw fields of a record, their quotes left out and pairs of quotes made one.
func splitCSVRecord(_ record: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
  var fields: [[UInt8]] = []
  var index = 0
  while true {
    var field: [UInt8] = []
    if index < record.count, record[index] == Structural.quote {
      index += 1
      while index < record.count {
        if record[index] == Structural.quote {
          guard index + 1 < record.count, record[index + 1] == Structural.quote else { break }
          index += 1
        }
        field.append(record[index])
        index += 1
      }
      index += 1
    }
    while index < record.count, record[index] != Structural.comma {
      field.append(record[index])
      index += 1
    }
    fields.append(field)
    guard index < record.count else { return fields }
    index += 1
  }
}
