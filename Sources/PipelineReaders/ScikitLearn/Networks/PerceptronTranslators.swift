// Networks of fully connected layers, and their relatives.

import Pipelines

extension TranslationContext {
  /// What the last layer of a multilayer perceptron gives.
  fileprivate mutating func perceptron(
    _ estimator: Estimator, on features: Features
  ) throws -> TableReference {
    let weights = try estimator.list("coefs_")
    let biases = try estimator.list("intercepts_")
    guard !weights.isEmpty, weights.count == biases.count else {
      throw estimator.malformed(
        "coefs_", found: "\(weights.count) matrices", expected: "\(biases.count), one a layer")
    }
    var isSingle = pipeline.type(of: features.table).uniformDType == .f32
    for case .array(let array) in weights {
      if case .doubles(_, bits: 32) = array.elements { continue }
      isSingle = false
    }
    var table = isSingle ? features.table : try doubles(features, for: estimator)
    var width = features.count
    let layerCount = try layerCount(of: estimator, weights.count)
    for (layer, (weight, bias)) in zip(weights, biases).prefix(layerCount).enumerated() {
      let shift = try estimator.numbers(in: bias, at: "intercepts_[\(layer)]")
      let cells = try estimator.numbers(in: weight, at: "coefs_[\(layer)]")
      guard !shift.isEmpty, cells.count % shift.count == 0, cells.count / shift.count == width
      else {
        throw estimator.malformed(
          "coefs_[\(layer)]", found: "\(cells.count) weights",
          expected: "\(width) inputs x \(shift.count) outputs")
      }
      let columns = Matrix(rows: width, columns: shift.count, values: cells).transposed
      table = try apply(
        Linear(weights: columns.values, featureCount: width, bias: shift), to: table,
        from: estimator)
      let name = layer == layerCount - 1 ? "out_activation_" : "activation"
      if let activation = try Self.activation(name, of: estimator) {
        table = try apply(activation, to: table, from: estimator)
      }
      width = shift.count
    }
    return table
  }

  /// The layers that predictions go through, which somebody may have cut off after fitting.
  private func layerCount(of estimator: Estimator, _ fitted: Int) throws -> Int {
    guard let value = estimator.optional("n_layers_") else { return fitted }
    guard let count = value.integer, (2...fitted + 1).contains(count) else {
      throw estimator.malformed(
        "n_layers_", found: value.summary, expected: "a number from 2 to \(fitted + 1)")
    }
    return count - 1
  }

  private static func activation(
    _ attribute: String, of estimator: Estimator
  ) throws -> (any PipelineOperator)? {
    switch try estimator.text(attribute) {
    case "identity": return nil
    case "tanh": return ElementwiseFunction(.tanh)
    case "logistic": return Link(.logistic(slope: 1))
    case "relu": return Link(.rectify)
    case "softmax": return Link(.softmax)
    case "exp": return Link(.exponential)
    case let name:
      throw estimator.malformed(
        attribute, found: "'\(name)'",
        expected: "'identity', 'logistic', 'tanh', 'relu', 'softmax' or 'exp'")
    }
  }
}

/// Translates `MLPClassifier`.
struct PerceptronClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.neural_network.MLPClassifier"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let outputs = try context.perceptron(estimator, on: features)
    let binarizer = try estimator.part("_label_binarizer")
    let width = context.pipeline.type(of: outputs).width
    if try binarizer.text("y_type_", default: "").hasPrefix("multilabel") {
      return try multilabel(outputs, width, estimator, in: &context)
    }
    let labels = try estimator.labels()
    var probabilities = outputs
    if width == 1 { probabilities = try context.complement(outputs, for: estimator) }
    let decided = try context.decide(
      labels, by: outputs, rule: width == 1 ? .above(0.5) : .largest, for: estimator)
    let logarithms = try context.logarithms(of: probabilities, labels, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels) + [logarithms]
  }

  private func multilabel(
    _ outputs: TableReference, _ width: Int, _ estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let decided = try context.apply(Link(.step(threshold: 0.5)), to: outputs, from: estimator)
    let whole = try context.apply(CastColumns(to: .i64), to: decided, from: estimator)
    let numbers = (0..<width).map(String.init)
    let logarithms = try context.apply(ElementwiseFunction(.log), to: outputs, from: estimator)
    return [
      EstimatorMethod("predict", whole, columns: numbers, isDefault: true),
      EstimatorMethod("predict_proba", outputs, columns: numbers, isDefault: true),
      EstimatorMethod("predict_log_proba", logarithms, columns: numbers),
    ]
  }
}

/// Translates `MLPRegressor`.
struct PerceptronRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.neural_network.MLPRegressor"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let outputs = try context.perceptron(estimator, on: features)
    let isSingle = context.pipeline.type(of: outputs).width == 1
    return context.regression(outputs, isSingle: isSingle)
  }
}
