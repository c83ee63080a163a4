// Every operator there is, so that specifications and documentation can name them.

/// The operators that pipelines are made of.
public enum OperatorCatalog {
  /// Every operator, in the order of the documentation.
  public static let all: [any PipelineOperator.Type] =
    columns + missing + encoding + text + numbers + linear + trees + distances + probability
    + decision + ensembles + expressions

  /// The operator called `name`; `nil` where there is none.
  public static func operation(named name: String) -> (any PipelineOperator.Type)? {
    all.first { $0.name == name }
  }

  private static let columns: [any PipelineOperator.Type] = [
    SelectColumns.self, ConcatenateColumns.self, CastColumns.self, AddTables.self,
    ConstantColumns.self,
  ]
  private static let missing: [any PipelineOperator.Type] = [
    FillMissing.self, MissingFlags.self, TreatValues.self, FillFromNeighbors.self,
    FillFromTable.self,
  ]
  private static let encoding: [any PipelineOperator.Type] = [
    OneHotEncode.self, OrdinalEncode.self, OneHotIndices.self, Discretize.self,
    HashCategories.self, CategoryStatistics.self,
  ]
  private static let text: [any PipelineOperator.Type] = [
    CountTerms.self, HashTerms.self, WeighTerms.self, LabelSets.self,
  ]
  private static let numbers: [any PipelineOperator.Type] = [
    ScaleColumns.self, AffineColumns.self, NormalizeRows.self, ElementwiseFunction.self,
    Polynomial.self, QuantileTransform.self, PowerTransform.self, SplineBasis.self,
    CenterKernel.self, PoolColumns.self, RequireAbove.self, AdditiveChiSquared.self,
    CyclicConvolution.self, TopicMixture.self, NonnegativeMixture.self,
  ]
  private static let linear: [any PipelineOperator.Type] = [Linear.self, Project.self]
  private static let expressions: [any PipelineOperator.Type] = [EvaluateExpressions.self]
  private static let trees: [any PipelineOperator.Type] = [TreeEnsemble.self, TreeLeaves.self]
  private static let distances: [any PipelineOperator.Type] = [
    KernelMatrix.self, DistanceMatrix.self, NearestNeighbors.self, AverageNeighbors.self,
    RadiusAverage.self, LocalOutlierFactor.self, DescendClusters.self, Covariances.self,
    Variances.self, KernelDensity.self, NeighborGraph.self, RadiusGraph.self,
    WaysThroughNeighbors.self, BarycenterOfNeighbors.self,
  ]
  private static let probability: [any PipelineOperator.Type] = [
    QuadraticScores.self, CategoryScores.self, PairwiseClasses.self, PairwiseProbabilities.self,
    MeanLogistic.self,
  ]
  private static let decision: [any PipelineOperator.Type] = [
    Link.self, InverseLink.self, DecideClass.self,
  ]
  private static let ensembles: [any PipelineOperator.Type] = [
    CountVotes.self, WeightedMedian.self, Interpolate.self,
    LinearDeviation.self, RankRules.self,
  ]
}
