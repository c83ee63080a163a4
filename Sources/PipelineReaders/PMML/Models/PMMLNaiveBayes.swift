// NaiveBayesModel: counts of pairs of values and classes, in logarithms.

import Glibc
import Pipelines

/// A naive Bayes model.
struct PMMLNaiveBayes {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let threshold = try model.requiredDouble("threshold")
    let priors = try counts(
      model.requiredChild("BayesOutput").requiredChild("TargetValueCounts"))
    let categories = priors.map(\.0)
    var terms = priors.map { [Expression.number(log($0.1))] }
    for input in try model.requiredChild("BayesInputs").children("BayesInput") {
      let columns = try self.input(input, categories, threshold)
      for (place, column) in columns.enumerated() {
        // Missing values are ignored.
        terms[place].append(.apply(.firstKnown, column, .number(0)))
      }
    }
    let sums = terms.map { context.columns.sharing(.total($0)) }
    return try context.classification(
      categories, PMMLRegressionModel.softmax(sums, context.columns))
  }

  private func counts(_ element: PMMLElement) throws -> [(String, Double)] {
    try element.children("TargetValueCount").map {
      (try $0.required("value"), try $0.requiredDouble("count"))
    }
  }

  /// The logarithm of each class's probability of the input's value.
  private func input(
    _ input: PMMLElement, _ categories: [String], _ threshold: Double
  ) throws -> [Expression] {
    var field = try context.scope.field(input.required("fieldName"), at: input).value
    if let stats = input.child("TargetValueStats") {
      return try continuous(
        stats, field.cast(to: .double, at: input).expression, categories, threshold)
    }
    if let derived = input.child("DerivedField") {
      field = try PMMLFormulas(scope: context.scope).value(of: derived.formula())
      if let type = derived["dataType"] {
        field = try field.cast(to: PMMLType(type, at: derived), at: derived)
      }
      field.expression = context.columns.sharing(field.expression)
    }
    let pairs = try input.children("PairCounts").map { pair in
      (
        try field.type.cell(pair.required("value"), at: pair),
        Dictionary(
          try counts(pair.requiredChild("TargetValueCounts")), uniquingKeysWith: { $1 })
      )
    }
    return categories.map { category in
      let total = pairs.reduce(0) { $0 + ($1.1[category] ?? 0) }
      let values = pairs.map { _, counts -> CellValue in
        guard let count = counts[category] else { return .number(0) }
        return .number(log(count == 0 ? threshold : count / total))
      }
      let table = LookupTable(
        keys: pairs.map { [$0.0] }, values: values, fallback: .number(0), kind: .number)
      return .lookup(table: table, keys: [field.tableKey])
    }
  }

  private func continuous(
    _ stats: PMMLElement, _ x: Expression, _ categories: [String], _ threshold: Double
  ) throws -> [Expression] {
    var densities: [String: Expression] = [:]
    for stat in stats.children("TargetValueStat") {
      let density: Expression
      if let gauss = stat.child("GaussianDistribution") {
        let deviation = (try gauss.requiredDouble("variance")).squareRoot()
        density = .apply(
          .normalDensity, x, .number(try gauss.requiredDouble("mean")), .number(deviation))
      } else if stat.child("PoissonDistribution") != nil {
        throw stat.unsupported("a Poisson distribution")
      } else {
        throw stat.error("the distribution is not known")
      }
      let bounded = Expression.choose(
        .apply(.lessThan, density, .number(threshold)), .number(threshold), density)
      densities[try stat.required("value")] = .apply(.ln, bounded)
    }
    return categories.map { densities[$0] ?? .number(0) }
  }
}
