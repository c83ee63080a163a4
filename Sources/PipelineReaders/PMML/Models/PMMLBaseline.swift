// BaselineModel: how far a value is from a baseline.

import Pipelines

/// A baseline.
///
/// Only the statistic of one value is a function of the row; the others follow a stream of rows.
struct PMMLBaseline {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let test = try context.element.requiredChild("TestDistributions")
    let statistic = try test.required("testStatistic")
    guard statistic == "zValue", try test.int("windowSize") ?? 0 == 0 else {
      throw test.unsupported(
        "the statistic '\(statistic.prefix(40))', which needs other rows than the one to score,")
    }
    let x = try context.scope.field(test.required("field"), at: test).value
      .cast(to: .double, at: test)
    let (mean, variance) = try moments(test.requiredChild("Baseline"))
    guard variance > 0 else { throw test.error("the variance \(variance)", expected: "above 0") }
    return context.regression(
      .apply(
        .divide, .apply(.subtract, x.expression, .number(mean)), .number(variance.squareRoot())))
  }

  private func moments(_ baseline: PMMLElement) throws -> (mean: Double, variance: Double) {
    guard let distribution = baseline.children.first(where: { _ in true }) else {
      throw baseline.error("there is no distribution")
    }
    switch distribution.name {
    case "AnyDistribution", "GaussianDistribution":
      return (
        try distribution.requiredDouble("mean"), try distribution.requiredDouble("variance")
      )
    case "PoissonDistribution":
      let mean = try distribution.requiredDouble("mean")
      return (mean, mean)
    case "UniformDistribution":
      let lower = try distribution.requiredDouble("lower")
      let upper = try distribution.requiredDouble("upper")
      return ((lower + upper) / 2, (upper - lower) * (upper - lower) / 12)
    default: throw distribution.unsupported("a baseline of \(distribution.name.prefix(40))")
    }
  }
}
