// Models with an arithmetic of their own: neither linear nor trees.

extension EstimatorRegistry {
  /// The translators of those models.
  static let models: [any EstimatorTranslator] =
    supportVectors + bayes + neighbors + clusters + distributions + networks + outliers

  private static let supportVectors: [any EstimatorTranslator] = [
    SupportVectorClassifierTranslator(), SupportVectorRegressorTranslator(),
    OneClassSupportVectorTranslator(), LinearOneClassTranslator(), KernelRidgeTranslator(),
  ]
  private static let bayes: [any EstimatorTranslator] = [
    GaussianBayesTranslator(), CountBayesTranslator(), CategoricalBayesTranslator(),
  ]
  private static let neighbors: [any EstimatorTranslator] = [
    NeighborsClassifierTranslator(), NeighborsRegressorTranslator(), NearestNeighborsTranslator(),
    RadiusClassifierTranslator(), RadiusRegressorTranslator(), NearestCentroidTranslator(),
    LocalOutlierFactorTranslator(), KernelDensityTranslator(), NeighborsTransformerTranslator(),
    RadiusTransformerTranslator(), LabelPropagationTranslator(),
  ]
  private static let clusters: [any EstimatorTranslator] = [
    CentreClustersTranslator(), BirchTranslator(), BisectingClustersTranslator(),
  ]
  private static let distributions: [any EstimatorTranslator] = [
    LinearDiscriminantTranslator(), QuadraticDiscriminantTranslator(), MixtureTranslator(),
    GaussianProcessTranslator(), GaussianProcessClassifierTranslator(),
    LaplaceClassifierTranslator(),
  ]
  private static let networks: [any EstimatorTranslator] = [
    PerceptronClassifierTranslator(), PerceptronRegressorTranslator(),
    PartialLeastSquaresTranslator(),
  ]
  private static let outliers: [any EstimatorTranslator] = [
    IsolationForestTranslator(), EllipticEnvelopeTranslator(),
  ]
}
