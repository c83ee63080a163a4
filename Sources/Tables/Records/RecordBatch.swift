// Records of text on their way to columns.

/// Where some records of a text are, found before their fields are read.
///
/// `@unchecked Sendable`: the text is only read, and its source outlives the batch.
struct RecordBatch: @unchecked Sendable {
  /// The text that the offsets count from.
  var base = UnsafePointer(UnsafeMutablePointer<UInt8>(bitPattern: 64)!)
  /// Where each record begins.
  var starts: [Int] = []
  /// Where each record ends, its line end left out.
  var ends: [Int] = []

  /// The number of records.
  var count: Int { starts.count }

  /// How long one record may be: no table has longer ones, and damaged or hostile files do.
  static let maximumRecordSize = 64 << 20

  mutating func append(_ start: Int, _ end: Int) {
    starts.append(start)
    ends.append(end)
  }
}

/// What is wrong with a record, before the file and the line are known.
struct RecordFailure: Error {
  var kind: TableError.Kind = .malformed
  /// Where in the text.
  var offset: Int
  /// The column, as a position in the record's fields.
  var field: Int?
  /// The name of the column, where the record names its fields and this one is not known yet.
  var fieldName: String?
  var found: String
  var expected: String?
  var advice: String?
  /// Whether the error says at which byte of the input it is.
  var isAboutBytes = false
}

/// What is done with a field of each record.
enum FieldOperation: UInt8 {
  case skip
  /// Only finds out what kinds of values there are.
  case classify
  case f64, f32, i64, bool, string

  init(_ type: ColumnType) {
    switch type {
    case .f64: self = .f64
    case .f32: self = .f32
    case .i64: self = .i64
    case .bool: self = .bool
    case .string: self = .string
    }
  }
}

/// The kinds of values that a column was seen to have.
struct ValueKinds: OptionSet {
  let rawValue: UInt8
  static let missing = ValueKinds(rawValue: 1)
  static let bool = ValueKinds(rawValue: 2)
  static let integer = ValueKinds(rawValue: 4)
  static let number = ValueKinds(rawValue: 8)
  static let text = ValueKinds(rawValue: 16)
}

/// Where the text of a field is; it is copied when a batch is complete and its length known.
struct FieldSpan {
  var start: Int
  var count: Int32
  /// Whether quotes are doubled, or characters escaped, in it.
  var isEscaped: Bool
}

/// A format whose records hold fields.
protocol RecordParser: Sendable {
  /// Reads the records of `rows` into `sink`, up to the first failure, which `sink` then has.
  func parse(_ rows: Range<Int>, of batch: RecordBatch, into sink: ChunkSink)

  /// Writes the text that escaped text stands for, which is never longer; gives its length.
  func unescape(_ text: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>) -> Int

  /// The type of an inferred column with values of `kinds`.
  func columnType(for kinds: ValueKinds) -> ColumnType
}
