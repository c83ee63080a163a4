// The models that ask the nearest training rows.

import Pipelines

/// The classes and codes of a classifier's training rows, output by output.
struct NeighborTargets {
  /// The classes of each output.
  let outputs: [ClassLabels]
  /// Whether the target had one dimension.
  let isSingle: Bool
  /// For each training row a 1 at its class of each output: `rows x all classes`.
  let indicators: [Double]
  /// The number of classes of all outputs.
  let width: Int

  /// Reads `classes_` and `_y` of `rows` training rows.
  init(of estimator: Estimator, rows: Int) throws {
    isSingle = try !estimator.flag("outputs_2d_", default: false)
    let value = try estimator.value("classes_")
    if isSingle {
      outputs = [try estimator.labels()]
    } else {
      guard let each = value.sequence, !each.isEmpty else {
        throw estimator.malformed("classes_", found: value.summary, expected: "a list of classes")
      }
      outputs = try each.enumerated().map {
        try estimator.labels(in: $0.element, at: "classes_[\($0.offset)]")
      }
    }
    let codes = try estimator.integers("_y")
    guard codes.count % outputs.count == 0, codes.count / outputs.count == rows else {
      throw estimator.malformed(
        "_y", found: "\(codes.count) codes",
        expected: "\(outputs.count) for each of \(rows) training rows")
    }
    let widths = outputs.map(\.count)
    width = widths.reduce(0, +)
    var indicators: [Double] = []
    indicators.reserveCapacity(rows * width)
    for row in 0..<rows {
      for (output, count) in widths.enumerated() {
        let code = codes[row * outputs.count + output]
        guard (0..<count).contains(code) else {
          throw estimator.malformed("_y", found: "the code \(code)", expected: "0 to \(count - 1)")
        }
        for place in 0..<count { indicators.append(place == code ? 1 : 0) }
      }
    }
    self.indicators = indicators
  }
}

/// Translates `KNeighborsClassifier`.
struct NeighborsClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.KNeighborsClassifier"]
  let limits = NeighborSearchReader.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let count = try estimator.integer("n_neighbors")
    let targets = try NeighborTargets(of: estimator, rows: search.points.count)
    let neighbors = try search.neighbors(count, on: features, in: &context)
    let average = AverageNeighbors(
      values: targets.indicators, outputCount: targets.width, weighting: try search.weighting())
    let shares = try context.apply(average, to: neighbors, from: estimator)
    let method = search.method(neighbors, count: count)
    if targets.isSingle {
      let labels = targets.outputs[0]
      let decided = try context.decide(labels, by: shares, rule: .largest, for: estimator)
      return context.predictions(decided, probabilities: shares, labels) + [method]
    }
    return try context.predictions(ofSeveral: targets.outputs, shares, for: estimator) + [method]
  }
}

/// Translates `KNeighborsRegressor`.
struct NeighborsRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.KNeighborsRegressor"]
  let limits = NeighborSearchReader.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let count = try estimator.integer("n_neighbors")
    let targets = try estimator.neighborValues(rows: search.points.count)
    let neighbors = try search.neighbors(count, on: features, in: &context)
    let average = AverageNeighbors(
      values: targets.values, outputCount: targets.outputCount, weighting: try search.weighting())
    let predicted = try context.apply(average, to: neighbors, from: estimator)
    return context.regression(predicted, isSingle: targets.isSingle)
      + [search.method(neighbors, count: count)]
  }
}

/// Translates `NearestNeighbors`, which only searches.
struct NearestNeighborsTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.NearestNeighbors"]
  let limits = NeighborSearchReader.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let count = try estimator.integer("n_neighbors")
    let neighbors = try search.neighbors(count, on: features, in: &context)
    return [search.method(neighbors, count: count, isDefault: true)]
  }
}

extension Estimator {
  /// The targets of a regressor's training rows, `rows x outputCount`.
  func neighborValues(
    rows: Int
  ) throws -> (values: [Double], outputCount: Int, isSingle: Bool) {
    guard case .array(let array) = try value("_y"), let values = array.numbers, rows > 0,
      !values.isEmpty, values.count % rows == 0, (1...2).contains(array.shape.count)
    else {
      throw malformed("_y", found: "no numbers", expected: "some for each of \(rows) training rows")
    }
    return (values, values.count / rows, array.shape.count == 1)
  }
}
