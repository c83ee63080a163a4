// What one thread needs to turn a run of records into values, and what it found out.

/// The state of reading one run of records.
///
/// `@unchecked Sendable`: made and filled by one thread, read by the one that waits for it.
final class ChunkSink: @unchecked Sendable {
  let fieldCount: Int
  /// What to do with each field; this run's own copy, for a field stops being read when its guessed
  /// type proves wrong.
  let operations: UnsafeMutablePointer<FieldOperation>
  /// Where each field's values go.
  let targets: UnsafeMutablePointer<ColumnTarget.Pointers>
  /// The kinds of the values of fields that are classified.
  var kinds: [ValueKinds]
  /// The fields whose guessed type proved wrong.
  var refused: [Bool]
  /// Keys of JSON objects that are no field, in the order they were met.
  var newKeys: [String] = []
  /// What ended the run early.
  var failure: RecordFailure?

  private let strict: [Bool]
  private let guessed: [Bool]

  init(_ fields: [RecordField], operations: [FieldOperation], targets: [ColumnTarget?]) {
    fieldCount = fields.count
    self.operations = .allocate(capacity: max(fieldCount, 1))
    self.targets = .allocate(capacity: max(fieldCount, 1))
    kinds = Array(repeating: [], count: fieldCount)
    refused = Array(repeating: false, count: fieldCount)
    strict = fields.map(\.isInferred)
    guessed = fields.map(\.isGuessed)
    let nowhere = UnsafeMutablePointer<Bool>(bitPattern: 64)
    for index in 0..<fieldCount {
      self.operations[index] = operations[index]
      if let target = targets[index] {
        self.targets[index] = target.pointers
      } else if let nowhere {
        self.targets[index] = ColumnTarget.Pointers(
          values: UnsafeMutableRawPointer(nowhere), missing: nowhere)
      }
    }
  }

  deinit {
    operations.deallocate()
    targets.deallocate()
  }

  /// Whether the field's type was inferred, so that only values spelled as that type count.
  func isStrict(_ field: Int) -> Bool { strict[field] }

  /// Writes a missing value.
  func storeMissing(_ field: Int, _ row: Int) -> Bool {
    let target = targets[field]
    switch operations[field] {
    case .skip: return true
    case .classify:
      kinds[field].insert(.missing)
      return true
    case .f64: target.values.storeBytes(of: .nan, toByteOffset: row &* 8, as: Double.self)
    case .f32: target.values.storeBytes(of: .nan, toByteOffset: row &* 4, as: Float.self)
    case .i64:
      // A column of integers with gaps is inferred to be f64, as pandas does.
      if guessed[field] { return refuse(field) }
      target.values.storeBytes(of: 0, toByteOffset: row &* 8, as: Int64.self)
    case .bool: target.values.storeBytes(of: false, toByteOffset: row, as: Bool.self)
    case .string:
      target.values.storeBytes(
        of: FieldSpan(start: 0, count: 0, isEscaped: false),
        toByteOffset: row &* MemoryLayout<FieldSpan>.stride, as: FieldSpan.self)
    }
    target.missing[row] = true
    return true
  }

  /// Writes a truth value as the field's type, or gives false where that is none of its values.
  func store(_ value: Bool, _ field: Int, _ row: Int) -> Bool {
    let target = targets[field]
    if strict[field], operations[field] != .bool, operations[field] != .classify { return false }
    switch operations[field] {
    case .skip: break
    case .classify: kinds[field].insert(.bool)
    case .f64:
      target.values.storeBytes(of: value ? 1 : 0, toByteOffset: row &* 8, as: Double.self)
    case .f32: target.values.storeBytes(of: value ? 1 : 0, toByteOffset: row &* 4, as: Float.self)
    case .i64: target.values.storeBytes(of: value ? 1 : 0, toByteOffset: row &* 8, as: Int64.self)
    case .bool: target.values.storeBytes(of: value, toByteOffset: row, as: Bool.self)
    case .string: return false
    }
    return true
  }

  /// Writes a number that is not finite.
  func store(named value: Double, _ field: Int, _ row: Int) -> Bool {
    let target = targets[field]
    switch operations[field] {
    case .classify: kinds[field].insert(.number)
    case .f64: target.values.storeBytes(of: value, toByteOffset: row &* 8, as: Double.self)
    case .f32: target.values.storeBytes(of: Float(value), toByteOffset: row &* 4, as: Float.self)
    case .skip: break
    case .i64, .bool, .string: return false
    }
    return true
  }

  /// Writes a decimal number whose text begins at `start`.
  func store(
    _ decimal: Decimal, from start: UnsafePointer<UInt8>, _ field: Int, _ row: Int,
    _ decimals: DecimalParser
  ) -> Bool {
    let target = targets[field]
    switch operations[field] {
    case .skip: break
    case .classify:
      let isInteger = decimal.isInteger && decimals.integer(decimal, from: start) != nil
      kinds[field].insert(isInteger ? .integer : .number)
    case .f64:
      let value = decimals.double(decimal, from: start)
      target.values.storeBytes(of: value, toByteOffset: row &* 8, as: Double.self)
    case .f32:
      let value = Float(decimals.double(decimal, from: start))
      target.values.storeBytes(of: value, toByteOffset: row &* 4, as: Float.self)
    case .i64:
      guard decimal.isInteger || !strict[field],
        let value = decimals.integer(decimal, from: start)
      else { return false }
      target.values.storeBytes(of: value, toByteOffset: row &* 8, as: Int64.self)
    case .bool:
      guard !strict[field], decimal.isInteger, !decimal.isNegative, decimal.mantissa <= 1,
        !decimal.isLong
      else { return false }
      target.values.storeBytes(of: decimal.mantissa == 1, toByteOffset: row, as: Bool.self)
    case .string: return false
    }
    return true
  }

  /// Notes where text is.
  @inline(__always)
  func store(_ span: FieldSpan, _ field: Int, _ row: Int) {
    targets[field].values.storeBytes(
      of: span, toByteOffset: row &* MemoryLayout<FieldSpan>.stride, as: FieldSpan.self)
  }

  /// Gives up a field whose type was a guess from the first rows; false where it was none.
  func refuse(_ field: Int) -> Bool {
    guard guessed[field] else { return false }
    refused[field] = true
    operations[field] = .skip
    return true
  }
}
