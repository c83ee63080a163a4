// How the meaning of a class of estimators is said: one small type a family, listed in the registry.

import Pipelines

/// A method of an estimator that was translated.
struct EstimatorMethod {
  /// The method's name: `predict`, `predict_proba`, `decision_function`, `transform`, `apply`.
  var name: String
  /// What it returns.
  var table: TableReference
  /// The names of what it returns, each within the method: `""` for a single result, `[yes]`, `[0]`.
  var suffixes: [String]
  /// Whether the method is given when no method is asked for.
  var isDefault: Bool

  /// A method that returns one column.
  init(_ name: String, _ table: TableReference, isDefault: Bool = false) {
    self.init(name, table, suffixes: [""], isDefault: isDefault)
  }

  /// A method that returns columns.
  init(_ name: String, _ table: TableReference, suffixes: [String], isDefault: Bool = false) {
    self.name = name
    self.table = table
    self.suffixes = suffixes
    self.isDefault = isDefault
  }

  /// A method that returns a column for each class, or for each number.
  init(_ name: String, _ table: TableReference, columns: [String], isDefault: Bool = false) {
    self.init(name, table, suffixes: columns.map { "[\($0)]" }, isDefault: isDefault)
  }
}

/// Something about a class of estimators that is refused, for the documentation.
public struct EstimatorLimit: Hashable, Sendable, Codable {
  /// What is refused: a parameter with its value (`metric='mahalanobis'`), or a kind of input.
  public let refused: String
  /// Why, in a phrase.
  public let reason: String

  /// Describes a limit.
  init(_ refused: String, _ reason: String) {
    self.refused = refused
    self.reason = reason
  }
}

/// A family of estimators and how they are translated.
protocol EstimatorTranslator: Sendable {
  /// The classes by public name: the first two parts of the module, and the class, for example
  /// `sklearn.tree.DecisionTreeClassifier` wherever in `sklearn.tree` a version keeps it.
  var classes: [String] { get }

  /// What of the family is refused, so that the documentation says so; each is refused by name when a
  /// file has it.
  var limits: [EstimatorLimit] { get }

  /// Whether the estimators take NaN; where not, a missing cell that reaches them is an error.
  func allowsMissing(_ estimator: Estimator) -> Bool

  /// The columns that the estimator takes where it keeps them in a way of its own; `nil` where
  /// `n_features_in_` and `feature_names_in_` say so, as on every estimator of scikit-learn.
  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]?

  /// Appends what the estimator does to the pipeline, and returns its methods.
  /// - Throws: `ReaderError` for a malformed object, `PipelineError` for one that is not supported.
  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod]
}

/// A family of estimators with a `transform` method.
protocol TransformerTranslator: EstimatorTranslator {
  /// Appends the transformation to the pipeline and returns the transformed features.
  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features
}

extension EstimatorTranslator {
  var limits: [EstimatorLimit] { [] }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    nil
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { false }
}

extension TransformerTranslator {
  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let result = try transform(features, by: estimator, in: &context)
    return [EstimatorMethod("transform", result.table, columns: result.names, isDefault: true)]
  }
}
