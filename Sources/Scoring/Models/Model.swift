// A model that can score, whatever its file was.

import PipelineCompiler
import PipelineReaders
import Pipelines
import Tensors

/// A trained model, read from any file that Windhover reads.
public struct Model: Sendable {
  /// What the file held.
  public enum Content: Sendable {
    /// A pipeline, to be compiled.
    case pipeline(Pipeline)
    /// A compiled model.
    case compiled(CompiledModel)
  }

  /// What the file held.
  public let content: Content

  /// A model that scores as `pipeline` says.
  public init(_ pipeline: Pipeline) { content = .pipeline(pipeline) }

  /// A model that is compiled already.
  public init(_ compiled: CompiledModel) { content = .compiled(compiled) }

  /// The model's name, for people.
  public var name: String {
    switch content {
    case .pipeline(let pipeline): pipeline.name
    case .compiled(let model): model.name
    }
  }

  /// The columns that rows must have.
  public var inputs: [InputColumn] {
    switch content {
    case .pipeline(let pipeline): pipeline.inputs
    case .compiled(let model): model.inputs
    }
  }

  /// The methods that the model has.
  public var methods: [ModelMethod] {
    switch content {
    case .pipeline(let pipeline):
      pipeline.outputs.map {
        ModelMethod(name: $0.method, columnNames: $0.columnNames, isDefault: $0.isDefault)
      }
    case .compiled(let model):
      model.outputs.map {
        ModelMethod(name: $0.method, columnNames: $0.columnNames, isDefault: $0.isDefault)
      }
    }
  }

  /// Where the model came from, for people.
  public var facts: [ModelFact] {
    switch content {
    case .pipeline(let pipeline): pipeline.facts.map { ModelFact(key: $0.key, value: $0.value) }
    case .compiled(let model): model.facts
    }
  }

  /// What the reader wants its user to know.
  public var warnings: [String] {
    switch content {
    case .pipeline(let pipeline): pipeline.warnings
    case .compiled(let model): model.warnings
    }
  }

  /// The model compiled for some methods, or for its default methods where `methods` is `nil`.
  ///
  /// A model that is compiled already keeps the strategy it was compiled with.
  /// - Throws: `ScoringError` where a method is unknown, `CompilerError` where an operator cannot be kept
  ///   exactly.
  public func compiled(
    methods: [String]?, options: CompilerOptions = CompilerOptions()
  ) throws -> CompiledModel {
    let known = self.methods
    let wanted = methods ?? known.filter(\.isDefault).map(\.name)
    for method in wanted where !known.contains(where: { $0.name == method }) {
      throw ScoringError(
        .request, at: name,
        "the method '\(method)' was asked for; the model has \(listed(known.map(\.name)))")
    }
    guard !wanted.isEmpty else {
      throw ScoringError(
        .request, at: name, "no method was asked for; the model has \(listed(known.map(\.name)))")
    }
    switch content {
    case .pipeline(let pipeline):
      return try Compiler.compile(pipeline, methods: wanted, options: options)
    case .compiled(let model):
      return try model.selecting(methods: wanted)
    }
  }
}

/// A method of a model.
public struct ModelMethod: Hashable, Sendable {
  /// The training library's name of the method.
  public let name: String
  /// The names of the columns that it gives.
  public let columnNames: [String]
  /// Whether it is given when no method is asked for.
  public let isDefault: Bool
}
