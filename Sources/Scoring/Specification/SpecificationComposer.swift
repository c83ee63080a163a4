// The model files and operators of a specification joined into one pipeline.

import Pipelines
import Tensors

extension Specification {
  /// Reads the model files and joins them with the operators.
  /// - Throws: `ScoringError` with the line of what does not fit; what reading the files throws.
  func pipeline(depth: Int = 0) throws -> Pipeline {
    let substitutes = try substitutes(depth)
    let models = try steps.map { step -> Pipeline? in
      guard case .model(let node) = step.content else { return nil }
      return try model(node, substitutes: substitutes, depth)
    }
    var composer = try SpecificationComposer(self, models)
    return try composer.compose()
  }

  /// How deep specifications may name specifications: those that name themselves have no end.
  private static let deepest = 16

  private func model(
    _ node: SpecificationNode, substitutes: [String: Pipeline], _ depth: Int
  ) throws -> Pipeline {
    let file = try node.text("model")
    guard depth < Self.deepest else {
      throw node.error("specifications name each other more than \(Self.deepest) deep")
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let model = try Model.open(
      file.hasPrefix("/") ? file : folder + file, substitutes: substitutes, depth: depth + 1)
    guard case .pipeline(let pipeline) = model.content else {
      throw node.error("'\(file)' is a compiled model; name the file it was compiled from")
    }
    return pipeline
  }

  /// The pipelines that stand in for classes of the user's own.
  private func substitutes(_ depth: Int) throws -> [String: Pipeline] {
    var substitutes: [String: Pipeline] = [:]
    for replacement in replacements {
      let name = try replacement.className.text("a class")
      let substitute = replacement.substitute
      let pipeline =
        substitute.node.scalar != nil
        ? try model(substitute, substitutes: [:], depth)
        : try Specification(substitute).pipeline(depth: depth + 1)
      guard substitutes.updateValue(pipeline, forKey: name) == nil else {
        throw replacement.className.error("'\(name)' is replaced twice")
      }
    }
    return substitutes
  }
}

/// Joins pipelines and operators as a specification says.
private struct SpecificationComposer {
  /// A table that a step gives, as an output.
  struct StepOutput {
    /// The model's method; `nil` for the one table of an operator.
    let method: String?
    let table: TableReference
    let columnNames: [String]
    let isDefault: Bool
  }

  let specification: Specification
  /// The model of each step, `nil` for an operator.
  let models: [Pipeline?]
  var pipeline: Pipeline
  /// What the steps that are done give, in their order.
  var done: [(step: Specification.Step, outputs: [StepOutput])] = []

  init(_ specification: Specification, _ models: [Pipeline?]) throws {
    self.specification = specification
    self.models = models
    let files = models.compactMap(\.self)
    pipeline = Pipeline(
      name: specification.name ?? (files.count == 1 ? files[0].name : "pipeline"),
      inputs: try specification.inputColumns(models))
    pipeline.facts = files.count == 1 ? files[0].facts : []
    pipeline.warnings = files.flatMap(\.warnings)
  }

  mutating func compose() throws -> Pipeline {
    for (step, model) in zip(specification.steps, models) {
      let outputs: [StepOutput]
      do {
        outputs = try model.map { try apply($0, step) } ?? applyOperator(of: step)
      } catch let error as PipelineError {
        throw step.source.error("step '\(step.name)': \(error.message)")
      }
      done.append((step, outputs))
    }
    try addOutputs()
    return pipeline
  }

  // MARK: Steps

  /// Appends a model's operators.
  private mutating func apply(
    _ model: Pipeline, _ step: Specification.Step
  ) throws -> [StepOutput] {
    let input: TableReference
    if case .names(let names) = step.input {
      input = try sideBySide(names, step)
    } else {
      input = try columns(of: model, step)
    }
    let converted = try pipeline.convert(input, to: model.inputType, origin: [step.name])
    let tables = try pipeline.append(
      model, appliedTo: converted, origin: specification.isSingle ? [] : [step.name])
    return zip(model.outputs, tables).map {
      StepOutput(
        method: $0.method, table: $1, columnNames: $0.columnNames, isDefault: $0.isDefault)
    }
  }

  /// Appends the operator of a step.
  private mutating func applyOperator(of step: Specification.Step) throws -> [StepOutput] {
    guard case .operation(let node, let parameters) = step.content else { return [] }
    let operation = try node.operation(parameters: parameters)
    let inputs: [TableReference]
    switch step.input {
    case .everything: inputs = [.input]
    case .names(let names): inputs = [try sideBySide(names, step)]
    case .tables(let names): inputs = try names.map { try self.table($0, step) }
    }
    let table = try pipeline.apply(operation, to: inputs, origin: [step.name])
    return [
      StepOutput(
        method: nil, table: table, columnNames: try columnNames(of: table, step), isDefault: true)
    ]
  }

  /// The names of the columns of an operator's table: those given, or the step's, with the columns'
  /// own names or numbers where there are several.
  private func columnNames(
    of table: TableReference, _ step: Specification.Step
  ) throws -> [String] {
    let columns = pipeline.type(of: table).columns
    if let names = step.columns {
      guard names.count == columns.count else {
        throw step.source.error(
          "\(columns.count) columns come out, but \(names.count) names are given")
      }
      return try names.map { "\(step.name)[\(try $0.text("columns"))]" }
    }
    if columns.count == 1 { return [step.name] }
    return columns.enumerated().map { "\(step.name)[\($1.name ?? String($0))]" }
  }

  // MARK: Inputs

  /// Columns of the rows and tables of earlier steps, side by side.
  private mutating func sideBySide(
    _ names: [SpecificationNode], _ step: Specification.Step
  ) throws -> TableReference {
    var tables: [TableReference] = []
    var places: [Int] = []
    func selected(_ places: [Int]) throws -> TableReference {
      if places == Array(pipeline.inputs.indices) { return .input }
      return try pipeline.apply(SelectColumns(indices: places), to: [.input], origin: [step.name])
    }
    for node in names {
      if let place = try place(of: node) {
        places.append(place)
        continue
      }
      if !places.isEmpty { tables.append(try selected(places)) }
      places = []
      tables.append(try table(node, step))
    }
    if !places.isEmpty { tables.append(try selected(places)) }
    if tables.count == 1 { return tables[0] }
    return try pipeline.apply(ConcatenateColumns(), to: tables, origin: [step.name])
  }

  /// The place of the input column that `node` names, unless it names an earlier step.
  private func place(of node: SpecificationNode) throws -> Int? {
    let name = try node.text("input")
    if done.contains(where: { $0.step.name == name }) { return nil }
    let known = pipeline.inputs.map(\.name)
    guard let place = known.firstIndex(of: name) else {
      throw node.error(
        "'\(name)' is neither an earlier step nor an input; the inputs are "
          + listed(known.compactMap(\.self)))
    }
    return place
  }

  /// The table that later steps get of the step that `node` names.
  private mutating func table(
    _ node: SpecificationNode, _ step: Specification.Step
  ) throws -> TableReference {
    let name = try node.text("tables")
    guard let (source, outputs) = done.first(where: { $0.step.name == name }) else {
      guard let place = try place(of: node) else { return .input }
      return try pipeline.apply(SelectColumns(indices: [place]), to: [.input], origin: [step.name])
    }
    guard let method = source.method else {
      return (outputs.first(where: \.isDefault) ?? outputs.first)?.table ?? .input
    }
    let word = try method.text("method")
    guard let output = outputs.first(where: { $0.method == word }) else {
      throw method.error(
        "the model has no method '\(word)'; it has \(listed(outputs.compactMap(\.method)))")
    }
    return output.table
  }

  /// The columns of the rows that a model names, or all of them.
  private mutating func columns(
    of model: Pipeline, _ step: Specification.Step
  ) throws -> TableReference {
    let known = pipeline.inputs.map(\.name)
    let wanted = model.inputs.map { input in
      input.name.flatMap { name in known.firstIndex(of: name) }
    }
    let places = wanted.contains(nil) ? Array(known.indices) : wanted.compactMap(\.self)
    if places == Array(known.indices) { return .input }
    return try pipeline.apply(SelectColumns(indices: places), to: [.input], origin: [step.name])
  }

  // MARK: Outputs

  private mutating func addOutputs() throws {
    guard let last = done.last else { return }
    guard let words = specification.outputs else {
      for output in last.outputs { add(output, named: output.method ?? last.step.name) }
      return
    }
    let known = done.flatMap { step, outputs in
      outputs.map { output in
        (word: output.method.map { "\(step.name).\($0)" } ?? step.name, output: output)
      }
    }
    for node in words {
      let word = try node.text("outputs")
      let found =
        known.first(where: { $0.word == word })?.output
        ?? last.outputs.first { $0.method == word }
      guard let found else {
        throw node.error(
          "there is no output '\(word)'; "
            + listed(last.outputs.compactMap(\.method) + known.map(\.word)) + " were expected")
      }
      guard !pipeline.outputs.contains(where: { $0.method == word }) else {
        throw node.error("the output '\(word)' is asked for twice")
      }
      add(found, named: word, isDefault: true)
    }
  }

  /// Adds an output, its columns named after `word` in place of the method.
  private mutating func add(_ output: StepOutput, named word: String, isDefault: Bool? = nil) {
    let method = output.method ?? word
    let names = output.columnNames.map { name in
      name.hasPrefix(method) ? word + name.dropFirst(method.count) : name
    }
    pipeline.outputs.append(
      PipelineOutput(
        method: word, table: output.table, columnNames: names,
        isDefault: isDefault ?? output.isDefault))
  }
}

extension Specification {
  /// The columns of the rows: those listed, or those of the one model, or all that the models which
  /// are applied to the rows name.
  fileprivate func inputColumns(_ models: [Pipeline?]) throws -> [InputColumn] {
    let direct = zip(steps, models).compactMap { step, model in reads(step) ? model : nil }
    let known = direct.flatMap(\.inputs)
    guard let inputs else {
      if direct.count == 1 { return direct[0].inputs }
      guard !direct.isEmpty else {
        throw ScoringError(
          .specification, at: path,
          "no model says which columns the rows have; list them under 'inputs'")
      }
      var columns: [InputColumn] = []
      for column in known {
        guard column.name != nil else {
          throw ScoringError(
            .specification, at: path,
            "a model does not name its columns; list them under 'inputs'")
        }
        if !columns.contains(where: { $0.name == column.name }) { columns.append(column) }
      }
      return columns
    }
    return inputs.enumerated().map { place, input in
      let match =
        known.first { $0.name == input.name }
        ?? (direct.count == 1 && place < known.count ? known[place] : nil)
      return InputColumn(
        name: input.name, dtype: input.dtype ?? match?.dtype ?? .f64,
        allowsMissing: match?.allowsMissing ?? true, note: match?.note)
    }
  }

  /// Whether a step is applied to columns of the rows.
  private func reads(_ step: Step) -> Bool {
    guard case .names(let names) = step.input else { return true }
    return names.contains { node in !steps.contains { $0.name == node.node.scalar?.string } }
  }
}
