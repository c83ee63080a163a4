// A model made ready to score: compiled once, then fed tables.

import PipelineCompiler
import Pipelines
import Tables
import TensorIR
import TensorRuntime
import Tensors

/// Scores rows with some methods of a model; may be used from several threads at once.
public final class ScoringSession: Sendable {
  /// The compiled model that scores.
  public let model: CompiledModel
  /// The program's function that scores.
  let function: PreparedFunction
  /// Whether the program came from a file, which may be damaged in ways that only running it shows.
  private let isFromCompiledFile: Bool
  let binder: RowBinder

  /// Compiles what is needed of `model` for `methods`; without them, for its default methods.
  ///
  /// `options` are the compiler's, of no effect on a model that is compiled already; `threads` is how
  /// many threads score, `nil` for all processors. `treeKernel` is the kernel of tree ensembles; `nil` for
  /// what the environment asks for, and the best one where it asks for none.
  /// - Throws: `ScoringError` where a method is unknown, or a kernel that the environment asks for;
  ///   `CompilerError` where an operator cannot be kept exactly.
  public init(
    _ model: Model, methods: [String]? = nil, options: CompilerOptions = CompilerOptions(),
    threads: Int? = nil, treeKernel: TreeKernelChoice? = nil
  ) throws {
    let compiled = try model.compiled(methods: methods, options: options)
    let pool = threads.map { WorkerPool(threads: $0) } ?? .shared
    self.model = compiled
    if case .compiled = model.content {
      isFromCompiledFile = true
    } else {
      isFromCompiledFile = false
    }
    var execution = Executor.Options(pool: pool)
    do {
      execution.treeKernel = try treeKernel ?? .fromEnvironment()
    } catch {
      throw ScoringError(.request, at: TreeKernelChoice.variable, "\(error)")
    }
    function = try Executor(compiled.program, options: execution).prepared(CompiledModel.entry)
    binder = RowBinder(
      name: compiled.name, inputs: compiled.inputs, layout: compiled.layout, pool: pool)
  }

  /// The names of the columns that scoring gives.
  public var columnNames: [String] { model.outputs.flatMap(\.columnNames) }

  /// The types in which a reader of rows must read the columns that are needed, by the rows' names.
  ///
  /// `columnNames` are the names of the columns in order; `hasNames` is false where the rows have
  /// none, and the names only number the columns.
  /// - Throws: `ScoringError` where the columns do not fit the model's inputs.
  public func requestedTypes(
    columnNames: [String], hasNames: Bool = true
  ) throws -> [String: Tables.ColumnType] {
    try binder.requestedTypes(columnNames: columnNames, hasNames: hasNames)
  }

  /// Has `reader` read the columns that are needed, in the types that the model takes.
  /// - Throws: `ScoringError` where the columns do not fit the model's inputs.
  public func prepare(_ reader: TableReader) throws {
    let names = reader.columnNames
    guard reader.hasColumnNames else { return }
    let types = try requestedTypes(columnNames: names)
    let isByName = model.inputs.allSatisfy { $0.name != nil }
    try reader.configure(
      types: types, columns: isByName ? names.filter { types[$0] != nil } : nil)
  }

  /// The predictions for the rows of `table`, one column for each of `columnNames`.
  /// - Throws: `ScoringError` where the columns or their values do not fit the model's inputs.
  public func score(_ table: Table) throws -> Table {
    let arguments = try binder.arguments(table)
    let results = try results { try function.run(arguments) }
    var start = 0
    let columns = model.outputs.flatMap { output in
      defer { start += output.results.count }
      let matrices = results[start..<start + output.results.count].map(\.tensor)
      return ResultColumns.columns(of: output, matrices)
    }
    return Table(columns: columns, rowCount: table.rowCount)
  }

  /// What `run` gives, with errors that say what the user can do.
  func results<Result>(_ run: () throws -> Result) throws -> Result {
    do {
      return try run()
    } catch let failure as RequirementFailure {
      throw ScoringError(.rows, at: "scoring", failure.description)
    } catch  where isFromCompiledFile && (error is ProgramError || error is RuntimeError) {
      throw CompilerError(
        at: "compiled model", "\(error); the file is damaged or was edited: compile the model again"
      )
    }
  }
}
