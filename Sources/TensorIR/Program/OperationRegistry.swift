// Every operation of the IR, by name.

/// The operations that programs can use.
public enum OperationRegistry {
  /// Every definition, in the order of the reference page.
  public static let all: [any OperationDefinition] =
    shape + elementwise + reductions + contractions + indexing + ordering + random + text + sparse
    + controlFlow + trees + checking + distances

  private static let byName: [String: any OperationDefinition] = {
    var byName: [String: any OperationDefinition] = [:]
    for definition in all {
      precondition(byName[definition.name] == nil, "two operations are called \(definition.name)")
      byName[definition.name] = definition
    }
    return byName
  }()

  /// The definition called `name`.
  /// - Throws: `ProgramError` of kind `reference` where there is none.
  public static func definition(_ name: String) throws -> any OperationDefinition {
    guard let definition = byName[name] else {
      throw ProgramError(.reference, at: name, "there is no such operation")
    }
    return definition
  }

  private static let shape: [any OperationDefinition] =
    [
      ConstantOperation(), ReshapeOperation(), InsertAxisOperation(), TransposeOperation(),
      BroadcastOperation(), ConcatenateOperation(), SliceOperation(), DynamicSliceOperation(),
      UpdateSliceOperation(), PadOperation(), ReverseOperation(), IotaOperation(),
      DimensionSizeOperation(),
    ] + LikeOperation.all
  private static let elementwise: [any OperationDefinition] =
    UnaryOperation.all + ClassifyOperation.all + [LogicalNotOperation()] + BinaryOperation.all
    + LogicalOperation.all + [
      CompareOperation(), SelectOperation(), CastOperation(), NormalProbabilityOperation(),
    ]
  private static let reductions: [any OperationDefinition] =
    ReduceOperation.all + ReduceLogicalOperation.all + ArgumentExtremeOperation.all
  private static let contractions: [any OperationDefinition] = [
    MatmulOperation(), SolvePositiveOperation(),
  ]
  private static let indexing: [any OperationDefinition] =
    [GatherOperation(), GatherAlongOperation(), OneHotOperation()] + ScatterAddOperation.all
  private static let ordering: [any OperationDefinition] =
    [CumulativeSumOperation(), TopKOperation(), SearchSortedOperation()] + SortOperation.all

  private static let checking: [any OperationDefinition] = [RequireOperation()]
  private static let distances: [any OperationDefinition] = [
    PairwiseDistanceOperation(), NearestPointsOperation(), KernelDensityOperation(),
    CoupleProbabilitiesOperation(),
  ]
  private static let trees: [any OperationDefinition] = [
    TreeLeavesOperation(), TreeEnsembleOperation(),
  ]
  private static let random: [any OperationDefinition] = RandomOperation.all
  private static let text: [any OperationDefinition] = [
    StringLookupOperation(), StringEqualOperation(), StringIsMissingOperation(),
    StringFillMissingOperation(), StringToNumberOperation(), SplitTextOperation(),
    RaggedLookupOperation(), RaggedCountsOperation(), RaggedRowLengthsOperation(),
    StringMapOperation(), StringConcatenateOperation(), StringOrderOperation(),
    StringSubstringOperation(), StringLengthOperation(), StringParseOperation(),
    NumberFormatOperation(), StringMatchesOperation(), StringReplaceOperation(),
    TermCountsOperation(), TextCountsOperation(), TextHashesOperation(), CityHashOperation(),
    ListedLabelsOperation(),
  ]
  private static let sparse: [any OperationDefinition] = [
    ToSparseOperation(), ToDenseOperation(), SparseMatmulOperation(),
    SparseScaleColumnsOperation(), SparseNormalizeRowsOperation(), SparseMapOperation(),
    SparseCastOperation(), SparseSelectColumnsOperation(), SparseConcatenateOperation(),
  ]
  private static let controlFlow: [any OperationDefinition] = [
    CallOperation(), IfOperation(), WhileOperation(),
  ]
}
