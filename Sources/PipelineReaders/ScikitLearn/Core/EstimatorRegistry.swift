// Which translator serves which class.

import Pipelines

/// The translators by the classes they serve.
struct EstimatorRegistry: Sendable {
  /// Every translator there is: a new one is one line in its family below.
  static let standard = EstimatorRegistry(
    composition + preprocessing + reshaping + labelling + decomposition + categoryEncoders + text
      + linear + trees + boosters + baselines + EnsembleTranslators.all + models + wrappers)

  private static let composition: [any EstimatorTranslator] = [
    PipelineTranslator(), ColumnTransformerTranslator(), FeatureUnionTranslator(),
    SearchTranslator(), TransformedTargetTranslator(),
  ]
  private static let preprocessing: [any EstimatorTranslator] = [
    ScalerTranslator(), MinMaxScalerTranslator(), NormalizerTranslator(), SimpleImputerTranslator(),
    MissingIndicatorTranslator(), OneHotEncoderTranslator(), OrdinalEncoderTranslator(),
    KBinsDiscretizerTranslator(), PolynomialFeaturesTranslator(),
    SelectorTranslator(), FunctionTransformerTranslator(),
  ]
  private static let reshaping: [any EstimatorTranslator] = [
    QuantileTransformerTranslator(), PowerTransformerTranslator(), SplineTransformerTranslator(),
    KernelCentererTranslator(), SelectFromModelTranslator(), KNNImputerTranslator(),
    IterativeImputerTranslator(),
  ]
  private static let categoryEncoders: [any EstimatorTranslator] = [
    CategoryEncoderTranslator(), RefusedCategoryEncoderTranslator(),
  ]
  private static let decomposition: [any EstimatorTranslator] = [
    PrincipalComponentsTranslator(), ProjectionTranslator(), SparseComponentsTranslator(),
    FactorAnalysisTranslator(), BoltzmannMachineTranslator(), CosineSamplerTranslator(),
    AdditiveChiSquaredTranslator(), PolynomialSketchTranslator(), FeatureAgglomerationTranslator(),
    TreesEmbeddingTranslator(), TopicsTranslator(), NonnegativeMixtureTranslator(),
    BatchDependentTranslator(), NystroemTranslator(), KernelComponentsTranslator(),
    IsomapTranslator(), LocallyLinearTranslator(),
  ]
  private static let labelling: [any EstimatorTranslator] = [
    TargetEncoderTranslator(), LabelEncoderTranslator(), LabelBinarizerTranslator(),
    LabelSetTranslator(),
  ]
  private static let text: [any EstimatorTranslator] = [
    VectorizerTranslator(), TfidfTransformerTranslator(), DictVectorizerTranslator(),
    FeatureHasherTranslator(),
  ]
  private static let linear: [any EstimatorTranslator] = [
    LinearRegressorTranslator(), BayesianRegressorTranslator(), GeneralizedLinearTranslator(),
    LinearClassifierTranslator(), LogisticRegressionTranslator(),
    StochasticGradientClassifierTranslator(), RidgeClassifierTranslator(),
  ]
  private static let trees: [any EstimatorTranslator] = [
    TreeClassifierTranslator(), TreeRegressorTranslator(), GradientBoostingClassifierTranslator(),
    GradientBoostingRegressorTranslator(), HistogramBoostingClassifierTranslator(),
    HistogramBoostingRegressorTranslator(),
  ]
  private static let boosters: [any EstimatorTranslator] = [
    XGBoostClassifierTranslator(), XGBoostRegressorTranslator(), LightGBMClassifierTranslator(),
    LightGBMRegressorTranslator(), CatBoostTranslator(),
  ]
  private static let baselines: [any EstimatorTranslator] = [
    DummyClassifierTranslator(), DummyRegressorTranslator(),
  ]

  private var translators: [String: any EstimatorTranslator]

  private init(_ all: [any EstimatorTranslator]) {
    var table: [String: any EstimatorTranslator] = [:]
    for translator in all {
      for name in translator.classes { table[name] = translator }
    }
    translators = table
  }

  /// The classes that are served, in alphabetical order, with their translators.
  var entries: [(name: String, translator: any EstimatorTranslator)] {
    translators.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The registry with pipelines that stand in for classes, which are named with their modules.
  func adding(_ substitutes: [String: Pipeline]) -> EstimatorRegistry {
    var result = self
    for (name, pipeline) in substitutes {
      result.translators[name] = SubstituteTranslator(name: name, pipeline: pipeline)
    }
    return result
  }

  /// The translator for the class of `estimator`.
  /// - Throws: `PipelineError` naming a class that is not known, and how to supply what it computes.
  func translator(for estimator: Estimator) throws -> any EstimatorTranslator {
    let type = estimator.object.type
    if let translator = translators["\(type)"] ?? translators[type.publicName] {
      return translator
    }
    let isKnown = type.module.prefix { $0 != "." } == "sklearn"
    throw estimator.unsupported(
      (isKnown
        ? "scikit-learn's \(type.name) (\(type)) is not supported"
        : "class \(type) is not known")
        + "; replace it by a supported estimator and fit again, or supply what it computes: a "
        + "specification with 'model: FILE' and 'replace: {\(type): SUBSTITUTE}', where SUBSTITUTE "
        + "is an ONNX model or a specification of operators")
  }
}

extension InertGlobal {
  /// The class by its public name: modules below `sklearn.tree` and the like moved between versions.
  var publicName: String {
    let package = module.split(separator: ".").prefix(2).joined(separator: ".")
    return "\(package).\(name)"
  }
}
