// Lowers the nodes of a pipeline in order, each once.

import Pipelines
import TensorIR
import Tensors

/// The state of lowering one pipeline into one function.
struct PipelineLowering {
  let pipeline: Pipeline
  let layout: InputLayout
  let options: CompilerOptions
  let builder: FunctionBuilder
  private var tables: [TableReference: LoweredTable] = [:]
  /// The columns of the input that `tables[.input]` holds, by their places in the pipeline's input.
  private var inputPlaces: [Int: Int] = [:]

  init(
    pipeline: Pipeline, layout: InputLayout, options: CompilerOptions, builder: FunctionBuilder
  ) {
    self.pipeline = pipeline
    self.layout = layout
    self.options = options
    self.builder = builder
  }

  /// Lowers every reachable node.
  mutating func lower(_ parameters: [ValueID], reachable: Reachability) throws {
    tables[.input] = LoweredTable(parameters, in: builder)
    for (place, column) in layout.columns.enumerated() { inputPlaces[column] = place }
    for (index, node) in pipeline.nodes.enumerated() where reachable.nodes[index] {
      tables[.node(index)] = try lower(node)
    }
  }

  /// The matrices of an output, as ``OutputGrouping`` says.
  ///
  /// Of a method that gives one class of text, the place among the labels: text is made from it when
  /// it is needed, and the program's results stay numbers.
  func matrices(of output: PipelineOutput) throws -> [ValueID] {
    if let decision = pipeline.textDecision(of: output), case .node(let index) = output.table {
      let node = pipeline.nodes[index]
      guard let scores = node.inputs.first.flatMap({ tables[$0] }) else {
        throw context(of: node).error("the scores come after the decision")
      }
      return [try decision.places(scores, in: context(of: node))]
    }
    let type = pipeline.type(of: output.table)
    guard let table = tables[output.table], type.width > 0 else {
      throw CompilerError(
        at: "\(pipeline.name).\(output.method)", "the method gives a table without columns")
    }
    let context = LoweringContext(
      builder: builder, options: options, inputTypes: [type], outputType: type,
      place: "\(pipeline.name).\(output.method)")
    let grouping = OutputGrouping(type)
    var start = 0
    return try zip(grouping.dtypes, grouping.widths).map { dtype, width in
      defer { start += width }
      let columns = try table.selecting(Array(start..<start + width), in: context)
      return try columns.matrix(dtype, in: context)
    }
  }

  private func context(of node: PipelineNode) -> LoweringContext {
    LoweringContext(
      builder: builder, options: options, inputTypes: node.inputs.map(pipeline.type(of:)),
      outputType: node.type, place: (node.origin + [node.operation.kind]).joined(separator: " > "))
  }

  private func lower(_ node: PipelineNode) throws -> LoweredTable {
    let context = context(of: node)
    if let selection = node.operation as? SelectColumns, node.inputs == [.input] {
      // Columns that nothing selects are no parameters: places count the rest.
      let places = selection.indices.compactMap { inputPlaces[$0] }
      return try input().selecting(places, in: context)
    }
    guard let operation = node.operation as? any LowerableOperator else {
      throw context.error("the compiler has no lowering for this operator")
    }
    let inputs = try node.inputs.map { reference in
      guard let table = tables[reference] else {
        throw context.error("an input comes after the operator that uses it")
      }
      return table
    }
    let table: LoweredTable
    do {
      table = try operation.lower(inputs, in: context)
    } catch let error as ProgramError {
      throw context.error("the lowering is not well typed: \(error)")
    }
    guard table.width == node.type.width else {
      throw context.error("\(table.width) columns came out; \(node.type.width) were expected")
    }
    return table
  }

  private func input() -> LoweredTable { tables[.input] ?? LoweredTable([], in: builder) }
}

extension Pipeline {
  /// The decision that an output consists of, where it is one among labels of text.
  func textDecision(of output: PipelineOutput) -> DecideClass? {
    guard case .node(let index) = output.table,
      let decision = nodes[index].operation as? DecideClass, decision.labels.dtype == .string
    else { return nil }
    return decision
  }
}
