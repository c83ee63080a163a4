// Maps from classes to scores.

import TensorIR
import Tensors

enum ClassicalMaps {
  static var rules: [String: OperatorRule] {
    ["ZipMap": zip]
  }

  /// A matrix of scores with a class for each column.
  private static func zip(_ c: NodeContext) throws -> [GraphValue] {
    let scores = try c.rows(0)
    let texts = c.node.texts("classlabels_strings") ?? []
    let classes =
      texts.isEmpty ? (c.node.ints("classlabels_int64s") ?? []).map(String.init) : texts
    guard try classes.count == c.width(scores) else {
      throw c.node.error("\(classes.count) classes for \(c.type(scores))")
    }
    return [.map(ClassScores(classes: classes, scores: scores))]
  }
}
