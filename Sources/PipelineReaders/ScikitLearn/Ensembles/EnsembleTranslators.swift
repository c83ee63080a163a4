// Which translators serve estimators that are made of other estimators.

/// The translators of estimators made of estimators.
enum EnsembleTranslators {
  static let all: [any EstimatorTranslator] = [
    VotingClassifierTranslator(), VotingRegressorTranslator(), BaggingClassifierTranslator(),
    BaggingRegressorTranslator(), AdaBoostClassifierTranslator(), AdaBoostRegressorTranslator(),
    StackingTranslator(), CalibratedClassifierTranslator(), IsotonicRegressionTranslator(),
    OneVersusRestTranslator(), OneVersusOneTranslator(), OutputCodeTranslator(),
    ConstantPredictorTranslator(), MultiOutputTranslator(), ChainTranslator(),
    ThresholdClassifierTranslator(), DelegatingTranslator(), SamplerTranslator(),
  ]
}
