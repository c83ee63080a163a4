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
    guard let function = estimator.optional("func") else { return features }
    guard case .global(let global) = function, global.module.hasPrefix("numpy"),
      let name = Self.function(global.name)
    else {
      let known = ElementwiseFunction.Name.allCases.map(\.rawValue).joined(separator: ", ")
      throw estimator.unsupported(
        "func=\(function.summary) is code that is not in the file; known are numpy's \(known)")
    }
    if let arguments = estimator.optional("kw_args") {
      guard case .dictionary(let table) = arguments, table.entries.isEmpty else {
        throw estimator.unsupported("kw_args for \(global); use a function without arguments")
      }
    }
    let table = try context.apply(
      ElementwiseFunction(name), to: features.table, from: estimator)
    return Features(table: table, columns: features.columns.map { $0.recomputed() })
  }

  private static func function(_ name: String) -> ElementwiseFunction.Name? {
    switch name {
    case "abs", "fabs": .absolute
    default: ElementwiseFunction.Name(rawValue: name)
    }
  }
}
