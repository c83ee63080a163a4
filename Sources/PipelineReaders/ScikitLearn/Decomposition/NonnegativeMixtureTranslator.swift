// Rows as mixtures of nonnegative components: `NMF`.

import Pipelines

/// Translates `NMF`, where it is solved by coordinate descent.
struct NonnegativeMixtureTranslator: TransformerTranslator {
  let classes = ["sklearn.decomposition.NMF"]
  let limits = [
    EstimatorLimit("solver='mu'", "its turns are not built; solver='cd' is"),
    EstimatorLimit("shuffle=True", "the order of components is drawn by chance"),
    EstimatorLimit("numbers of 32 bits", "the library's turns would end at other times"),
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try refuse(estimator, features, in: context)
    let components = try estimator.matrix("components_", columns: features.count)
    guard components.values.contains(where: { $0 != 0 }) else {
      throw estimator.unsupported(
        "components that are all 0, with which the library refuses every row")
    }
    // One parameter for both factors until 1.1.
    if let alpha = estimator.optional("alpha")?.number, alpha != 0 {
      throw estimator.unsupported("alpha, which 1.2 removed; give alpha_W and fit again")
    }
    let strength = Double(features.count) * (try estimator.number("alpha_W"))
    let share = try estimator.number("l1_ratio")
    let operation = NonnegativeMixture(
      components: components.values, featureCount: features.count, sparsity: strength * share,
      shrinkage: strength * (1 - share), turnLimit: try estimator.integer("max_iter"),
      tolerance: try estimator.number("tol"))
    try context.extend {
      $0.warnings.append(
        "\(estimator.place): what NMF makes of a row depends a little on the other rows; all rows of a "
          + "file are solved together, as the library solves those it is given at once")
    }
    let rows = try context.apply(
      RequireAbove(bound: 0, allowsBound: true), to: features.table, from: estimator)
    let table = try context.apply(operation, to: rows, from: estimator)
    return Features(numbered: components.rows, table: table, by: estimator)
  }

  private func refuse(
    _ estimator: Estimator, _ features: Features, in context: TranslationContext
  ) throws {
    let solver = try estimator.text("solver")
    guard solver == "cd" else {
      throw estimator.unsupported("solver='\(solver)'; use solver='cd' and fit again")
    }
    guard try !estimator.flag("shuffle") else {
      throw estimator.unsupported(
        "shuffle=True draws the order of components by chance; use shuffle=False")
    }
    var isSingle = context.pipeline.type(of: features.table).uniformDType == .f32
    if case .array(let array) = try estimator.value("components_"),
      case .doubles(_, bits: 32) = array.elements
    {
      isSingle = true
    }
    guard !isSingle else {
      throw estimator.unsupported("numbers of 32 bits; fit and score it with 64-bit numbers")
    }
  }
}
