// Functions of the user's: only those that have a name in NumPy are known.

import Pipelines

/// Translates `FunctionTransformer`.
struct FunctionTransformerTranslator: InvertibleTranslator {
  let classes = ["sklearn.preprocessing.FunctionTransformer"]
  let limits = [
    EstimatorLimit(
      "func, other than NumPy's functions of one number", "the file has only the function's name")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    !((try? estimator.flag("validate", default: false)) ?? false)
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard let value = estimator.optional("func"), !Self.isCheckOfDoubles(value) else {
      return features
    }
    return try context.applyFunction("func", arguments: "kw_args", of: estimator, to: features)
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard estimator.optional("inverse_func") != nil else { return features }
    return try context.applyFunction(
      "inverse_func", arguments: "inv_kw_args", of: estimator, to: features)
  }

  /// Whether this is `check_array` bound to doubles, which changes no values: histogram boosting puts
  /// it before its trees.
  private static func isCheckOfDoubles(_ value: InertValue) -> Bool {
    guard case .object(let partial) = value, partial.type.description == "functools.partial",
      case .global(let function)? = partial.arguments.first,
      function.module == "sklearn.utils.validation", function.name == "check_array",
      case .tuple(let state) = partial.state, state.elements.count >= 3,
      case .dictionary(let keywords) = state.elements[2]
    else { return false }
    guard let dtype = keywords["dtype"] else { return false }
    return (dtype.sequence ?? [dtype]).allSatisfy { element in
      if case .global(let type) = element { type.name == "float64" } else { false }
    }
  }
}

extension TranslationContext {
  /// Appends the function that the parameter `name` holds, called with further `arguments`.
  mutating func applyFunction(
    _ name: String, arguments: String, of estimator: Estimator, to features: Features
  ) throws -> Features {
    let value = try estimator.value(name)
    let isSingle = pipeline.type(of: features.table).uniformDType == .f32
    guard let function = NumPyFunction(value, further: estimator.optional(arguments)),
      let operators = function.operators(width: features.count, isSingle: isSingle)
    else {
      throw estimator.unsupported(
        "\(name)=\(value.summary) is code that is not in the file, or its arguments are not known; "
          + "known are numpy's \(NumPyFunction.known)")
    }
    if operators.isEmpty { return features }
    let table = try operators.reduce(features.table) { table, operation in
      try apply(operation, to: table, from: estimator)
    }
    let fills = operators.contains { $0 is FillMissing }
    return Features(
      table: table,
      columns: features.columns.map {
        fills ? FeatureColumn(name: $0.name) : $0.recomputed()
      }, isSparse: features.isSparse)
  }
}
