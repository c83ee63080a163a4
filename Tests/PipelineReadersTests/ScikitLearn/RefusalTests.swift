// What is not supported or not well formed is refused by name and place.

import PipelineReaders
import Pipelines
import Testing

struct RefusalTests {
  private func message(_ value: InertValue) -> String {
    do {
      _ = try ScikitLearnTranslator.translate(value)
      return "translated"
    } catch {
      return "\(error)"
    }
  }

  private func scaler(_ attributes: [(String, InertValue)] = []) -> InertValue {
    .instance(
      "sklearn.preprocessing._data", "StandardScaler",
      [
        ("with_mean", .bool(true)), ("with_std", .bool(true)), ("n_features_in_", .int(2)),
        ("mean_", .numbers([0, 1])), ("scale_", .numbers([1, 2])),
      ] + attributes)
  }

  @Test func namesTheUnknownClassAndItsPlace() {
    let pipeline = InertValue.instance(
      "sklearn.pipeline", "Pipeline",
      [
        (
          "steps",
          .listing(
            .step("scale", scaler()),
            .step("clf", .instance("my.models", "Oracle", [("n_features_in_", .int(2))])))
        )
      ])
    #expect(
      message(pipeline).hasPrefix(
        "Pipeline > steps[1] 'clf' (Oracle): class my.models.Oracle is not known"))
  }

  @Test func saysHowToSupplyAClassOfOnesOwn() throws {
    let pipeline = InertValue.instance(
      "sklearn.pipeline", "Pipeline",
      [
        (
          "steps",
          .listing(
            .step("map", .instance("my.own.models", "Mapper", [])), .step("scale", scaler()))
        )
      ])
    #expect(message(pipeline).contains("'replace: {my.own.models.Mapper: SUBSTITUTE}'"))

    var substitute = Pipeline(
      name: "swap",
      inputs: [InputColumn(name: "a", dtype: .f64), InputColumn(name: "b", dtype: .f64)])
    let swapped = try substitute.apply(SelectColumns(indices: [1, 0]), to: [.input])
    substitute.outputs = [
      PipelineOutput(
        method: "swapped", table: swapped, columnNames: ["swapped[b]", "swapped[a]"],
        isDefault: true)
    ]
    let translated = try ScikitLearnTranslator.translate(
      pipeline, substitutes: ["my.own.models.Mapper": substitute])
    #expect(translated.inputs.map(\.name) == ["a", "b"])
    #expect(translated.nodes.map(\.operation.kind) == ["select columns", "scale"])
    #expect(translated.nodes[0].origin == ["Pipeline", "steps[0] 'map' (Mapper)"])
  }

  @Test func namesTheUnknownClassWhereNothingSaysTheColumns() {
    let pipeline = InertValue.instance(
      "sklearn.pipeline", "Pipeline",
      [("steps", .listing(.step("map", .instance("my.models", "Mapper", []))))])
    #expect(message(pipeline).contains("steps[0] 'map' (Mapper): class my.models.Mapper"))
  }

  @Test func namesTheFunctionThatIsNotInTheFile() {
    let function = InertValue.instance(
      "sklearn.preprocessing._function_transformer", "FunctionTransformer",
      [
        ("func", .global(InertGlobal(module: "my.code", name: "clean"))),
        ("n_features_in_", .int(1)),
      ])
    #expect(message(function).contains("func=my.code.clean is code that is not in the file"))
  }

  @Test func namesTheAttributeThatIsMissing() {
    let unfitted = InertValue.instance(
      "sklearn.preprocessing._data", "StandardScaler",
      [("with_mean", .bool(true)), ("with_std", .bool(true)), ("n_features_in_", .int(2))])
    #expect(message(unfitted).contains("StandardScaler.mean_: no such attribute"))
  }

  @Test func namesTheAttributeOfTheWrongSize() {
    #expect(
      message(scaler([("scale_", .numbers([1, 2, 3]))]))
        == "scikit-learn, StandardScaler.scale_: 3 numbers; expected 2; "
        + "the file is damaged or was edited")
  }

  @Test func refusesStepsThatAreSharedToMakeAHugePipeline() {
    var value = scaler()
    for _ in 0..<40 {
      value = .instance(
        "sklearn.pipeline", "Pipeline",
        [("steps", .listing(.step("a", value), .step("b", value)))])
    }
    #expect(message(value).contains("nested or repeated too often"))
  }

  @Test func refusesAColumnUsedAsTextAndAsNumbers() {
    let encoder = InertValue.instance(
      "sklearn.preprocessing._encoders", "OneHotEncoder",
      [
        ("handle_unknown", .string("error")), ("sparse_output", .bool(false)),
        ("drop_idx_", .none), ("categories_", .listing(.objects([.string("a"), .string("b")]))),
        ("n_features_in_", .int(1)),
      ])
    let scaler = InertValue.instance(
      "sklearn.preprocessing._data", "MaxAbsScaler",
      [("scale_", .numbers([1])), ("n_features_in_", .int(1))])
    let union = InertValue.instance(
      "sklearn.pipeline", "FeatureUnion",
      [("transformer_list", .listing(.step("one", encoder), .step("two", scaler)))])
    #expect(message(union).contains("column 0 is text; numbers were expected"))
  }

  @Test func warnsOfAVersionThatIsNotKnown() throws {
    let future = try ScikitLearnTranslator.translate(
      scaler([("_sklearn_version", .string("2.3.0"))]))
    #expect(future.warnings.count == 1)
    let known = try ScikitLearnTranslator.translate(
      scaler([("_sklearn_version", .string("1.4.2"))]))
    #expect(known.warnings.isEmpty)
  }

  @Test func refusesATreeWithACycle() throws {
    let fields: [(field: String, values: InertArray)] = [
      ("left_child", InertArray(shape: [2], elements: .integers([1, 0], isBool: false))),
      ("right_child", InertArray(shape: [2], elements: .integers([1, 1], isBool: false))),
      ("feature", InertArray(shape: [2], elements: .integers([0, 0], isBool: false))),
      ("threshold", InertArray(shape: [2], elements: .doubles([0, 0], bits: 64))),
    ]
    let tree = InertValue.instance(
      "sklearn.tree._tree", "Tree",
      [
        ("nodes", .array(InertArray(shape: [2], elements: .records(fields)))),
        ("values", .array(InertArray(shape: [2, 1, 1], elements: .doubles([1, 2], bits: 64)))),
      ])
    let regressor = InertValue.instance(
      "sklearn.tree._classes", "DecisionTreeRegressor",
      [("n_features_in_", .int(1)), ("criterion", .string("squared_error")), ("tree_", tree)])
    #expect(message(regressor).contains("nodes[1]: the child 0; expected a node after it, of 2"))
  }
}
