// The transformers of sklearn_pandas.

import Pipelines

/// Translates `CategoricalImputer`, which fills in one value.
struct CategoricalImputerTranslator: TransformerTranslator {
  let classes = [
    "sklearn_pandas.transformers.CategoricalImputer",
    "sklearn_pandas.categorical_imputer.CategoricalImputer",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let fill = try estimator.value("fill_")
    guard let replacement = CellValue(fill) else {
      throw estimator.malformed("fill_", found: fill.summary, expected: "a text or a number")
    }
    let marker: MissingMarker
    switch estimator["missing_values"] {
    case .string("NaN")?, nil: marker = .missing
    case let value?:
      guard let cell = CellValue(value) else {
        throw estimator.malformed(
          "missing_values", found: value.summary, expected: "NaN, a text or a number")
      }
      marker = MissingMarker(cell)
    }
    let treatment = ValueTreatment(
      markers: [marker], missing: .replace(by: replacement), invalid: .keep)
    return try context.treat(
      features, Array(repeating: treatment, count: features.count), by: estimator)
  }
}

/// Translates the wrappers of functions, which apply them to every cell.
struct MappedFunctionTranslator: TransformerTranslator {
  let classes = ["NumericalTransformer", "FunctionTransformer"].map {
    "sklearn_pandas.transformers.\($0)"
  }
  let limits = [EstimatorLimit("functions other than numpy's", "their code is not in the file")]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let attribute = "_\(estimator.className)__func"
    guard estimator.className == "NumericalTransformer" else {
      return try context.applyFunction(
        attribute, arguments: "kw_args", of: estimator, to: features)
    }
    let name = try estimator.text(attribute)
    guard let function = ElementwiseFunction.Name(rawValue: name),
      [.log, .log1p].contains(function)
    else { throw estimator.malformed("func", found: "'\(name)'", expected: "log or log1p") }
    let table = try context.apply(
      ElementwiseFunction(function), to: features.table, from: estimator)
    return Features(table: table, columns: features.columns.map { $0.recomputed() })
  }
}
