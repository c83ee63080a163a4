// Numbers written by a pattern of printf: sklearn2pmml's `NumberFormatter`.

import Pipelines

/// Translates `NumberFormatter`.
struct NumberFormatTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.NumberFormatter"]
  let limits = [
    EstimatorLimit("patterns beyond one %d, %e, %E or %f", "others depend on the type of a number")
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    let pattern = try estimator.text("pattern")
    guard let conversion = Self.conversion(of: pattern) else {
      throw estimator.unsupported(
        "the pattern '\(pattern)'; use one conversion of a number by %d, %e, %E or %f")
    }
    return try context.map(features, by: estimator) { value, _ in
      var number = try PythonEvaluation(columns: [], names: []).number(value).expression
      if conversion == "d" {
        // Whole numbers are written without their fraction; infinity fails.
        let isFinite = Expression.apply(.equal, .apply(.subtract, number, number), .number(0))
        let finite = Expression.apply(.firstKnown, isFinite, .truth(false))
        number = .apply(.truncate, .apply(.known, .choose(finite, number, .missing(.number))))
      }
      return .text(.apply(.formatNumber, number, .text(pattern)))
    }
  }

  /// The conversion of a pattern that has one, with a width and, except for whole numbers, digits after
  /// the point; `nil` for any other pattern.
  private static func conversion(of pattern: String) -> Character? {
    var parts = pattern.replacing("%%", with: "")[...]
    guard let start = parts.firstIndex(of: "%") else { return nil }
    parts = parts[start...].dropFirst()
    parts = parts.drop { "-+ 0".contains($0) }
    func dropDigits() { parts = parts.drop { ("0"..."9").contains($0) } }
    dropDigits()
    let hasPrecision = parts.first == "."
    if hasPrecision {
      parts.removeFirst()
      dropDigits()
    }
    guard let conversion = parts.popFirst(), "deEf".contains(conversion), !parts.contains("%"),
      conversion != "d" || !hasPrecision
    else { return nil }
    return conversion
  }
}
