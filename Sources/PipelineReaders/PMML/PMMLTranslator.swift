// A document as a pipeline: fields in, the model, output fields out.

import Pipelines
import Tensors

/// Translates the models of a document.
struct PMMLTranslator {
  let document: PMMLDocument
  let dictionary: [String: DataField]

  /// The models that are read, by their elements.
  static let models: [String: @Sendable (PMMLModelContext, PMMLTranslator) throws -> PMMLResult] = [
    "AnomalyDetectionModel": {
      try PMMLAnomalyDetection(context: $0, translator: $1).result()
    },
    "AssociationModel": { context, _ in try PMMLAssociation(context: context).result() },
    "BaselineModel": { context, _ in try PMMLBaseline(context: context).result() },
    "BayesianNetworkModel": { context, _ in try PMMLBayesianNetwork(context: context).result() },
    "ClusteringModel": { context, _ in try PMMLClustering(context: context).result() },
    "GaussianProcessModel": { context, _ in
      try PMMLGaussianProcess(context: context).result()
    },
    "GeneralRegressionModel": { context, _ in
      try PMMLGeneralRegression(context: context).result()
    },
    "MiningModel": { try PMMLMiningModel(context: $0, translator: $1).result() },
    "NaiveBayesModel": { context, _ in try PMMLNaiveBayes(context: context).result() },
    "NearestNeighborModel": { context, _ in try PMMLNeighbors(context: context).result() },
    "NeuralNetwork": { context, _ in try PMMLNeuralNetwork(context: context).result() },
    "RegressionModel": { context, _ in try PMMLRegressionModel(context: context).result() },
    "RuleSetModel": { context, _ in try PMMLRuleSet(context: context).result() },
    "Scorecard": { context, _ in try PMMLScorecard(context: context).result() },
    "SupportVectorMachineModel": { context, _ in
      try PMMLSupportVectors(context: context).result()
    },
    "TreeModel": { context, _ in try PMMLTreeModel(context: context).result() },
  ]

  /// Models that are known by name only, and refused.
  static let unreadModels: Set<String> = [
    "SequenceModel", "TextModel", "TimeSeriesModel",
  ]

  static func isModel(_ name: String) -> Bool {
    models[name] != nil || unreadModels.contains(name)
  }

  /// Translates a document.
  static func translate(
    _ document: PMMLDocument
  ) throws -> (pipeline: Pipeline, recorded: RecordedRows?) {
    let root = document.root
    guard root.name == "PMML" else {
      throw root.error("the document's element is \(root.name)", expected: "PMML")
    }
    guard
      let model = root.children.first(where: { isModel($0.name) && $0.bool("isScorable") ?? true })
    else { throw root.error("there is no model that can score") }
    var dictionary: [String: DataField] = [:]
    for element in try root.requiredChild("DataDictionary").children("DataField") {
      let field = try DataField(element)
      dictionary[field.name] = field
    }
    let translator = PMMLTranslator(document: document, dictionary: dictionary)
    var pipeline = try translator.pipeline(model)
    let recorded = try PMMLVerification.rows(
      of: model, inputs: Set(pipeline.inputs.compactMap(\.name)),
      outputs: Set(pipeline.outputs.flatMap(\.columnNames)))
    if let recorded { pipeline.facts.append(("verification", "\(recorded.count) rows")) }
    return (pipeline, recorded)
  }

  private func pipeline(_ model: PMMLElement) throws -> Pipeline {
    let root = document.root
    var pipeline = Pipeline(name: model["modelName"] ?? model.name, inputs: [])
    pipeline.facts = [("format", "PMML \(root["version"] ?? "")")]
    if let header = root.child("Header")?.child("Application"), let name = header["name"] {
      pipeline.facts.append(("producer", "\(name) \(header["version"] ?? "")".trimmed))
    }
    let columns = PMMLColumns(pipeline, origin: [model.place])
    var functions: [String: PMMLElement] = [:]
    let transformations = root.child("TransformationDictionary")
    for function in transformations?.children("DefineFunction") ?? [] {
      functions[try function.required("name")] = function
    }
    // Global formulas see the fields as the outermost model treats them.
    let scope = PMMLScope(columns: columns, functions: functions)
    for field in transformations?.children("DerivedField") ?? [] { try scope.declare(field) }
    try defineInputs(of: model, in: scope)
    let result = try evaluate(model, in: scope, isOutermost: true)
    try addOutputs(result, invalid: scope.invalid, to: columns, model)
    return columns.pipeline
  }

  /// The fields that the outermost model takes.
  private func defineInputs(of model: PMMLElement, in scope: PMMLScope) throws {
    for field in try model.requiredChild("MiningSchema").children("MiningField") {
      let usage = field["usageType"] ?? "active"
      guard usage == "active" || usage == "supplementary" || usage == "group" else { continue }
      let name = try field.required("name")
      guard let declaration = dictionary[name] else {
        throw field.error("the data dictionary has no field '\(name.prefix(60))'")
      }
      if usage == "active" {
        scope.define(name, try input(field, declaration, in: scope))
      } else {
        // Rows need not have a field that no formula uses.
        scope.postpone(name) { [self] in try input(field, declaration, in: scope) }
      }
    }
  }

  /// A field of the rows, treated as the outermost model says.
  private func input(
    _ field: PMMLElement, _ declaration: DataField, in scope: PMMLScope
  ) throws -> PMMLField {
    var declaration = declaration
    let isText = declaration.type != .integer && !declaration.type.isNumeric
    let raw = scope.columns.addInput(
      InputColumn(name: declaration.name, dtype: isText ? .string : .f64))
    if let optype = field["optype"] { declaration.optype = optype }
    let read = PMMLValue(expression: raw, type: isText ? .string : .double)
    var value = try read.cast(to: declaration.type, at: field)
    if declaration.type != .string { value.expression = scope.columns.sharing(value.expression) }
    let treated = try PMMLTreatment(
      element: field, declaration: declaration, type: declaration.type
    ).apply(to: value.expression, in: scope)
    return PMMLField(
      value: PMMLValue(expression: treated, type: declaration.type),
      optype: declaration.optype, declaration: declaration)
  }

  // MARK: Models

  /// The result of a model for the fields of a scope, with its targets and output fields.
  func evaluate(
    _ model: PMMLElement, in outer: PMMLScope, isOutermost: Bool = false
  ) throws -> PMMLResult {
    let scope = isOutermost ? outer : outer.nested()
    let schema = try model.requiredChild("MiningSchema")
    if !isOutermost { try retreat(schema, in: scope, from: outer) }
    for field in model.child("LocalTransformations")?.children("DerivedField") ?? [] {
      try scope.declare(field)
    }
    let targets = try schema.children("MiningField").filter {
      ["predicted", "target"].contains($0["usageType"] ?? "")
    }.map { try $0.required("name") }
    let target = targets.first
    let declaration = target.flatMap { dictionary[$0] }
    let context = PMMLModelContext(
      scope: scope, element: model, targetType: declaration?.type,
      targetValues: declaration?.values ?? [], targetOptype: declaration?.optype)
    var result = try self.result(context)
    // A chain predicts the target of its last model.
    if result.target.map({ !targets.contains($0) }) ?? true { result.target = target }
    try PMMLTargets(context: context).apply(to: &result)
    let keepsChainOutputs = model.name == "MiningModel"
    let inherited = keepsChainOutputs ? result.outputs : []
    result.outputs = inherited
    if let output = model.child("Output") {
      result.outputs += try PMMLOutputs(context: context, result: result, target: result.target)
        .values(
          output)
    }
    return result
  }

  /// Fields that a segment treats in its own way.
  private func retreat(
    _ schema: PMMLElement, in scope: PMMLScope, from outer: PMMLScope
  ) throws {
    for field in schema.children("MiningField") where !field.isUntreated {
      let usage = field["usageType"] ?? "active"
      guard usage == "active" || usage == "supplementary" else { continue }
      let name = try field.required("name")
      guard let known = try outer.find(name) else { continue }
      var rules = try known.declaration ?? DataField(name: name, type: known.value.type)
      // What is invalid was told by the outermost model.
      (rules.values, rules.invalidValues, rules.missingValues, rules.intervals) = ([], [], [], [])
      let treated = try PMMLTreatment(element: field, declaration: rules, type: known.value.type)
        .apply(to: known.value.expression, in: scope)
      scope.define(
        name,
        PMMLField(
          value: PMMLValue(expression: treated, type: known.value.type), optype: known.optype,
          declaration: known.declaration))
    }
  }

  private func result(_ context: PMMLModelContext) throws -> PMMLResult {
    guard let read = Self.models[context.element.name] else {
      throw context.element.unsupported("\(context.element.name)")
    }
    return try read(context, self)
  }

  // MARK: Outputs

  /// The targets and the output fields, as the method `predict`.
  private func addOutputs(
    _ result: PMMLResult, invalid: [Expression], to columns: PMMLColumns, _ model: PMMLElement
  ) throws {
    var named: [(String, PMMLValue)] = []
    if let predicted = result.predicted ?? result.entities.first, result.otherTargets.isEmpty {
      named.append((result.target ?? "_target", predicted))
    }
    for (name, value) in result.otherTargets.sorted(by: { $0.key < $1.key }) {
      named.append((name, value))
    }
    // Fields that are not final are given too: they explain the others.
    for output in result.outputs { named.append((output.name, output.value)) }
    guard !named.isEmpty else { throw model.error("the model gives nothing") }
    var seen = Set<String>()
    named = named.reversed().filter { seen.insert($0.0).inserted }.reversed()
    let isInvalid =
      invalid.isEmpty ? nil : columns.sharing(.apply(function: .or, arguments: invalid))
    let expressions = try named.map { _, value -> Expression in
      // A truth value is text in a table of results, as in the document.
      let shown = value.type == .boolean ? try value.cast(to: .string, at: model) : value
      guard let isInvalid else { return shown.expression }
      return .choose(isInvalid, .missing(shown.type.kind), shown.expression)
    }
    let table = try columns.table(of: expressions, names: named.map(\.0))
    columns.change { pipeline in
      pipeline.outputs = [
        PipelineOutput(
          method: "predict", table: table, columnNames: named.map(\.0), isDefault: true)
      ]
    }
  }
}

extension DataField {
  /// A field without rules.
  init(name: String, type: PMMLType) throws {
    self.name = name
    self.type = type
    optype = "continuous"
  }
}
