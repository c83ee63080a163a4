// What an operator sees while it becomes tensor operations.

import Pipelines
import TensorIR
import Tensors

/// The place at which an operator is lowered.
public struct LoweringContext {
  /// Where the operations go.
  public let builder: FunctionBuilder
  /// What the user decided.
  public let options: CompilerOptions
  /// The types of the tables that go in, with the names of their columns.
  public let inputTypes: [TableType]
  /// The type of the table that must come out.
  public let outputType: TableType
  /// The operator and where it came from, for messages.
  public let place: String

  /// Describes the place at which an operator is lowered.
  public init(
    builder: FunctionBuilder, options: CompilerOptions, inputTypes: [TableType],
    outputType: TableType, place: String
  ) {
    self.builder = builder
    self.options = options
    self.inputTypes = inputTypes
    self.outputType = outputType
    self.place = place
  }

  /// An error at this operator.
  public func error(_ message: String) -> CompilerError { CompilerError(at: place, message) }

  /// A name for a column of an input in messages: its own, or its place.
  public func columnName(_ index: Int, of input: Int = 0) -> String {
    inputTypes[input].columns[index].name.map { "'\($0)'" } ?? "\(index)"
  }
}

/// An operator that the compiler can lower.
///
/// A conformance is one small file in `Lowering`.
public protocol LowerableOperator: PipelineOperator {
  /// Emits the operations that compute the operator's table from its inputs' tables.
  ///
  /// The arithmetic is the training library's, in its order and precision: a division stays a
  /// division, and nothing is reassociated.
  /// - Throws: `CompilerError` naming the operator where it cannot be kept exactly.
  func lower(_ inputs: [LoweredTable], in context: LoweringContext) throws -> LoweredTable
}
