// Telling CatBoost's two formats apart, and checking what they say.

import Archives
import Pipelines

extension CatBoostModel {
  /// Reads a model, binary (`.cbm`, also what pickles hold) or JSON.
  /// - Throws: `ReaderError`.
  public static func read(_ bytes: Bytes) throws(ReaderError) -> CatBoostModel {
    let isBinary = bytes.hasPrefix(CatBoostBinaryReader.magic)
    let model =
      isBinary ? try CatBoostBinaryReader.read(bytes) : try CatBoostJSONReader.read(bytes)
    try model.check(
      format: isBinary ? CatBoostBinaryReader.format : CatBoostJSONReader.format,
      byteCount: bytes.count)
    return model
  }

  /// Checks that features refer to each other and to columns as they should.
  private func check(format: String, byteCount: Int) throws(ReaderError) {
    func failure(_ found: String) -> ReaderError {
      ReaderError(format: format, found: found, advice: ReaderError.damaged)
    }
    guard Set(numbers.map(\.index)).count == numbers.count,
      Set(categories.map(\.index)).count == categories.count
    else { throw failure("two features of one number") }
    let columns =
      numbers.map(\.flatIndex) + categories.map(\.flatIndex) + unusedColumns.map(\.flatIndex)
    // Nothing in a small file can name more columns than this.
    guard columns.allSatisfy((0..<max(byteCount, 1 << 16)).contains) else {
      throw failure("a feature without a column")
    }
    guard Set(columns).count == columns.count else { throw failure("two features of one column") }
    let known = Set(categories.map(\.index))
    let numberIndices = Set(numbers.map(\.index))
    guard oneHots.allSatisfy({ known.contains($0.category) }) else {
      throw failure("categories of a feature that does not exist")
    }
    for feature in statistics {
      let projection = feature.statistic.base.projection
      guard projection.categories.allSatisfy(known.contains),
        projection.matches.allSatisfy({ known.contains($0.feature) }),
        projection.numbers.allSatisfy({ numberIndices.contains($0.feature) })
      else { throw failure("a statistic of features that do not exist") }
    }
    guard (numbers.flatMap(\.borders) + statistics.flatMap(\.borders)).allSatisfy({ !$0.isNaN })
    else { throw failure("a border that is not a number") }
    guard scale.isFinite, bias.allSatisfy(\.isFinite) else {
      throw failure("a scale or bias that is not finite")
    }
  }
}
