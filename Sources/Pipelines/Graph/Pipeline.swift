// A trained pipeline as a graph: typed columns in, operators, named outputs.

import Tensors

/// A table in a pipeline: the input, or what a node gives.
public enum TableReference: Hashable, Sendable {
  /// The table of all input columns.
  case input
  /// The table that the node at this index gives.
  case node(Int)
}

/// One application of an operator.
public struct PipelineNode: Sendable {
  /// What is applied.
  public var operation: any PipelineOperator
  /// What it is applied to; every node comes before those that use it.
  public var inputs: [TableReference]
  /// Which part of the file it came from, outermost first:
  /// `["Pipeline", "steps[1] 'prepare' (ColumnTransformer)", "'numbers' (StandardScaler)"]`.
  public var origin: [String]
  /// The table that comes out.
  public let type: TableType

  fileprivate init(
    operation: any PipelineOperator, inputs: [TableReference], origin: [String], type: TableType
  ) {
    self.operation = operation
    self.inputs = inputs
    self.origin = origin
    self.type = type
  }
}

/// One method of the model, as an output of the pipeline.
public struct PipelineOutput: Sendable {
  /// The training library's name of the method: `predict`, `predict_proba`, `transform`, ….
  public var method: String
  /// The table that the method returns.
  public var table: TableReference
  /// The names of the output columns, as many as the table has columns:
  /// `predict`, or `predict_proba[yes]`, or `transform[x0]`.
  public var columnNames: [String]
  /// Whether the method is given when no method is asked for.
  public var isDefault: Bool

  /// Describes an output.
  public init(method: String, table: TableReference, columnNames: [String], isDefault: Bool) {
    self.method = method
    self.table = table
    self.columnNames = columnNames
    self.isDefault = isDefault
  }
}

/// An input column of a pipeline.
public struct InputColumn: Hashable, Sendable {
  /// The name by which rows supply it, where the model knows names; otherwise it goes by position.
  public var name: String?
  /// The type of the cells.
  public var dtype: DType
  /// Whether the model can be given a missing cell here.
  public var allowsMissing: Bool
  /// The known categories of a column that the model holds as codes (XGBoost and LightGBM models of
  /// pandas categoricals); cells are then text, and the pipeline encodes them.
  public var note: String?

  /// Describes an input column.
  public init(name: String?, dtype: DType, allowsMissing: Bool = true, note: String? = nil) {
    self.name = name
    self.dtype = dtype
    self.allowsMissing = allowsMissing
    self.note = note
  }
}

/// A trained pipeline: what it takes, what it does and what it gives.
public struct Pipeline: Sendable {
  /// The name, for people: usually the final estimator's class.
  public var name: String
  /// Where it came from: format, producer and versions, as `(key, value)` lines for people.
  public var facts: [(key: String, value: String)] = []
  /// The columns that rows must have.
  public var inputs: [InputColumn]
  /// The operators, each after those that it uses.
  public private(set) var nodes: [PipelineNode] = []
  /// What can be asked for.
  public var outputs: [PipelineOutput] = []
  /// What the reader wants its user to know, for example a version that was never tried.
  public var warnings: [String] = []

  /// Begins a pipeline.
  public init(name: String, inputs: [InputColumn]) {
    self.name = name
    self.inputs = inputs
  }

  /// The type of the table of all inputs.
  public var inputType: TableType {
    TableType(inputs.map { ColumnType(name: $0.name, dtype: $0.dtype) })
  }

  /// The type of a table.
  public func type(of table: TableReference) -> TableType {
    switch table {
    case .input: inputType
    case .node(let index): nodes[index].type
    }
  }

  /// Appends an operator and returns the table that it gives.
  /// - Throws: `PipelineError` where the operator does not fit its inputs.
  @discardableResult
  public mutating func apply(
    _ operation: any PipelineOperator, to inputs: [TableReference], origin: [String] = []
  ) throws -> TableReference {
    let type: TableType
    do {
      type = try operation.outputType(of: inputs.map(type(of:)))
    } catch let error as PipelineError where !origin.isEmpty {
      throw error.within(origin.joined(separator: " > "))
    }
    nodes.append(PipelineNode(operation: operation, inputs: inputs, origin: origin, type: type))
    return .node(nodes.count - 1)
  }
}
