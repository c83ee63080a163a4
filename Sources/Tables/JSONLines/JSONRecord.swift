// A position in the text of one JSON object.

/// Takes the text of a record token by token.
struct JSONRecord {
  let base: UnsafePointer<UInt8>
  var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  /// A value that is a word.
  enum Word {
    case null
    case bool(Bool)
    case number(Double)
  }

  /// The next byte that is no white space, at `position` afterwards.
  var next: UInt8? {
    @inline(__always)
    mutating get {
      while position < end {
        let byte = position.pointee
        if !isJSONBlank(byte) { return byte }
        position += 1
      }
      return nil
    }
  }

  /// Moves past `byte` if it is next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Whether the text goes on with `word`.
  func hasWord(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      end - position >= word.count
        && word.elementsEqual(UnsafeBufferPointer(start: position, count: word.count))
    }
  }

  /// Moves past a word that is a value; the names of infinities and of NaN are those that Python's
  /// `json` writes.
  mutating func takeWord() -> Word? {
    let words: [(StaticString, Word)] = [
      ("null", .null), ("true", .bool(true)), ("false", .bool(false)), ("NaN", .number(.nan)),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ]
    for (word, value) in words where hasWord(word) {
      position += word.utf8CodeUnitCount
      return value
    }
    return nil
  }

  /// What is wrong at the next byte; without `found`, the text from there on.
  mutating func failure(
    field: Int? = nil, found: String? = nil, expected: String, advice: String? = nil
  ) -> RecordFailure {
    let isAtEnd = next == nil
    let rest = UnsafeBufferPointer(start: position, count: min(end - position, 24))
    return RecordFailure(
      offset: position - base, field: field,
      found: found ?? (isAtEnd ? "the line ends" : quoted(rest)), expected: expected,
      advice: advice)
  }

  /// A value that is not of its column's type.
  func mismatch(
    _ field: Int, _ sink: ChunkSink, _ found: String, at start: UnsafePointer<UInt8>? = nil
  ) -> RecordFailure {
    let type: ColumnType =
      switch sink.operations[field] {
      case .i64: .i64
      case .bool: .bool
      case .string: .string
      default: .f64
      }
    return RecordFailure(
      kind: .value, offset: (start ?? position) - base, field: field, found: found,
      expected: type == .string ? "a string or null" : type.expectation)
  }
}
