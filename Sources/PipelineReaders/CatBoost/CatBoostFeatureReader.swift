// The features of a binary CatBoost model: `TModelTrees`, features.fbs and ctr_data.fbs.

import Archives

/// Reads the features of a model's trees.
struct CatBoostFeatureReader {
  private let trees: FlatTable

  init(_ trees: FlatTable) { self.trees = trees }

  func read(into model: inout CatBoostModel) throws(ReaderError) {
    for table in try trees.tables(4) {
      model.categories.append(
        CatBoostModel.CategoryFeature(
          index: try table.integer(0, default: -1), flatIndex: try table.integer(1, default: -1),
          name: try table.text(2)))
    }
    for table in try trees.tables(5) {
      let treatment = try table.byte(5)
      guard (0...2).contains(treatment) else {
        throw table.error("the treatment \(treatment) of missing values", expected: "0 to 2")
      }
      // A feature that had no missing values in training keeps NaN, which is above no border.
      model.numbers.append(
        CatBoostModel.NumberFeature(
          index: try table.integer(1, default: -1), flatIndex: try table.integer(2, default: -1),
          name: try table.text(4), borders: try table.floats(3),
          missingIsAbove: try table.byte(0) != 0 && treatment == 2))
    }
    for table in try trees.tables(6) {
      model.oneHots.append(
        CatBoostModel.OneHotFeature(
          category: try table.integer(0, default: -1), hashes: try table.integers(1)))
    }
    for table in try trees.tables(7) {
      guard let statistic = try table.table(0) else { throw table.error("no statistic") }
      model.statistics.append(
        CatBoostModel.StatisticFeature(
          statistic: try Self.statistic(statistic), borders: try table.floats(1)))
    }
    // Features of text and embeddings: only unused ones come here.
    for table in try trees.tables(12) + trees.tables(18) {
      model.unusedColumns.append((try table.integer(1, default: -1), try table.text(2)))
    }
  }

  private static func statistic(_ table: FlatTable) throws(ReaderError) -> CatBoostStatistic {
    guard let base = try table.table(0) else { throw table.error("a statistic of nothing") }
    return CatBoostStatistic(
      base: try self.base(base), targetClass: try table.integer(1),
      priorNumerator: try table.float(2), priorDenominator: try table.float(3, default: 1),
      shift: try table.float(4), scale: try table.float(5, default: 1))
  }

  private static func base(_ table: FlatTable) throws(ReaderError) -> CatBoostStatistic.Base {
    let number = try table.byte(1)
    guard let kind = CatBoostStatistic.Kind(rawValue: number) else {
      throw table.error("the kind \(number) of statistics", expected: "0 to 5")
    }
    var projection = CatBoostStatistic.Projection()
    if let combination = try table.table(0) {
      projection.categories = try combination.integers(0)
      // Structs of eight bytes: the feature, then the border or the hash.
      projection.numbers = try combination.numbers(1, of: UInt64.self).map { pair in
        CatBoostStatistic.NumberCondition(
          feature: Int(Int32(truncatingIfNeeded: pair)),
          border: Float(bitPattern: UInt32(truncatingIfNeeded: pair >> 32)))
      }
      projection.matches = try combination.numbers(2, of: UInt64.self).map { pair in
        CatBoostStatistic.CategoryCondition(
          feature: Int(Int32(truncatingIfNeeded: pair)),
          hash: Int(Int32(truncatingIfNeeded: pair >> 32)))
      }
    }
    return CatBoostStatistic.Base(
      projection: projection, kind: kind, classifier: try table.integer(2))
  }

  /// The bytes of an entry of a hash table: a hash of 64 bits and the place of its counts.
  private static let bucketSize = 12

  /// Reads what was counted of one projection (`TCtrValueTable`).
  static func readCounts(
    _ table: FlatTable, into model: inout CatBoostModel
  ) throws(ReaderError) {
    guard let baseTable = try table.table(0) else { throw table.error("counts of nothing") }
    let base = try base(baseTable)
    let buckets = try table.bytes(1)
    let blob = try table.bytes(2)
    guard buckets.count.isMultiple(of: bucketSize), blob.count.isMultiple(of: 4) else {
      throw table.error("\(buckets.count) bytes of hashes and \(blob.count) of counts")
    }
    var counts = CatBoostCounts()
    counts.denominator = try table.integer(3)
    let isMean = [.binarizedTargetMeanValue, .floatTargetMeanValue].contains(base.kind)
    switch base.kind {
    case .counter, .featureFreq: counts.width = 1
    case .binarizedTargetMeanValue, .floatTargetMeanValue: counts.width = 2
    case .borders, .buckets:
      counts.width = try table.integer(4)
      guard (1...max(1, blob.count / 4)).contains(counts.width) else {
        throw table.error("\(counts.width) classes of targets in \(blob.count) bytes of counts")
      }
    }
    let entryCount = blob.count / 4 / counts.width
    // Entries are one a key, so that numbers stay within the size of the file.
    try table.buffer.spend(buckets.count / bucketSize * counts.width * 4, at: table.position)
    for start in stride(from: 0, to: buckets.count, by: bucketSize) {
      let hash = buckets.littleEndian(UInt64.self, at: start)
      if hash == .max { continue }
      let entry = Int(buckets.littleEndian(UInt32.self, at: start + 8))
      guard entry < entryCount else {
        throw table.error("the counts \(entry) of \(entryCount)")
      }
      counts.keys.append(hash)
      for place in entry * counts.width..<(entry + 1) * counts.width {
        let bits = blob.littleEndian(UInt32.self, at: 4 * place)
        let isSum = isMean && place.isMultiple(of: 2)
        counts.numbers.append(
          isSum ? Double(Float(bitPattern: bits)) : Double(Int32(bitPattern: bits)))
      }
    }
    model.counts[base] = counts
  }
}
