// Choosing, joining, converting and filling columns.

import Pipelines

extension SelectColumns: ColumnwiseOperator {
  var isComputedByColumn: Bool { true }
  var reading: ColumnReading { .asNarrowed }

  /// Fewer places of the same table.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    Narrowing(
      operation: SelectColumns(indices: Array(columns.indices)), inputs: [indices.at(columns)],
      outputs: columns)
  }
}

extension ConcatenateColumns: ColumnwiseOperator {
  var isComputedByColumn: Bool { true }
  var reading: ColumnReading { .asNarrowed }

  /// Each table's part of the columns; tables without one are left out.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    var parts: [[Int]?] = []
    var rest = columns[...]
    var start = 0
    for input in inputs {
      let end = start + input.width
      let own = rest.prefix { $0 < end }.map { $0 - start }
      rest = rest.dropFirst(own.count)
      parts.append(own.isEmpty ? nil : own)
      start = end
    }
    return Narrowing(operation: self, inputs: parts, outputs: columns)
  }
}

extension CastColumns: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(self, columns)
  }
}

extension AddTables: ColumnwiseOperator {
  /// The same columns of every table.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    Narrowing(operation: self, inputs: inputs.map { _ in columns }, outputs: columns)
  }
}

extension FillMissing: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(FillMissing(marker: marker, values: values.at(columns)), columns)
  }
}

extension MissingFlags: ColumnwiseOperator {
  var reading: ColumnReading { .asNarrowed }

  /// The flags of fewer columns, each of which is read once.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    let flagged = self.columns.at(columns)
    let read = Set(flagged).sorted()
    let places = Dictionary(uniqueKeysWithValues: read.enumerated().map { ($1, $0) })
    return Narrowing(
      operation: MissingFlags(marker: marker, columns: flagged.compactMap { places[$0] }),
      inputs: [read], outputs: columns)
  }
}

extension TreatValues: ColumnwiseOperator {
  func refusesCells(ofColumn column: Int) -> Bool {
    let treatment = columns[column]
    return treatment.missing == .refuse || treatment.invalid == .refuse
      || treatment.madeMissing == nil
  }

  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(TreatValues(columns: self.columns.at(columns)), columns)
  }
}
