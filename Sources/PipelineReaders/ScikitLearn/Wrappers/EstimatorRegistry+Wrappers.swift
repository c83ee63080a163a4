// The families of translators of libraries that wrap scikit-learn's pipelines.

extension EstimatorRegistry {
  /// The classes of sklearn_pandas and sklearn2pmml.
  static let wrappers: [any EstimatorTranslator] = [
    PMMLPipelineTranslator(), DataFrameMapperTranslator(), CategoricalImputerTranslator(),
    MappedFunctionTranslator(),
    ContinuousDomainTranslator(), DiscreteDomainTranslator(), MultiDomainTranslator(),
    PassingTranslator(), AliasTranslator(), SelectorProxyTranslator(), SelectUniqueTranslator(),
    EstimatorProxyTranslator(), FrameConstructorTranslator(), CastTranslator(),
    MultiCastTranslator(), MemorizerTranslator(), RecallerTranslator(),
    ExpressionTransformerTranslator(), StringTransformerTranslator(),
    PatternTransformerTranslator(), ConcatTranslator(), LookupTranslator(), CutTranslator(),
    MissingAwareLabelTranslator(), AggregateTranslator(), PowerFunctionTranslator(),
    NumberFormatTranslator(), SplineFunctionTranslator(),
    SlicerTranslator(), BusinessDecisionTranslator(), SeriesTranslator(),
    TemporalDomainTranslator(), DateTranslator(), SelectFirstTransformerTranslator(),
    ExpressionRegressorTranslator(), ExpressionClassifierTranslator(), RuleSetTranslator(),
    LeafModelTranslator(), NetworkTransformerTranslator(), SelectFirstEstimatorTranslator(),
    EstimatorChainTranslator(),
  ]
}
