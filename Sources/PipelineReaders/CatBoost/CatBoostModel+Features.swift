// The columns that a CatBoost model takes, and what its trees compare.

import Pipelines
import Tensors

extension CatBoostModel {
  /// How many columns the model takes.
  var columnCount: Int {
    let places =
      numbers.map(\.flatIndex) + categories.map(\.flatIndex) + unusedColumns.map(\.flatIndex)
    return (places.max() ?? -1) + 1
  }

  /// The input columns of the model, in order; unnamed where training knew no names.
  func inputColumns() -> [InputColumn] {
    var columns = Array(
      repeating: InputColumn(name: "", dtype: .string, note: "not used"), count: columnCount)
    for feature in numbers {
      columns[feature.flatIndex] = InputColumn(name: feature.name, dtype: .f64)
    }
    for feature in categories {
      columns[feature.flatIndex] = InputColumn(
        name: feature.name, dtype: .string, allowsMissing: false,
        note: "categories, known by their text")
    }
    for column in unusedColumns { columns[column.flatIndex].name = column.name }
    // CatBoost calls the columns of a plain matrix by their numbers.
    let isNamed = columns.enumerated().contains { index, column in
      column.name != "" && column.name != String(index)
    }
    for index in columns.indices {
      if !isNamed {
        columns[index].name = nil
      } else if columns[index].name == "" {
        columns[index].name = String(index)
      }
    }
    return columns
  }

  /// Appends what trees compare: numbers, places of categories, statistics.
  ///
  /// - Parameter table: the columns of `inputColumns`; categories as text, integers or truth values.
  func features(
    of table: TableReference, into pipeline: inout Pipeline, origin: [String]
  ) throws -> TableReference {
    let numbers = try pipeline.apply(
      SelectColumns(indices: self.numbers.map(\.flatIndex)), to: [table], origin: origin)
    if oneHots.isEmpty, statistics.isEmpty { return numbers }
    let cells = try pipeline.apply(
      SelectColumns(indices: categories.map(\.flatIndex)), to: [table], origin: origin)
    let hashes = try pipeline.apply(HashCategories(), to: [cells], origin: origin)
    var parts = self.numbers.isEmpty ? [] : [numbers]
    if !oneHots.isEmpty {
      parts.append(try places(of: hashes, into: &pipeline, origin: origin))
    }
    if !statistics.isEmpty {
      parts.append(try statistics(of: hashes, numbers, into: &pipeline, origin: origin))
    }
    if parts.count == 1 { return parts[0] }
    return try pipeline.apply(ConcatenateColumns(), to: parts, origin: origin)
  }

  /// The place of each category among those that trees ask for one by one; -1 for others.
  private func places(
    of hashes: TableReference, into pipeline: inout Pipeline, origin: [String]
  ) throws -> TableReference {
    let columns = categoryPlaces
    let selected = try pipeline.apply(
      SelectColumns(indices: oneHots.compactMap { columns[$0.category] }), to: [hashes],
      origin: origin)
    let tables = oneHots.map { feature in
      CategoryTable(
        categories: feature.hashes.map { .number(Double($0)) },
        codes: feature.hashes.indices.map { Double($0) }, unknown: .treatAs(-1))
    }
    return try pipeline.apply(OrdinalEncode(columns: tables), to: [selected], origin: origin)
  }

  /// By number among the features of categories: the place among `categories`.
  private var categoryPlaces: [Int: Int] {
    Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1.index, $0) })
  }

  private func statistics(
    of hashes: TableReference, _ numbers: TableReference, into pipeline: inout Pipeline,
    origin: [String]
  ) throws -> TableReference {
    let tables = try statisticTables(at: origin.joined(separator: " > "))
    return try pipeline.apply(
      CategoryStatistics(tables: tables), to: [hashes, numbers], origin: origin)
  }

  /// A table for each run of statistics over the same counts, in order.
  private func statisticTables(at place: String) throws -> [CategoryStatistics.Table] {
    var tables: [CategoryStatistics.Table] = []
    var start = 0
    while start < statistics.count {
      let base = statistics[start].statistic.base
      let end = statistics[start...].firstIndex { $0.statistic.base != base } ?? statistics.count
      tables.append(
        try statisticTable(base, statistics[start..<end].map(\.statistic), at: place))
      start = end
    }
    return tables
  }

  private func statisticTable(
    _ base: CatBoostStatistic.Base, _ statistics: [CatBoostStatistic], at place: String
  ) throws -> CategoryStatistics.Table {
    guard let counts = counts[base] else {
      throw PipelineError(
        at: place,
        "the file lacks the counts of categories that its trees use (\(base.kind) of "
          + "\(base.projection.categories.count) features); save the model as 'cbm', with the CatBoost "
          + "that trained it")
    }
    var columns: [[Float]] = []
    var unseen: [Double] = []
    for statistic in statistics {
      guard let (values, other) = counts.values(of: statistic) else {
        throw PipelineError(
          at: place, "counts of \(counts.width) numbers do not fit their use as \(base.kind)")
      }
      columns.append(values)
      unseen.append(Double(other))
    }
    // Ascending as signed numbers; of equal keys the first counts.
    let order = counts.keys.indices.sorted { a, b in
      (Int(bitPattern: UInt(counts.keys[a])), a) < (Int(bitPattern: UInt(counts.keys[b])), b)
    }
    var keys: [Int] = []
    var values: [Double] = []
    for place in order {
      let key = Int(bitPattern: UInt(counts.keys[place]))
      if key == keys.last { continue }
      keys.append(key)
      values += columns.map { Double($0[place]) }
    }
    return CategoryStatistics.Table(
      combination: combination(base.projection), keys: keys, values: values, unseen: unseen)
  }

  private func combination(
    _ projection: CatBoostStatistic.Projection
  ) -> CategoryStatistics.Combination {
    let categories = categoryPlaces
    let numbers = Dictionary(
      uniqueKeysWithValues: self.numbers.enumerated().map { ($1.index, $0) })
    return CategoryStatistics.Combination(
      categories: projection.categories.compactMap { categories[$0] },
      numbers: projection.numbers.compactMap { condition in
        numbers[condition.feature].map { place in
          CategoryStatistics.NumberCondition(
            column: place, border: Double(condition.border),
            holdsForMissing: self.numbers[place].missingIsAbove)
        }
      },
      matches: projection.matches.compactMap { condition in
        categories[condition.feature].map { place in
          CategoryStatistics.CategoryCondition(column: place, hash: condition.hash)
        }
      })
  }
}
