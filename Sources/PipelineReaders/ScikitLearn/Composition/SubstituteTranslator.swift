// A pipeline that a person supplies for a class whose code is not in the file.

import Pipelines
import Tensors

/// Stands in for a class of the user's own.
struct SubstituteTranslator: TransformerTranslator {
  /// The class, with its module.
  let name: String
  /// What it computes.
  let pipeline: Pipeline

  var classes: [String] { [name] }

  func allowsMissing(_ estimator: Estimator) -> Bool {
    pipeline.inputs.contains(where: \.allowsMissing)
  }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    pipeline.inputs
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let tables = try append(to: features, of: estimator, in: &context)
    return zip(pipeline.outputs, tables).map { output, table in
      EstimatorMethod(
        output.method, table,
        suffixes: output.columnNames.map { name in
          name.hasPrefix(output.method) ? String(name.dropFirst(output.method.count)) : "[\(name)]"
        }, isDefault: output.isDefault)
    }
  }

  /// The table of the method `transform`, or else of the first that is given by default.
  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let methods = try methods(of: estimator, on: features, in: &context)
    guard
      let method = methods.first(where: { $0.name == "transform" })
        ?? methods.first(where: \.isDefault) ?? methods.first
    else { throw estimator.unsupported("the substitute for \(name) gives nothing") }
    let width = context.pipeline.type(of: method.table).width
    return Features(
      table: method.table,
      columns: (0..<width).map { FeatureColumn(name: "\(estimator.className)\($0)") })
  }

  private func append(
    to features: Features, of estimator: Estimator, in context: inout TranslationContext
  ) throws -> [TableReference] {
    guard features.count == pipeline.inputs.count else {
      throw estimator.unsupported(
        "\(features.count) columns reach it, but its substitute takes \(pipeline.inputs.count)")
    }
    try context.require(
      pipeline.inputs.map { $0.dtype == .string ? .string : nil }, of: features, by: estimator)
    return try context.extend { target in
      let input = try target.convert(
        features.table, to: pipeline.inputType, origin: estimator.origin)
      return try target.append(pipeline, appliedTo: input, origin: estimator.origin)
    }
  }
}
