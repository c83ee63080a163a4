// The pipelines of several model files joined into one.

import Pipelines
import Tensors

extension Specification {
  /// Reads the model files and joins them.
  /// - Throws: `ScoringError` with the line of what does not fit; what reading the files throws.
  func pipeline() throws -> Pipeline {
    let models = try steps.map(model)
    var composer = try SpecificationComposer(self, models)
    return try composer.compose()
  }

  private func model(_ step: Step) throws -> Pipeline {
    let file = try step.model.text("model")
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let model = try Model.open(file.hasPrefix("/") ? file : folder + file)
    guard case .pipeline(let pipeline) = model.content else {
      throw step.model.error("'\(file)' is a compiled model; name the file it was compiled from")
    }
    return pipeline
  }
}

/// Joins pipelines as a specification says.
private struct SpecificationComposer {
  let specification: Specification
  let models: [Pipeline]
  var pipeline: Pipeline
  /// For each step done, the tables of its methods.
  var tables: [String: [String: TableReference]] = [:]

  init(_ specification: Specification, _ models: [Pipeline]) throws {
    self.specification = specification
    self.models = models
    let inputs = try specification.inputColumns(models)
    pipeline = Pipeline(
      name: specification.name ?? (models.count == 1 ? models[0].name : "pipeline"), inputs: inputs)
    pipeline.facts = models.count == 1 ? models[0].facts : []
    pipeline.warnings = models.flatMap(\.warnings)
  }

  mutating func compose() throws -> Pipeline {
    for (step, model) in zip(specification.steps, models) {
      let table = try input(of: step, model)
      tables[step.name] = try append(model, appliedTo: table, step)
    }
    try addOutputs()
    return pipeline
  }

  /// The table that a step is applied to, as the types that its model takes.
  private mutating func input(of step: Specification.Step, _ model: Pipeline) throws
    -> TableReference
  {
    let table: TableReference
    switch step.input {
    case .everything: table = try select(nil, for: model, step)
    case .names(let names):
      let first = names.count == 1 ? try names[0].text("input") : ""
      if let methods = tables[first] {
        let method = try chosenMethod(of: first)
        table = methods[method] ?? .input
      } else {
        table = try select(names, for: model, step)
      }
    }
    return try convert(table, to: model.inputType, step)
  }

  /// The method of an earlier step that later steps get.
  private func chosenMethod(of name: String) throws -> String {
    guard let place = specification.steps.firstIndex(where: { $0.name == name }) else { return "" }
    let (step, outputs) = (specification.steps[place], models[place].outputs)
    guard let method = step.method else {
      return (outputs.first(where: \.isDefault) ?? outputs.first)?.method ?? ""
    }
    let word = try method.text("method")
    guard outputs.contains(where: { $0.method == word }) else {
      throw method.error(
        "the model has no method '\(word)'; it has \(listed(outputs.map(\.method)))")
    }
    return word
  }

  /// Columns of the rows: those named, or those that the model names, or all.
  private mutating func select(
    _ names: [SpecificationNode]?, for model: Pipeline, _ step: Specification.Step
  ) throws -> TableReference {
    let known = pipeline.inputs.map(\.name)
    var places: [Int] = []
    if let names {
      for node in names {
        let name = try node.text("input")
        guard let place = known.firstIndex(of: name) else {
          throw node.error(
            "'\(name)' is neither an earlier step nor an input; the inputs are "
              + listed(known.compactMap(\.self)))
        }
        places.append(place)
      }
    } else {
      let wanted = model.inputs.map { input in
        input.name.flatMap { name in known.firstIndex(of: name) }
      }
      places =
        wanted.contains(nil) ? Array(known.indices) : wanted.compactMap(\.self)
    }
    guard places.count == model.inputs.count else {
      throw step.model.error(
        "the model takes \(model.inputs.count) columns, but step '\(step.name)' gives it "
          + "\(places.count)")
    }
    if places == Array(known.indices) { return .input }
    return try pipeline.apply(SelectColumns(indices: places), to: [.input], origin: [step.name])
  }

  /// `table` with its columns cast where the model takes other numbers.
  private mutating func convert(
    _ table: TableReference, to wanted: TableType, _ step: Specification.Step
  ) throws -> TableReference {
    let found = pipeline.type(of: table)
    guard found.width == wanted.width else {
      throw step.model.error(
        "the model takes \(wanted.width) columns, but step '\(step.name)' gives it \(found.width)")
    }
    let origin = [step.name]
    if zip(found.columns, wanted.columns).allSatisfy({ $0.dtype == $1.dtype }) { return table }
    var columns: [TableReference] = []
    for (place, (have, want)) in zip(found.columns, wanted.columns).enumerated() {
      guard have.dtype == want.dtype || (have.dtype != .string && want.dtype != .string) else {
        throw step.model.error(
          "the model takes \(want.dtype == .string ? "text" : "numbers") in column "
            + "\(want.name ?? String(place)), but step '\(step.name)' gives it "
            + (have.dtype == .string ? "text" : "numbers"))
      }
      let column = try pipeline.apply(SelectColumns(indices: [place]), to: [table], origin: origin)
      columns.append(
        have.dtype == want.dtype
          ? column : try pipeline.apply(CastColumns(to: want.dtype), to: [column], origin: origin))
    }
    return try pipeline.apply(ConcatenateColumns(), to: columns, origin: origin)
  }

  /// Appends a model's operators, and returns the tables of its methods.
  private mutating func append(
    _ model: Pipeline, appliedTo input: TableReference, _ step: Specification.Step
  ) throws -> [String: TableReference] {
    var moved: [TableReference] = []
    func place(_ table: TableReference) -> TableReference {
      switch table {
      case .input: input
      case .node(let index): moved[index]
      }
    }
    for node in model.nodes {
      moved.append(
        try pipeline.apply(
          node.operation, to: node.inputs.map(place),
          origin: specification.isSingle ? node.origin : [step.name] + node.origin))
    }
    return Dictionary(
      model.outputs.map { ($0.method, place($0.table)) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func addOutputs() throws {
    guard let last = specification.steps.last, let lastModel = models.last else { return }
    guard let outputs = specification.outputs else {
      for output in lastModel.outputs { try add(output, of: last.name, named: output.method) }
      return
    }
    for node in outputs {
      let word = try node.text("outputs")
      let found = zip(specification.steps, models).lazy.flatMap { step, model in
        model.outputs.lazy.map { (step, $0) }
      }.first { step, output in
        word == "\(step.name).\(output.method)" || (step.name == last.name && word == output.method)
      }
      guard let (step, output) = found else {
        let known = zip(specification.steps, models).flatMap { step, model in
          model.outputs.map {
            step.name == last.name ? $0.method : "\(step.name).\($0.method)"
          }
        }
        throw node.error("there is no output '\(word)'; \(listed(known)) were expected")
      }
      guard !pipeline.outputs.contains(where: { $0.method == word }) else {
        throw node.error("the output '\(word)' is asked for twice")
      }
      var chosen = output
      chosen.isDefault = true
      try add(chosen, of: step.name, named: word)
    }
  }

  /// Adds a method as an output, its columns named after `word` in place of the method.
  private mutating func add(_ output: PipelineOutput, of step: String, named word: String) throws {
    guard let table = tables[step]?[output.method] else { return }
    let names = output.columnNames.map { name in
      name.hasPrefix(output.method) ? word + name.dropFirst(output.method.count) : name
    }
    pipeline.outputs.append(
      PipelineOutput(
        method: word, table: table, columnNames: names, isDefault: output.isDefault))
  }
}

extension Specification {
  /// The columns of the rows: those listed, or those of the one model, or all that the models which
  /// are applied to the rows name.
  fileprivate func inputColumns(_ models: [Pipeline]) throws -> [InputColumn] {
    let direct = zip(steps, models).filter { step, _ in reads(step) }.map(\.1)
    let known = direct.flatMap(\.inputs)
    guard let inputs else {
      if direct.count == 1 { return direct[0].inputs }
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
    guard case .names(let names) = step.input, names.count == 1,
      let name = names[0].node.scalar?.string
    else { return true }
    return !steps.contains { $0.name == name }
  }
}
