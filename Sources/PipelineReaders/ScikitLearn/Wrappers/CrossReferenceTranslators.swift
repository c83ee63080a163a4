// Columns that are put aside in one place of a pipeline and taken up in another.

import Pipelines

/// Translates `Memorizer`, which puts its columns aside and gives none.
struct MemorizerTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.cross_reference.Memorizer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let names = try estimator.texts("names")
    guard names.count == features.count else {
      throw estimator.malformed(
        "names", found: "\(names.count) names", expected: "\(features.count)")
    }
    let memory = try ObjectIdentifier(estimator.part("memory").object)
    for (index, name) in names.enumerated() {
      context.memories[memory, default: [:]][name] = try context.select(
        [index], of: features, for: estimator)
    }
    return try context.select([], of: features, for: estimator)
  }
}

/// Translates `Recaller`, which gives the columns that were put aside.
struct RecallerTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.cross_reference.Recaller"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let memory = try context.memories[ObjectIdentifier(estimator.part("memory").object)]
    let parts = try estimator.texts("names").map { name in
      guard var column = memory?[name] else {
        throw estimator.unsupported(
          "'\(name)' was not memorized by an earlier step; put the Memorizer before the Recaller")
      }
      column.columns[0].name = name
      return column
    }
    guard !parts.isEmpty else { return try context.select([], of: features, for: estimator) }
    return try context.concatenate(parts, for: estimator)
  }
}
