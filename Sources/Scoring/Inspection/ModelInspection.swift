// What there is to see of a model, as values: the text, the drawing and the JSON are made from it.

import PipelineCompiler

/// What there is to see of a model.
///
/// Encoded, this is what `windhover inspect --format json` prints. Keys whose value is not known are
/// left out.
public struct ModelInspection: Sendable, Encodable {
  /// A column of a table.
  public struct Column: Sendable, Encodable {
    /// The name, where the model knows one.
    public var name: String?
    /// The type of the cells: `f64`, `f32`, `i64`, `bool` or `string`.
    public var dtype: String
  }

  /// A column that rows must have.
  public struct Input: Sendable, Encodable {
    /// The name, where the model knows one; otherwise the column goes by position.
    public var name: String?
    /// The type of the cells.
    public var dtype: String
    /// Whether a cell may be missing.
    public var allowsMissing: Bool
    /// What else is known, for example the categories.
    public var note: String?
  }

  /// A method of the model.
  public struct Output: Sendable, Encodable {
    /// The training library's name of the method.
    public var method: String
    /// The names of the columns that it gives.
    public var columns: [String]
    /// Whether it is given when no method is asked for.
    public var isDefault: Bool
    /// The table that it returns: `input`, or the number of an operator; `nil` for compiled models.
    public var table: Table?
  }

  /// A table in the pipeline.
  public enum Table: Sendable, Hashable, Encodable {
    /// The table of all input columns.
    case input
    /// What the operator with this number gives.
    case result(of: Int)

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .input: try container.encode("input")
      case .result(let number): try container.encode(number)
      }
    }
  }

  /// An operator of the pipeline.
  public struct Operator: Sendable, Encodable {
    /// Its place among the operators, from 0.
    public var number: Int
    /// What it is, in a few words.
    public var kind: String
    /// Sizes and the parameters that change the result.
    public var facts: [String]
    /// The part of the file it came from, outermost first.
    public var origin: [String]
    /// What it is applied to.
    public var inputs: [Table]
    /// The columns that it gives.
    public var columns: [Column]
  }

  /// How large the model is.
  public struct Sizes: Sendable, Encodable {
    /// The size of the file in bytes, where there is one.
    public var fileBytes: Int?
    /// The number of operators of the pipeline.
    public var operators: Int?
    /// The number of trees in all ensembles.
    public var trees: Int?
    /// The number of splits in all trees.
    public var splits: Int?
    /// The number of operations of the tensor program, where it was compiled.
    public var programOperations: Int?
    /// The size of the program's constants in bytes, where it was compiled.
    public var programConstantBytes: Int?
  }

  /// The model's name: usually the final estimator's class.
  public var name: String
  /// Format, producer and versions.
  public var facts: [ModelFact]
  /// What the reader wants its user to know.
  public var warnings: [String]
  /// How large the model is.
  public var sizes: Sizes
  /// The columns that rows must have.
  public var inputs: [Input]
  /// The operators, each after those that it uses; empty for a compiled model.
  public var operators: [Operator]
  /// The methods.
  public var outputs: [Output]
  /// What the optimiser does to the pipeline, where it was asked for.
  public var passes: Passes?
  /// The text of the tensor program, where it was asked for.
  public var program: String?
}
