// The names, types and categories of a model's features.

import Pipelines

extension XGBoostModel {
  /// The features, with names where the file has them and codes where it says so.
  static func readFeatures(
    _ learner: LocatedJSON, count: Int
  ) throws(ReaderError) -> [BoosterFeature] {
    let names = try learner.optional("feature_names")?.strings() ?? []
    let types = try learner.optional("feature_types")?.strings() ?? []
    guard names.isEmpty || names.count == count else {
      throw learner.error("\(names.count) feature names for \(count) features")
    }
    guard types.isEmpty || types.count == count else {
      throw learner.error("\(types.count) feature types for \(count) features")
    }
    return (0..<count).map { index in
      BoosterFeature(
        name: names.isEmpty ? nil : names[index],
        values: !types.isEmpty && types[index] == "c" ? .codes : .numbers)
    }
  }

  /// Reads the categories that models of XGBoost 3.1 and newer know (`cats`).
  mutating func readCategories(_ model: LocatedJSON) throws(ReaderError) {
    guard let encodings = try model.optional("cats")?.optional("enc")?.elements(),
      !encodings.isEmpty
    else { return }
    guard encodings.count == features.count else {
      throw model.error("categories of \(encodings.count) features for \(features.count)")
    }
    for (index, encoding) in encodings.enumerated() {
      let categories = try Self.categories(encoding, hasByteOffsets: hasByteOffsets)
      if !categories.isEmpty { features[index].values = .categories(categories) }
    }
  }

  /// Whether the offsets of category names count bytes: before XGBoost 3.4 they counted characters, and
  /// the names were cut short (dmlc/xgboost#12371).
  private var hasByteOffsets: Bool { version.lexicographicallyPrecedes([3, 4]) == false }

  /// The categories of one feature: numbers, or texts as UTF-8 with offsets.
  private static func categories(
    _ json: LocatedJSON, hasByteOffsets: Bool
  ) throws(ReaderError) -> [CellValue] {
    guard let offsets = try json.optional("offsets")?.integers() else {
      return try json.member("values").doubles().map(CellValue.number)
    }
    if offsets.count < 2 { return [] }
    // Bytes beyond ASCII are negative where they were written as signed numbers.
    let bytes = try json.member("values").integers().map { UInt8(truncatingIfNeeded: $0) }
    guard hasByteOffsets || bytes.allSatisfy({ $0 < 0x80 }) else {
      throw json.error(
        "names of categories with letters beyond ASCII, which XGBoost before 3.4 cuts short",
        advice: "train with categories renamed to ASCII, or with XGBoost 3.4")
    }
    var categories: [CellValue] = []
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      guard start >= 0, start <= end, end <= bytes.count else {
        throw json.error("a category of bytes \(start) to \(end) of \(bytes.count)")
      }
      guard let text = String(validating: bytes[start..<end], as: UTF8.self) else {
        throw json.error("category \(categories.count) is not valid UTF-8")
      }
      categories.append(.text(text))
    }
    return categories
  }
}
