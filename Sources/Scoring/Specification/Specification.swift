// Pipelines that a person writes down: which model files, on which columns, joined how.
//
//   name: flights                          a name, for people
//   model: model.pkl                       one model file, relative to this one; or several:
//   steps:
//     - name: prepare                      a name for outputs and later steps
//       model: prepare.pkl
//       input: [carrier, distance]         columns, or the name of an earlier step; all columns if absent
//       method: transform                  what later steps get; the model's first default if absent
//   inputs:                                the columns of the rows; the models' own if absent
//     - {name: carrier, type: text}        number, integer, boolean or text
//   outputs: [predict, predict_proba]      methods of the one model, or STEP.METHOD of a step

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
    /// Some columns, or, for a single name, maybe a step.
    case names([SpecificationNode])
  }

  /// One model file in use.
  struct Step {
    let name: String
    let model: SpecificationNode
    let input: StepInput
    let method: SpecificationNode?
  }

  let path: String
  let name: String?
  let inputs: [Input]?
  let steps: [Step]
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
    self.path = path
    let document = SpecificationNode(node: root, file: path)
    let fields = try document.fields(
      "the specification", known: ["name", "model", "steps", "inputs", "outputs"])
    name = try fields["name"]?.text("name")
    inputs = try fields["inputs"].map(Self.inputs)
    outputs = try fields["outputs"]?.names("outputs")
    isSingle = fields["model"] != nil
    switch (fields["model"], fields["steps"]) {
    case (let model?, nil):
      _ = try model.text("model")
      steps = [Step(name: "model", model: model, input: .everything, method: nil)]
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
    let fields = try node.fields("a step", known: ["name", "model", "input", "method"])
    guard let model = fields["model"] else { throw node.error("a step has no model") }
    guard let name = try fields["name"]?.text("name") else {
      throw node.error("a step has no name")
    }
    _ = try model.text("model")
    if let method = fields["method"] { _ = try method.text("method") }
    return Step(
      name: name, model: model,
      input: try fields["input"].map { .names(try $0.names("input")) } ?? .everything,
      method: fields["method"])
  }
}
