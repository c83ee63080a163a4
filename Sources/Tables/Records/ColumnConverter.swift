// Records to columns: infers types that nobody asked for, and uses every core.
//
// An inferred type is guessed from the first rows and then proved on all: a guess is never wider
// than the type of the whole column, so that a column that it fits has that type, and one that it
// does not fit is classified in full and read again. The result does not depend on the guess.

import Synchronization

/// A field of the records, and what is to be made of it.
struct RecordField {
  let name: String
  /// The column's type; `nil` until it is inferred.
  var type: ColumnType?
  /// Whether it is among the columns that are wanted.
  var isSelected = true
  /// Whether nobody asked for the type.
  var isInferred: Bool
  /// Whether the type is a guess that a later row may refute.
  var isGuessed = false

  init(name: String, type: ColumnType?, isSelected: Bool = true) {
    self.name = name
    self.type = type
    self.isSelected = isSelected
    isInferred = type == nil
  }
}

/// Turns batches of records into columns of the same types.
final class ColumnConverter {
  /// The fields of the records, in order.
  var fields: [RecordField]
  /// Whether fields may still be added.
  var acceptsNewFields: Bool
  private let threads: Int
  /// How many rows a guess is made from.
  private static let sampleSize = 256

  init(fields: [RecordField], acceptsNewFields: Bool, threads: Int) {
    self.fields = fields
    self.acceptsNewFields = acceptsNewFields
    self.threads = max(threads, 1)
  }

  /// Reads all of `batch`; afterwards every selected field has a type.
  func convert<Parser: RecordParser>(
    _ batch: RecordBatch, makeParser: ([RecordField], Bool) -> Parser
  ) throws(RecordFailure) -> [Column] {
    var targets: [ColumnTarget?] = Array(repeating: nil, count: fields.count)
    var pending = Set(fields.indices.filter { fields[$0].isSelected })
    while true {
      let parser = makeParser(fields, acceptsNewFields)
      let newKeys = try read(&pending, of: batch, by: parser, into: &targets)
      guard acceptsNewFields, !newKeys.isEmpty else { break }
      pending = Set(fields.count..<fields.count + newKeys.count)
      fields += newKeys.map { RecordField(name: $0, type: nil) }
      targets += newKeys.map { _ in nil }
    }
    acceptsNewFields = false
    return columns(of: batch, in: targets, by: makeParser(fields, acceptsNewFields))
  }

  /// Reads the `pending` fields; gives the keys that are no field.
  private func read(
    _ pending: inout Set<Int>, of batch: RecordBatch, by parser: some RecordParser,
    into targets: inout [ColumnTarget?]
  ) throws(RecordFailure) -> [String] {
    let rows = 0..<batch.count
    let unknown = pending.filter { fields[$0].type == nil }
    if !unknown.isEmpty {
      let sample = 0..<min(rows.count, Self.sampleSize)
      try infer(unknown, from: sample, of: batch, by: parser)
      for index in unknown { fields[index].isGuessed = true }
    }
    var newKeys: [String] = []
    while true {
      let sinks = try run(rows, of: batch, by: parser, into: &targets) { field in
        guard pending.contains(field), let type = fields[field].type else { return .skip }
        return FieldOperation(type)
      }
      for key in sinks.flatMap(\.newKeys) where !newKeys.contains(key) { newKeys.append(key) }
      let refused = pending.filter { field in sinks.contains { $0.refused[field] } }
      for index in pending { fields[index].isGuessed = false }
      if refused.isEmpty { return newKeys }
      try infer(refused, from: rows, of: batch, by: parser)
      pending = refused
    }
  }

  private func infer(
    _ wanted: Set<Int>, from rows: Range<Int>, of batch: RecordBatch, by parser: some RecordParser
  ) throws(RecordFailure) {
    var targets: [ColumnTarget?] = Array(repeating: nil, count: fields.count)
    let sinks = try run(rows, of: batch, by: parser, into: &targets) { field in
      wanted.contains(field) ? .classify : .skip
    }
    for field in wanted {
      let kinds = sinks.reduce(into: ValueKinds()) { $0.formUnion($1.kinds[field]) }
      fields[field].type = parser.columnType(for: kinds)
    }
  }

  /// Does `operation` with each field of `rows`, in parallel; throws the first failure in row order.
  private func run(
    _ rows: Range<Int>, of batch: RecordBatch, by parser: some RecordParser,
    into targets: inout [ColumnTarget?], operation: (Int) -> FieldOperation
  ) throws(RecordFailure) -> [ChunkSink] {
    let operations = fields.indices.map(operation)
    for index in fields.indices {
      if let type = fields[index].type, operations[index] == FieldOperation(type) {
        targets[index] = ColumnTarget(type: type, rowCount: batch.count)
      }
    }
    // Several runs a thread, for rows differ in how long they take.
    let chunkCount = threads == 1 ? 1 : max(1, min(4 * threads, rows.count / 256))
    let sinks = (0..<chunkCount).map { _ in
      ChunkSink(fields, operations: operations, targets: targets)
    }
    inParallel(chunkCount, threads: threads) { chunk in
      let start = rows.lowerBound + rows.count * chunk / chunkCount
      let end = rows.lowerBound + rows.count * (chunk + 1) / chunkCount
      parser.parse(start..<end, of: batch, into: sinks[chunk])
    }
    for sink in sinks {
      if let failure = sink.failure { throw failure }
    }
    return sinks
  }

  private func columns(
    of batch: RecordBatch, in targets: [ColumnTarget?], by parser: some RecordParser
  ) -> [Column] {
    let present = targets.indices.filter { targets[$0] != nil }
    let names = present.map { fields[$0].name }
    let memory = present.compactMap { targets[$0] }
    let columns = Mutex([Column?](repeating: nil, count: present.count))
    inParallel(present.count, threads: threads) { index in
      let column = memory[index].column(named: names[index], from: batch.base, by: parser)
      columns.withLock { $0[index] = column }
    }
    return columns.withLock { $0.compactMap(\.self) }
  }
}
