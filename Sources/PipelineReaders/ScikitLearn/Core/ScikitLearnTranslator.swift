// From a fitted scikit-learn object, as pickle, joblib and skops files hold it, to a pipeline.

import Pipelines
import Tensors

/// The translator of scikit-learn's objects, and of the objects of other libraries that stand in them.
public enum ScikitLearnTranslator {
  /// Says what a fitted estimator computes.
  ///
  /// Parameters that change the result are honoured or refused by name. Missing cells that scikit-learn
  /// refuses are refused when scoring, by `InputColumn.allowsMissing`: of trees from files before
  /// missing values were supported (1.3 for single trees), too.
  ///
  /// - Parameters:
  ///   - value: the value that the file holds.
  ///   - name: the pipeline's name; the class of the estimator where empty.
  ///   - substitutes: pipelines that stand in for classes, by the classes' names with their modules.
  /// - Throws: `ReaderError` for an object that no fitted estimator is like, naming the attribute;
  ///   `PipelineError` for one that cannot be kept exactly, naming it, its place and what to do.
  public static func translate(
    _ value: InertValue, name: String = "", substitutes: [String: Pipeline] = [:]
  ) throws -> Pipeline {
    guard case .object(let object) = value else {
      throw ReaderError(
        format: "scikit-learn", place: .path("the file's value"), found: value.summary,
        expected: "a fitted estimator", advice: "save the estimator itself, not a container of it")
    }
    let root = Estimator(root: object)
    var schema = try InputSchema(
      of: root, registry: EstimatorRegistry.standard.adding(substitutes))
    // Each round settles the type of at least one more column.
    for _ in 0...schema.columns.count {
      do {
        return try translate(root, schema, name: name)
      } catch let needed as InputTypesNeeded {
        schema.settle(needed.types)
      }
    }
    throw root.unsupported("the types of the input columns contradict each other")
  }

  private static func translate(
    _ root: Estimator, _ schema: InputSchema, name: String
  ) throws -> Pipeline {
    var context = TranslationContext(
      name: name.isEmpty ? root.className : name, schema: schema)
    let methods = try context.addingLogarithms(
      to: context.methods(of: root, on: context.inputFeatures), for: root)
    var pipeline = context.pipeline
    pipeline.outputs = methods.map { method in
      PipelineOutput(
        method: method.name, table: method.table,
        columnNames: method.suffixes.map { method.name + $0 }, isDefault: method.isDefault)
    }
    for output in pipeline.outputs
    where output.columnNames.count != pipeline.type(of: output.table).width {
      throw root.malformed(
        output.method, found: "\(pipeline.type(of: output.table).width) columns",
        expected: "\(output.columnNames.count), one a name")
    }
    describe(root, &pipeline)
    var result = try pipeline.withoutUnusedNodes()
    result.openUnusedInputs()
    return result
  }

  private static func describe(_ root: Estimator, _ pipeline: inout Pipeline) {
    guard let text = root["_sklearn_version"]?.text else { return }
    pipeline.facts.append((key: "scikit-learn", value: text))
    guard let version = root.version, ScikitLearnVersion.known.contains(version) else {
      pipeline.warnings.append(
        "saved by scikit-learn \(text), but only \(ScikitLearnVersion.known.lowerBound) to "
          + "\(ScikitLearnVersion.known.upperBound) are known; check the predictions")
      return
    }
  }
}

extension Pipeline {
  /// Lets input columns that nothing uses hold anything: they must be there, and that is all.
  fileprivate mutating func openUnusedInputs() {
    var isUsed = [Bool](repeating: false, count: inputs.count)
    for node in nodes where node.inputs.contains(.input) {
      guard let selection = node.operation as? SelectColumns else { return }
      for index in selection.indices { isUsed[index] = true }
    }
    if outputs.contains(where: { $0.table == .input }) { return }
    for index in inputs.indices where !isUsed[index] {
      inputs[index].dtype = .string
      inputs[index].note = "not used"
    }
  }

  /// The pipeline without nodes that no output needs.
  func withoutUnusedNodes() throws -> Pipeline {
    var isUsed = [Bool](repeating: false, count: nodes.count)
    for case .node(let index) in outputs.map(\.table) { isUsed[index] = true }
    for index in nodes.indices.reversed() where isUsed[index] {
      for case .node(let input) in nodes[index].inputs { isUsed[input] = true }
    }
    var result = Pipeline(name: name, inputs: inputs)
    result.facts = facts
    result.warnings = warnings
    var places = [TableReference?](repeating: nil, count: nodes.count)
    func moved(_ table: TableReference) -> TableReference {
      if case .node(let index) = table { places[index] ?? table } else { table }
    }
    for (index, node) in nodes.enumerated() where isUsed[index] {
      places[index] = try result.apply(
        node.operation, to: node.inputs.map(moved), origin: node.origin)
    }
    result.outputs = outputs.map {
      PipelineOutput(
        method: $0.method, table: moved($0.table), columnNames: $0.columnNames,
        isDefault: $0.isDefault)
    }
    return result
  }
}
