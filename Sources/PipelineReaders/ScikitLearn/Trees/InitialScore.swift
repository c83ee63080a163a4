// What gradient boosting begins with: nothing, the prior, or another estimator's predictions.

import Pipelines
import Tensors

/// The initial score of a gradient boosting model: constants, a table, or neither for zero.
struct InitialScore {
  /// The same scores for every row.
  private(set) var constant: [Double]?
  /// The scores of each row.
  private(set) var table: TableReference?

  /// Appends what `init_` predicts; `link` turns probabilities into scores, `nil` for regression.
  init(
    of estimator: Estimator, on features: Features, link: InverseLink.Function?,
    in context: inout TranslationContext
  ) throws {
    if estimator["init_"]?.text == "zero" { return }
    let initial = try estimator.part("init_")
    // Probabilities keep this distance from 0 and 1.
    let margin =
      estimator.isBefore(Self.preciseSince.major, Self.preciseSince.minor)
      ? Double(Float.ulpOfOne) : Double.ulpOfOne
    let inverse = link.map { InverseLink($0, clip: margin...(1 - margin)) }
    switch initial.className {
    case "DummyClassifier":
      guard let inverse else { break }
      let probabilities = try DummyClassifierTranslator.probabilities(of: initial)
      constant = inverse.apply(
        probabilities.count == 2 ? [probabilities[1]] : probabilities)
      return
    case "DummyRegressor" where link == nil:
      constant = try initial.numbers("constant_")
      return
    default: break
    }
    table = try Self.predictions(of: initial, on: features, inverse, in: &context)
  }

  /// The version since which the clipping is that of doubles.
  private static let preciseSince = ScikitLearnVersion(major: 1, minor: 8)

  private static func predictions(
    of initial: Estimator, on features: Features, _ inverse: InverseLink?,
    in context: inout TranslationContext
  ) throws -> TableReference {
    // The estimator sees what the trees see: features rounded to 32 bits.
    var rounded = features
    rounded.table = try context.apply(CastColumns(to: .f32), to: features.table, from: initial)
    let methods = try context.methods(of: initial, on: rounded)
    let wanted = inverse == nil ? "predict" : "predict_proba"
    guard var table = methods.first(where: { $0.name == wanted })?.table else {
      throw initial.unsupported("init without \(wanted); use an estimator that has it")
    }
    guard let inverse else {
      return try context.apply(CastColumns(to: .f64), to: table, from: initial)
    }
    if context.pipeline.type(of: table).width == 2 {
      table = try context.apply(SelectColumns(indices: [1]), to: table, from: initial)
    }
    table = try context.apply(CastColumns(to: .f64), to: table, from: initial)
    return try context.apply(inverse, to: table, from: initial)
  }
}
