// AnomalyDetectionModel: how unusual a row is, by a model inside.

import Glibc
import Pipelines

/// A model of anomalies.
struct PMMLAnomalyDetection {
  let context: PMMLModelContext
  let translator: PMMLTranslator

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    guard let element = model.children.first(where: { PMMLTranslator.isModel($0.name) }) else {
      throw model.error("there is no model inside")
    }
    let inner = try translator.evaluate(element, in: context.scope)
    let algorithm = try model.required("algorithmType")
    switch algorithm {
    case "iforest":
      return context.regression(try isolation(number(of: inner)))
    case "ocsvm", "other":
      return context.regression(try number(of: inner))
    case "clusterMeanDist": return context.regression(try relativeDistance(inner))
    default: throw model.unsupported("algorithmType '\(algorithm.prefix(40))'")
    }
  }

  private func number(of inner: PMMLResult) throws -> Expression {
    guard let predicted = inner.predicted, predicted.type.kind == .number else {
      throw context.element.error("the model inside predicts no number")
    }
    return predicted.expression
  }

  /// `2^(-depth / c(n))`, where `c(n)` is the mean depth at which a search among `n` rows fails.
  private func isolation(_ depth: Expression) throws -> Expression {
    let model = context.element
    let size = try model.requiredDouble("sampleDataSize")
    guard size >= 2, size < 0x1p53 else { throw model.error("sampleDataSize is \(size)") }
    let harmonic = log(size - 1) + 0.5772156649
    let usual = 2 * harmonic - 2 * (size - 1) / size
    return .apply(.power, .number(2), .apply(.divide, depth, .number(-usual)))
  }

  /// The distance to the winning cluster by the mean distance of its members.
  private func relativeDistance(_ inner: PMMLResult) throws -> Expression {
    let model = context.element
    let means = try model.requiredChild("MeanClusterDistances").arrayNumbers()
    guard means.count == inner.affinities.count, let winner = inner.predicted else {
      throw model.error("\(means.count) mean distances for \(inner.affinities.count) clusters")
    }
    var score = Expression.missing(.number)
    for (affinity, mean) in zip(inner.affinities, means).reversed() {
      let isWinner = Expression.apply(.equal, winner.expression, .text(affinity.id))
      score = context.columns.sharing(
        .choose(isWinner, .apply(.divide, affinity.value, .number(mean)), score))
    }
    return score
  }
}
