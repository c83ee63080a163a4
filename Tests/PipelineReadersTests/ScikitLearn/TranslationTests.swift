// What the estimators of the fixtures become: operators, parameters, inputs and names.

import PipelineReaders
import Pipelines
import Testing

struct TranslationTests {
  private func operators(_ name: String) throws -> [any PipelineOperator] {
    try ScoringFixture.pipeline(name).nodes.map(\.operation)
  }

  private func first<Operator: PipelineOperator>(
    _ type: Operator.Type, of name: String
  ) throws -> Operator {
    try #require(try operators(name).lazy.compactMap { $0 as? Operator }.first)
  }

  // MARK: Inputs

  @Test func encodersOfTextMakeInputsText() throws {
    let inputs = try ScoringFixture.pipeline("preprocessing/onehot-default").inputs
    #expect(inputs.map(\.name) == ["color", "town", "yes"])
    #expect(inputs.allSatisfy { $0.dtype == .string })
  }

  @Test func modelsOfArraysHaveUnnamedInputs() throws {
    let inputs = try ScoringFixture.pipeline("trees/tree-array").inputs
    #expect(!inputs.isEmpty && inputs.allSatisfy { $0.name == nil && $0.dtype == .f64 })
  }

  @Test func linearModelsTakeNoMissingValues() throws {
    #expect(try ScoringFixture.pipeline("linear/ridge").inputs.allSatisfy { !$0.allowsMissing })
    #expect(
      try ScoringFixture.pipeline("boosting/histogram-binary").inputs.allSatisfy(\.allowsMissing))
  }

  @Test func treesOfOldVersionsTakeNoMissingValues() throws {
    let old = try ScoringFixture.pipeline("versions/sklearn-1.0.2/forest")
    #expect(old.inputs.allSatisfy { !$0.allowsMissing })
    #expect(try ScoringFixture.pipeline("trees/forest-missing").inputs.allSatisfy(\.allowsMissing))
  }

  // MARK: Preprocessing

  @Test func scalersDivide() throws {
    let scale = try first(ScaleColumns.self, of: "preprocessing/scaler-standard-no-mean")
    #expect(scale.offset == nil)
    #expect(scale.divisor?.isEmpty == false)
  }

  @Test func unknownCategoriesAreRefusedOnlyWhereTheEncoderDoes() throws {
    let strict = try first(OneHotEncode.self, of: "preprocessing/onehot-error")
    #expect(strict.columns.allSatisfy { $0.unknown == .refuse })
    let lenient = try first(OneHotEncode.self, of: "preprocessing/onehot-ignore")
    #expect(lenient.columns.allSatisfy { $0.unknown == .none })
  }

  @Test func infrequentCategoriesShareTheLastIndicator() throws {
    let encoder = try first(OneHotEncode.self, of: "preprocessing/onehot-max-categories")
    for column in encoder.columns where column.slotCount < column.categories.count {
      #expect(column.codes.filter { $0 == Double(column.slotCount - 1) }.count > 1)
    }
  }

  @Test func droppedCategoriesHaveNoIndicator() throws {
    let encoder = try first(OneHotEncode.self, of: "preprocessing/onehot-drop-first")
    #expect(encoder.columns.allSatisfy { $0.codes[0] == nil })
    #expect(encoder.columns.allSatisfy { $0.slotCount == $0.categories.count - 1 })
  }

  @Test func columnsWithoutValuesAreDropped() throws {
    let dropped = try first(FillMissing.self, of: "preprocessing/imputer-empty-dropped")
    let kept = try first(FillMissing.self, of: "preprocessing/imputer-empty-kept")
    #expect(dropped.values.count == kept.values.count - 1)
  }

  @Test func polynomialsComeInTheOrderOfTheLibrary() throws {
    let polynomial = try first(Polynomial.self, of: "preprocessing/polynomial-degree2")
    #expect(polynomial.powers.count == 15)
    #expect(polynomial.powers[5] == [2, 0, 0, 0])
    #expect(polynomial.powers[6] == [1, 1, 0, 0])
  }

  // MARK: Models

  @Test func treesCompareAtSinglePrecisionAndHistogramsAtDouble() throws {
    #expect(try first(TreeEnsemble.self, of: "trees/forest-binary").comparison == .single)
    #expect(try first(TreeEnsemble.self, of: "boosting/histogram-binary").comparison == .double)
  }

  @Test func leavesOfOldForestsBecomeShares() throws {
    let forest = try first(TreeEnsemble.self, of: "versions/sklearn-1.0.2/forest")
    for tree in forest.trees {
      for leaf in 0..<tree.leafCount {
        let shares = tree.leafValues[leaf * tree.valuesPerLeaf..<(leaf + 1) * tree.valuesPerLeaf]
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      }
    }
  }

  @Test func boostingBeginsWithThePrior() throws {
    let zero = try first(TreeEnsemble.self, of: "boosting/gradient-zero")
    #expect(zero.base == [0])
    let prior = try first(TreeEnsemble.self, of: "boosting/gradient-binary")
    #expect(prior.base.count == 1)
  }

  @Test func poissonHasALogarithmicLink() throws {
    let links = try operators("boosting/histogram-regression-poisson").compactMap { $0 as? Link }
    #expect(links.map(\.function) == [.exponential])
  }

  @Test func twoClassesOfOldMultinomialModelsAreASoftmax() throws {
    let links = try operators("versions/sklearn-1.0.2/logistic-multinomial").compactMap {
      $0 as? Link
    }
    #expect(links.contains { $0.function == .softmax || $0.function == .softmaxOfSignedPair })
    let separate = try operators("versions/sklearn-1.0.2/logistic-ovr").compactMap { $0 as? Link }
    #expect(separate.contains { $0.function == .normalizeSum })
  }

  @Test func zerosOfASparseMatrixAreMissingToXGBoost() throws {
    let sparse = try operators("pipelines/table-xgboost-sparse").compactMap { $0 as? FillMissing }
    #expect(sparse.contains { $0.marker == .number(0) && $0.values.allSatisfy { $0 == .missing } })
    let dense = try operators("pipelines/table-xgboost").compactMap { $0 as? FillMissing }
    #expect(!dense.contains { $0.marker == .number(0) })
  }

  @Test func earlyStoppingKeepsTheBestRounds() throws {
    let stopped = try first(TreeEnsemble.self, of: "xgboost/stopped")
    #expect(stopped.trees.count == 2)
  }

  @Test func defaultMethodsAreThoseOfTheKindOfEstimator() throws {
    func defaults(_ name: String) throws -> [String] {
      try ScoringFixture.pipeline(name).outputs.filter(\.isDefault).map(\.method)
    }
    #expect(try defaults("linear/logistic") == ["predict", "predict_proba"])
    #expect(try defaults("linear/svc") == ["predict"])
    #expect(try defaults("linear/ridge") == ["predict"])
    #expect(try defaults("preprocessing/pca") == ["transform"])
  }

  @Test func everyNodeSaysWhereItCameFrom() throws {
    let pipeline = try ScoringFixture.pipeline("pipelines/columns-names")
    #expect(pipeline.nodes.allSatisfy { !$0.origin.isEmpty })
    #expect(
      pipeline.nodes.contains { $0.origin.last?.contains("(StandardScaler)") ?? false })
  }
}
