// Transformers of numbers, and of the places of columns.

import Pipelines

/// Translates the aggregates over the columns of a row, which leave missing numbers out.
struct AggregateTranslator: TransformerTranslator {
  let classes = ["AggregateTransformer", "Aggregator"].map { "sklearn2pmml.preprocessing.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    let types = context.types(of: features)
    let cells = features.columns.indices.map { index in
      types[index] == .bool
        ? Expression.apply(.numberFromTruth, .column(index: index)) : .column(index: index)
    }
    let name = try estimator.text("function")
    let expression: Expression
    switch name {
    case "avg", "mean": expression = .apply(function: .mean, arguments: cells)
    case "min": expression = .apply(function: .minimum, arguments: cells)
    case "max": expression = .apply(function: .maximum, arguments: cells)
    case "sum":
      expression = .apply(.firstKnown, .apply(function: .sum, arguments: cells), .number(0))
    case "prod", "product":
      expression = .apply(.firstKnown, .apply(function: .product, arguments: cells), .number(1))
    default:
      throw estimator.malformed("function", found: "'\(name)'", expected: "an aggregate")
    }
    return try context.evaluate(
      [("\(name)(\(features.names.joined(separator: ", ")))", .number(expression))],
      over: features, by: estimator)
  }
}

/// Translates `PowerFunctionTransformer`.
struct PowerFunctionTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.PowerFunctionTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    let power = try estimator.number("power")
    return try context.map(features, by: estimator) { value, _ in
      let x = try PythonEvaluation(columns: [], names: []).number(value).expression
      return switch power {
      // Of any number, a missing one too.
      case 0: .number(.number(1))
      case 1: .number(x)
      case 2: .number(.apply(.multiply, x, x))
      default: .number(.apply(.power, x, .number(power)))
      }
    }
  }
}

/// Translates `Slicer`, which takes some columns, and `Reshaper`, which may only keep the shape.
struct SlicerTranslator: TransformerTranslator {
  let classes = ["Slicer", "Reshaper"].map { "sklearn2pmml.util.\($0)" }
  let limits = [EstimatorLimit("Reshaper to another number of columns", "rows must stay rows")]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    if estimator.className == "Reshaper" {
      let shape = try estimator.value("newshape")
      guard let extents = shape.sequence?.map(\.integer), extents == [-1, features.count] else {
        throw estimator.unsupported("newshape=\(shape.summary), which moves cells between rows")
      }
      return features
    }
    func bound(_ name: String, default standard: Int) throws -> Int {
      guard estimator.optional(name) != nil else { return standard }
      let index = try estimator.integer(name)
      return min(max(index < 0 ? index &+ features.count : index, 0), features.count)
    }
    let step = estimator.optional("step") == nil ? 1 : try estimator.integer("step")
    guard step > 0 else {
      throw estimator.malformed("step", found: "\(step)", expected: "1 or more")
    }
    let start = try bound("start", default: 0)
    let end = try bound("stop", default: features.count)
    let indices = start < end ? Array(stride(from: start, to: end, by: step)) : []
    return try context.select(indices, of: features, for: estimator)
  }
}

/// Translates `BusinessDecisionTransformer`, which stands for another transformer.
struct BusinessDecisionTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.postprocessing.BusinessDecisionTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard let transformer = estimator.optional("transformer_") else { return features }
    return try context.transform(
      features, by: estimator.part(transformer, at: "transformer_"))
  }
}

/// Refuses by name the transformers of earlier rows.
struct SeriesTranslator: TransformerTranslator {
  let classes = ["LagTransformer", "RollingAggregateTransformer"].map {
    "sklearn2pmml.preprocessing.\($0)"
  }
  let limits = [EstimatorLimit("every use", "a row's result depends on the rows before it")]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    throw estimator.unsupported(
      "it makes a row's result depend on the rows before it, which scoring row by row does not have; "
        + "compute its columns beforehand")
  }
}
