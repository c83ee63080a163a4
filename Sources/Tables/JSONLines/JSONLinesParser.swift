// The members of flat JSON objects, read straight into columns.

import Glibc

/// Reads lines that are each one JSON object without nested values.
struct JSONLinesParser: RecordParser {
  private let keys: JSONKeys
  private let decimals = DecimalParser()
  /// Whether keys that are no field are to be reported.
  private let reportsNewKeys: Bool

  init(fields: [String], reportsNewKeys: Bool) {
    keys = JSONKeys(fields)
    self.reportsNewKeys = reportsNewKeys
  }

  /// Text beside numbers or truth values has no type: the column is taken for text, and its first
  /// value that is none is refused.
  func columnType(for kinds: ValueKinds) -> ColumnType {
    let present = kinds.subtracting(.missing)
    if present.contains(.text) { return .string }
    if present.contains(.bool) { return present == .bool ? .bool : .f64 }
    return kinds == .integer ? .i64 : .f64
  }

  func unescape(
    _ text: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    unescapeJSON(text, into: target)
  }

  func parse(_ rows: Range<Int>, of batch: RecordBatch, into sink: ChunkSink) {
    // For each field, the last row that had it.
    var lastRows = [Int](repeating: -1, count: sink.fieldCount)
    for row in rows {
      let (start, end) = (batch.starts[row], batch.ends[row])
      let text = UnsafeBufferPointer(start: batch.base + start, count: end - start)
      if let invalid = firstInvalidUTF8(text) {
        sink.failure = .invalidUTF8(at: start + invalid, byte: text[invalid])
        return
      }
      var record = JSONRecord(base: batch.base, position: batch.base + start, end: batch.base + end)
      if let failure = parse(row, &record, &lastRows, sink) {
        sink.failure = failure
        return
      }
    }
  }

  /// Reads one object; gives what is wrong with it.
  private func parse(
    _ row: Int, _ record: inout JSONRecord, _ lastRows: inout [Int], _ sink: ChunkSink
  ) -> RecordFailure? {
    guard record.take(UInt8(ascii: "{")) else {
      return record.failure(
        expected: "a JSON object", advice: "write each row as one object on one line")
    }
    var expectedField = 0
    var seenCount = 0
    if !record.take(UInt8(ascii: "}")) {
      repeat {
        guard record.next == Structural.quote,
          let key = JSONString(at: record.position, before: record.end)
        else { return record.failure(expected: "a key in double quotes") }
        record.position = key.end + 1
        guard record.take(UInt8(ascii: ":")) else { return record.failure(expected: "a colon") }
        let field = keys.field(of: key, expecting: expectedField)
        if let field {
          guard lastRows[field] != row else {
            return record.failure(
              field: field, found: "the key is there twice", expected: "each key once")
          }
          lastRows[field] = row
          seenCount += 1
          expectedField = field + 1
        } else if reportsNewKeys {
          let name = JSONKeys.name(of: key)
          if !sink.newKeys.contains(name) { sink.newKeys.append(name) }
        }
        if var failure = readValue(field, row, &record, sink) {
          if field == nil { failure.fieldName = JSONKeys.name(of: key) }
          return failure
        }
      } while record.take(Structural.comma)
      guard record.take(UInt8(ascii: "}")) else {
        return record.failure(expected: "a comma or the end of the object")
      }
    }
    guard record.next == nil else {
      return record.failure(
        expected: "the end of the line", advice: "write each row as one object on one line")
    }
    if seenCount < sink.fieldCount {
      for field in 0..<sink.fieldCount where lastRows[field] != row {
        if !sink.storeMissing(field, row) { return record.mismatch(field, sink, "no value") }
      }
    }
    return nil
  }

  /// Reads one value, into a field or only past it.
  @inline(__always)
  private func readValue(
    _ field: Int?, _ row: Int, _ record: inout JSONRecord, _ sink: ChunkSink
  ) -> RecordFailure? {
    guard let first = record.next else { return record.failure(field: field, expected: "a value") }
    let start = record.position
    let isStored: Bool
    if first == Structural.quote {
      guard let string = JSONString(at: start, before: record.end) else {
        return record.failure(
          field: field, expected: "a string of text, its control characters escaped, that ends")
      }
      record.position = string.end + 1
      isStored = field.map { store(string, $0, row, record.base, sink) } ?? true
    } else if first == UInt8(ascii: "-") && !record.hasWord("-Infinity")
      || first &- UInt8(ascii: "0") < 10
    {
      let decimal = decimals.scan(start, record.end)
      guard isJSONNumber(decimal, from: start) else {
        return record.failure(field: field, expected: "a number as JSON writes it")
      }
      record.position = decimal.next
      isStored = field.map { sink.store(decimal, from: start, $0, row, decimals) } ?? true
    } else {
      guard let word = record.takeWord() else {
        let isNested = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        return record.failure(
          field: field, found: isNested ? "a nested value" : nil,
          expected: "a string, a number, true, false or null",
          advice: isNested ? "give each of its values a key of its own" : nil)
      }
      isStored = field.map { store(word, $0, row, sink) } ?? true
    }
    guard !isStored, let field, !sink.refuse(field) else { return nil }
    let text = UnsafeBufferPointer(start: start, count: record.position - start)
    return record.mismatch(field, sink, quoted(text), at: start)
  }

  private func store(
    _ string: JSONString, _ field: Int, _ row: Int, _ base: UnsafePointer<UInt8>, _ sink: ChunkSink
  ) -> Bool {
    switch sink.operations[field] {
    case .skip: return true
    case .classify:
      sink.kinds[field].insert(.text)
      return true
    case .string:
      let length = Int32(truncatingIfNeeded: string.end - string.start)
      sink.store(
        FieldSpan(start: string.start - base, count: length, isEscaped: string.isEscaped), field,
        row
      )
      return true
    case .f64, .f32, .i64, .bool: return false
    }
  }

  private func store(_ word: JSONRecord.Word, _ field: Int, _ row: Int, _ sink: ChunkSink) -> Bool {
    switch word {
    case .null: sink.storeMissing(field, row)
    case .bool(let value): sink.store(value, field, row)
    case .number(let value): sink.store(named: value, field, row)
    }
  }
}
