// Looking at pipelines and compiled models.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

extension ModelInspection {
  /// Looks at a pipeline.
  /// - Parameters:
  ///   - pipeline: the pipeline.
  ///   - fileBytes: the size of the file that it came from.
  public init(_ pipeline: Pipeline, fileBytes: Int? = nil) {
    name = pipeline.name
    facts = pipeline.facts.map { ModelFact(key: $0.key, value: $0.value) }
    warnings = pipeline.warnings
    inputs = pipeline.inputs.map(Input.init)
    operators = pipeline.nodes.enumerated().map { index, node in
      Operator(
        number: index, kind: node.operation.kind, facts: node.operation.facts, origin: node.origin,
        inputs: node.inputs.map(Table.init),
        columns: node.type.columns.map { Column(name: $0.name, dtype: $0.dtype.rawValue) })
    }
    outputs = pipeline.outputs.map {
      Output(
        method: $0.method, columns: $0.columnNames, isDefault: $0.isDefault, table: Table($0.table))
    }
    sizes = Sizes(fileBytes: fileBytes, operators: pipeline.nodes.count)
    let trees = pipeline.nodes.compactMap { $0.operation as? TreeEnsemble }.flatMap(\.trees)
    if !trees.isEmpty {
      sizes.trees = trees.count
      sizes.splits = trees.reduce(0) { $0 + $1.nodes.count }
    }
  }

  /// Looks at a compiled model, whose operators are no longer known.
  /// - Parameters:
  ///   - model: the model.
  ///   - fileBytes: the size of the file that it came from.
  public init(_ model: CompiledModel, fileBytes: Int? = nil) {
    name = model.name
    facts = model.facts
    warnings = model.warnings
    inputs = model.inputs.map(Input.init)
    operators = []
    outputs = model.outputs.map {
      Output(method: $0.method, columns: $0.columnNames, isDefault: $0.isDefault)
    }
    sizes = Sizes(fileBytes: fileBytes)
    measure(model)
  }

  /// Adds the sizes of the program that the model was compiled to.
  public mutating func measure(_ model: CompiledModel) {
    let operations = model.program.functions.flatMap(\.operations)
    sizes.programOperations = operations.count
    sizes.programConstantBytes = model.program.constants.reduce(0) { size, constant in
      let tensor = constant.tensor
      return size + (tensor.dtype.byteCount.map { $0 * tensor.count } ?? tensor.strings.bytes.count)
    }
  }
}

extension ModelInspection.Input {
  fileprivate init(_ column: InputColumn) {
    self.init(
      name: column.name, dtype: column.dtype.rawValue, allowsMissing: column.allowsMissing,
      note: column.note)
  }
}

extension ModelInspection.Table {
  fileprivate init(_ reference: TableReference) {
    switch reference {
    case .input: self = .input
    case .node(let index): self = .result(of: index)
    }
  }
}
