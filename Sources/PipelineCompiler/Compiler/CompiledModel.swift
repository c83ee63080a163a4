// What the compiler gives: a program, and what its parameters and results mean.

import Pipelines
import TensorIR
import Tensors

/// A line about a model, for people.
public struct ModelFact: Hashable, Sendable, Codable {
  /// What it is about.
  public var key: String
  /// What there is to say.
  public var value: String

  /// Creates a line.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// One method of a compiled model.
public struct CompiledOutput: Hashable, Sendable, Codable {
  /// The training library's name of the method.
  public var method: String
  /// The names of the columns.
  public var columnNames: [String]
  /// Whether the method is given when none is asked for.
  public var isDefault: Bool
  /// The results of the program that hold the columns, from left to right, each `[rows, width]`:
  /// one, or several where text and numbers are side by side.
  public var results: [String]
  /// Where the method gives a class of text, the classes; the result then holds their places.
  public var labels: [String]?
}

/// A pipeline as a tensor program.
public struct CompiledModel: Sendable {
  /// The name of the function that scores rows.
  public static let entry = "main"

  /// The pipeline's name.
  public var name: String
  /// The program.
  public var program: Program
  /// The columns that rows must have.
  public var inputs: [InputColumn]
  /// How the input columns become parameters of the program.
  public var layout: InputLayout
  /// The methods.
  public var outputs: [CompiledOutput]
  /// The strategy that trees were compiled with.
  public var strategy: TreeStrategy
  /// Where the model came from.
  public var facts: [ModelFact]
  /// What the model's reader wants its user to know.
  public var warnings: [String]
  /// Whether what a row gets depends on the other rows, so that all must be scored at once.
  public var needsAllRows: Bool

  /// The model with only some of its methods, and only what they need of the program and the input.
  /// - Throws: `CompilerError` listing the methods where one is asked for that the model lacks.
  public func selecting(methods: [String]) throws -> CompiledModel {
    var selected = self
    selected.outputs = try methods.map { method in
      guard let output = outputs.first(where: { $0.method == method }) else {
        throw CompilerError.unknownMethod(method, of: name, known: outputs.map(\.method))
      }
      return output
    }
    guard let main = program.function(Self.entry) else {
      throw CompilerError(at: name, "the program has no function '\(Self.entry)'")
    }
    selected.program.define(main.keeping(results: selected.outputs.flatMap(\.results)))
    selected.program = try DeadCodeElimination(roots: [Self.entry]).run(on: selected.program)
    return selected
  }
}
