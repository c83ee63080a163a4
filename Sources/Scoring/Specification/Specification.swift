// Pipelines that a person writes down: model files and operators, on which columns, joined how.
//
//   name: flights                          a name, for people
//   model: model.pkl                       one model file, relative to this one; or several:
//   steps:
//     - name: prepare                      a name for outputs and later steps
//       model: prepare.pkl
//       input: [carrier, distance]         columns and earlier steps, side by side; all columns if absent
//       method: transform                  what later steps get; the model's first default if absent
//     - name: scaled
//       operator: scale                    an operator of `windhover operators`, in place of a model
//       parameters: {offset: [0.5], divisor: [2]}
//       input: distance
//       tables: [a, b]                     earlier steps that stay tables, for operators of several
//       columns: [distance]                names for the columns that come out
//   replace:                               what stands in for classes whose code is not in the model file
//     my.module.Cleaner: cleaner.onnx      a file, or a specification in place
//   inputs:                                the columns of the rows; the models' own if absent
//     - {name: carrier, type: text}        number, integer, boolean or text
//   outputs: [predict, predict_proba]      methods of the one model, or STEP.METHOD, or STEP of an operator

import Archives
import Pipelines
import Tensors
import Yams

/// What a specification says, before any model file is read.
struct Specification {
  /// A column of the rows.
  struct Input {
    let name: String
    let dtype: DType?
    let source: SpecificationNode
  }

  /// What a step is applied to.
  enum StepInput {
    /// All columns of the rows.
    case everything
    /// Columns of the rows and earlier steps, side by side.
    case names([SpecificationNode])
    /// Earlier steps, each a table of its own.
    case tables([SpecificationNode])
  }

  /// What a step does.
  enum StepContent {
    /// What the model of a file does; the text of the node names the file.
    case model(SpecificationNode)
    /// What an operator does, with its parameters.
    case operation(SpecificationNode, parameters: SpecificationNode?)
  }

  /// One step.
  struct Step {
    let name: String
    let content: StepContent
    let input: StepInput
    let method: SpecificationNode?
    /// Names for the columns of an operator's table.
    let columns: [SpecificationNode]?

    /// Where the step says what it does.
    var source: SpecificationNode {
      switch content {
      case .model(let node), .operation(let node, _): node
      }
    }
  }

  /// A class of the user's own and what stands in for it.
  struct Replacement {
    let className: SpecificationNode
    /// The name of a file, or a specification.
    let substitute: SpecificationNode
  }

  let path: String
  let name: String?
  let inputs: [Input]?
  let steps: [Step]
  let replacements: [Replacement]
  let outputs: [SpecificationNode]?
  /// Whether there is one model and no steps.
  let isSingle: Bool

  private static let largestSize = 1 << 20

  /// Whether contents look like a specification: text whose first line of content is `key:`.
  static func matches(_ bytes: Bytes) -> Bool {
    let start = bytes[0..<min(bytes.count, 4096)]
    let lines = String(decoding: start, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard
      let first = lines.first(where: { !$0.hasPrefix("#") && !$0.hasPrefix("---") }),
      let colon = first.firstIndex(of: ":")
    else { return false }
    return colon > first.startIndex && first[..<colon].allSatisfy { $0.isLetter || $0 == "_" }
  }

  /// Reads the specification `bytes` of the file at `path`.
  init(reading bytes: Bytes, path: String) throws {
    guard bytes.count <= Self.largestSize, let text = bytes.text(in: 0..<bytes.count) else {
      throw ScoringError(
        .specification, at: path, "a text of at most \(Self.largestSize) bytes was expected")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ScoringError(.specification, at: path, "the YAML does not parse: \(error)")
    }
    guard let root else { throw ScoringError(.specification, at: path, "the file is empty") }
    try self.init(SpecificationNode(node: root, file: path))
  }

  /// Reads the specification that stands at `document`.
  init(_ document: SpecificationNode) throws {
    path = document.file
    let fields = try document.fields(
      "the specification", known: ["name", "model", "steps", "replace", "inputs", "outputs"])
    name = try fields["name"]?.text("name")
    inputs = try fields["inputs"].map(Self.inputs)
    outputs = try fields["outputs"]?.names("outputs")
    replacements = try (fields["replace"]?.pairs("replace") ?? []).map {
      _ = try $0.key.text("a class")
      return Replacement(className: $0.key, substitute: $0.value)
    }
    isSingle = fields["model"] != nil
    switch (fields["model"], fields["steps"]) {
    case (let model?, nil):
      _ = try model.text("model")
      steps = [
        Step(name: "model", content: .model(model), input: .everything, method: nil, columns: nil)
      ]
    case (nil, let list?):
      steps = try list.list("steps").map(Self.step)
      var names = Set<String>()
      for (step, node) in zip(steps, try list.list("steps"))
      where !names.insert(step.name).inserted {
        throw node.error("there are two steps '\(step.name)'; give each a name of its own")
      }
      guard !steps.isEmpty else { throw list.error("steps is empty; name at least one model") }
    case (.some, let list?): throw list.error("model and steps are both there; keep one")
    case (nil, nil): throw document.error("neither 'model' nor 'steps' is there; name a model file")
    }
  }

  private static func inputs(_ node: SpecificationNode) throws -> [Input] {
    var names = Set<String>()
    return try node.list("inputs").map { item in
      let input: Input
      if item.node.scalar != nil {
        input = Input(name: try item.text("an input"), dtype: nil, source: item)
      } else {
        let fields = try item.fields("an input", known: ["name", "type"])
        guard let name = try fields["name"]?.text("name") else {
          throw item.error("an input has no name")
        }
        input = Input(name: name, dtype: try fields["type"].map(dtype), source: item)
      }
      guard names.insert(input.name).inserted else {
        throw item.error("there are two inputs '\(input.name)'")
      }
      return input
    }
  }

  private static func dtype(_ node: SpecificationNode) throws -> DType {
    let types: KeyValuePairs<String, DType> = [
      "number": .f64, "integer": .i64, "boolean": .bool, "text": .string,
    ]
    let word = try node.text("type")
    guard let match = types.first(where: { $0.key == word }) else {
      throw node.error("there is no type '\(word)'; \(listed(types.map(\.key))) were expected")
    }
    return match.value
  }

  private static func step(_ node: SpecificationNode) throws -> Step {
    let fields = try node.fields(
      "a step",
      known: [
        "name", "model", "operator", "parameters", "input", "tables", "method", "columns",
      ])
    guard let name = try fields["name"]?.text("name") else {
      throw node.error("a step has no name")
    }
    if let method = fields["method"] { _ = try method.text("method") }
    let content: StepContent
    switch (fields["model"], fields["operator"]) {
    case (let model?, nil):
      _ = try model.text("model")
      for key in ["parameters", "tables", "columns"] {
        if let stray = fields[key] {
          throw stray.error("'\(key)' belongs to a step of an operator")
        }
      }
      content = .model(model)
    case (nil, let operation?):
      _ = try operation.text("operator")
      if let method = fields["method"] {
        throw method.error("'method' belongs to a step of a model; an operator gives one table")
      }
      content = .operation(operation, parameters: fields["parameters"])
    case (.some, let operation?): throw operation.error("a step has both a model and an operator")
    case (nil, nil): throw node.error("a step has neither a model nor an operator")
    }
    let input: StepInput
    switch (fields["input"], fields["tables"]) {
    case (nil, nil): input = .everything
    case (let names?, nil): input = .names(try names.names("input"))
    case (nil, let tables?): input = .tables(try tables.names("tables"))
    case (.some, let tables?): throw tables.error("'input' and 'tables' are both there; keep one")
    }
    return Step(
      name: name, content: content, input: input, method: fields["method"],
      columns: try fields["columns"]?.names("columns"))
  }
}
