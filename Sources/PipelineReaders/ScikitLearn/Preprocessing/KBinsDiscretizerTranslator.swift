// Numbers to bins: `KBinsDiscretizer`.

import Pipelines

/// Translates `KBinsDiscretizer`.
struct KBinsDiscretizerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.KBinsDiscretizer"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let edges = try edges(of: estimator, count: features.count)
    let isBlurred = estimator.isBefore(Self.sharpSince.major, Self.sharpSince.minor)
    let inner = edges.map { $0.dropFirst().dropLast().map { isBlurred ? Self.sharp($0) : $0 } }
    let bins = try context.apply(Discretize(edges: inner), to: features.table, from: estimator)
    let columns = features.columns.map { FeatureColumn(name: $0.name) }
    switch try estimator.text("encode") {
    case "ordinal": return Features(table: bins, columns: columns)
    case "onehot", "onehot-dense": break
    case let value:
      throw estimator.malformed(
        "encode", found: "'\(value)'", expected: "'onehot', 'onehot-dense' or 'ordinal'")
    }
    let fitted = try FittedCategories.all(
      of: estimator.part("_encoder"), count: features.count)
    for (index, (categories, edges)) in zip(fitted, edges).enumerated()
    where categories.count != edges.count - 1 {
      throw estimator.malformed(
        "_encoder.categories_[\(index)]", found: "\(categories.count) categories",
        expected: "\(edges.count - 1), one a bin")
    }
    let table = try context.apply(
      OneHotIndices(depths: fitted.map(\.count)), to: bins, from: estimator)
    return Features(
      table: table,
      columns: zip(columns, fitted).flatMap { column, categories in
        categories.names.map { FeatureColumn(name: "\(column.name)_\($0)") }
      }, isSparse: estimator["encode"]?.text == "onehot")
  }

  private func edges(of estimator: Estimator, count: Int) throws -> [[Double]] {
    // Columns with equally many bins are pickled as rows of one matrix by some versions.
    if case .array(let array)? = estimator["bin_edges_"], array.shape.count == 2 {
      let matrix = try estimator.matrix("bin_edges_")
      guard matrix.rows == count, matrix.columns >= 2 else {
        throw estimator.malformed(
          "bin_edges_", found: "an array of shape \(array.shape)", expected: "\(count) rows")
      }
      return (0..<count).map(matrix.row)
    }
    let columns = try estimator.list("bin_edges_")
    guard columns.count == count else {
      throw estimator.malformed(
        "bin_edges_", found: "\(columns.count) columns", expected: "\(count)")
    }
    return try columns.enumerated().map { index, column in
      let edges = try estimator.numbers(in: column, at: "bin_edges_[\(index)]")
      guard edges.count >= 2 else {
        throw estimator.malformed(
          "bin_edges_[\(index)]", found: "\(edges.count) edges", expected: "two or more")
      }
      return edges
    }
  }

  /// The version since which values are compared with edges as they are.
  private static let sharpSince = ScikitLearnVersion(major: 1, minor: 1)

  /// The smallest number that older versions put above `edge`: they first added `1e-8 + 1e-5 · |x|`
  /// to a number, so that those just below an edge fell above it.
  static func sharp(_ edge: Double) -> Double {
    guard edge.isFinite else { return edge }
    func isAbove(_ x: Double) -> Bool { x + (1e-8 + 1e-5 * abs(x)) >= edge }
    var low = edge - (1e-7 + 1e-4 * abs(edge))
    var high = edge
    guard low.isFinite, isAbove(high), !isAbove(low) else { return edge }
    while low.nextUp < high {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if isAbove(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
