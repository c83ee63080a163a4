// The categories of pandas columns, which LightGBM's Python package writes at the end of the file.
//
// The list has an array of values for each column of the categorical dtype, in the order of columns,
// but does not say which columns these are.

import Pipelines

extension LightGBMModel {
  /// Gives features their categories.
  ///
  /// - Parameter infos: the header's `feature_infos`: `[min:max]` for numbers, `0:2:1` for codes, `none`.
  mutating func readCategories(
    _ line: LightGBMText.Line, infos: [String]
  ) throws(ReaderError) {
    let json = LocatedJSON(
      try JSONParser.parse(line.value, format: LightGBMText.format, baseOffset: line.offset),
      format: LightGBMText.format)
    if json.value.isNull { return }
    let lists = try json.elements()
    if lists.isEmpty { return }
    guard let columns = categoricalColumns(count: lists.count, infos: infos) else {
      throw line.error(
        "\(lists.count) columns of categories, but the file does not say which they are",
        expected: "as many as there are categorical features; ordered categories are not supported")
    }
    for (column, list) in zip(columns, lists) {
      let values = try Self.categories(list, line)
      let largest = infos.indices.contains(column) ? Self.codes(infos[column]).max() : nil
      if let largest, largest >= list.value.elementCount ?? 0 {
        throw line.error("feature \(column) has the code \(largest), but fewer categories")
      }
      features[column].values = values
    }
  }

  /// The columns that categories belong to: those that the parameters or else the header call
  /// categorical, provided that their number is right.
  private func categoricalColumns(count: Int, infos: [String]) -> [Int]? {
    let listed = (parameters["categorical_feature"] ?? "").split(separator: ",").map { Int($0) }
    let named = listed.compactMap(\.self).filter(features.indices.contains)
    if named.count == listed.count, Set(named).count == count { return Set(named).sorted() }
    let coded = infos.indices.filter { !Self.codes(infos[$0]).isEmpty }
    return coded.count == count && infos.count == features.count ? coded : nil
  }

  /// The codes of a categorical feature's info; none for another feature.
  private static func codes(_ info: String) -> [Int] {
    guard !info.hasPrefix("["), info != "none" else { return [] }
    let parts = info.split(separator: ":").map { Int($0) }
    return parts.contains(nil) ? [] : parts.compactMap(\.self)
  }

  private static func categories(
    _ list: LocatedJSON, _ line: LightGBMText.Line
  ) throws(ReaderError) -> BoosterFeature.Values {
    if let numbers = list.value.doubles { return .categories(numbers.map(CellValue.number)) }
    let values = try list.elements().map(\.value)
    let texts = values.compactMap(\.string)
    if texts.count == values.count { return .categories(texts.map(CellValue.text)) }
    let flags = values.compactMap(\.bool)
    if flags.count == values.count { return .truthValues(flags) }
    throw line.error(
      "categories of several types in \(list.path)", expected: "only texts, numbers or truth values"
    )
  }
}
