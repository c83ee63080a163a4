// Functions of the user's: only those of NumPy are known by name.

import Pipelines

/// Translates `FunctionTransformer`.
struct FunctionTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.FunctionTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    !((try? estimator.flag("validate", default: false)) ?? false)
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard let value = estimator.optional("func"), !Self.isCheckOfDoubles(value) else {
      return features
    }
    let name = try Self.function(of: estimator, "func", arguments: "kw_args")
    let table = try context.apply(
      ElementwiseFunction(name), to: features.table, from: estimator)
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: features.isSparse)
  }

  /// The function of NumPy that the parameter `name` holds, which takes no further `arguments`.
  static func function(
    of estimator: Estimator, _ name: String, arguments: String
  ) throws -> ElementwiseFunction.Name {
    let value = try estimator.value(name)
    guard case .global(let global) = value, global.module.hasPrefix("numpy"),
      let function = function(global.name)
    else {
      let known = ElementwiseFunction.Name.allCases.map(\.rawValue).joined(separator: ", ")
      throw estimator.unsupported(
        "\(name)=\(value.summary) is code that is not in the file; known are numpy's \(known)")
    }
    if let given = estimator.optional(arguments) {
      guard case .dictionary(let table) = given, table.entries.isEmpty else {
        throw estimator.unsupported("\(arguments) for \(global); use a function without arguments")
      }
    }
    return function
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

  private static func function(_ name: String) -> ElementwiseFunction.Name? {
    switch name {
    case "abs", "fabs": .absolute
    default: ElementwiseFunction.Name(rawValue: name)
    }
  }
}
