// From a pipeline to a tensor program: the requested methods, node by node.

import Pipelines
import TensorIR
import Tensors

/// Turns pipelines into tensor programs.
public enum Compiler {
  /// Compiles the methods called `methods`, or all methods, of a pipeline, which is optimised first
  /// unless `options` say otherwise.
  ///
  /// The program has one function, `main`. Its parameters are described at ``InputLayout``; its
  /// results are the tables of the methods, described at ``CompiledOutput``.
  /// - Throws: `CompilerError` naming the operator that cannot be lowered, or listing the methods
  ///   where one is asked for that the pipeline does not have.
  public static func compile(
    _ pipeline: Pipeline, methods: [String]? = nil, options: CompilerOptions = CompilerOptions()
  ) throws -> CompiledModel {
    let pipeline = try optimized(pipeline, methods: methods, options: options).pipeline
    let outputs = pipeline.outputs
    let reachable = Reachability(outputs, of: pipeline)
    let used = pipeline.inputs.indices.filter { reachable.inputColumns[$0] }
    guard !used.isEmpty else {
      throw CompilerError(
        at: pipeline.name, "nothing that the model gives depends on its input; rows are needed")
    }
    let layout = InputLayout(columns: used, of: pipeline.inputs)
    let program = ProgramBuilder(name: pipeline.name)
    var compiled: [CompiledOutput] = []
    try program.define(
      CompiledModel.entry, parameters: layout.parameters(of: pipeline.inputs),
      resultNames: outputs.flatMap { resultNames(of: $0, in: pipeline) }
    ) { builder, parameters in
      var lowering = PipelineLowering(
        pipeline: pipeline, layout: layout, options: options, builder: builder)
      try lowering.lower(parameters, reachable: reachable)
      var results: [ValueID] = []
      for output in outputs {
        let matrices = try lowering.matrices(of: output)
        let names = resultNames(of: output, in: pipeline)
        compiled.append(
          CompiledOutput(
            method: output.method, columnNames: output.columnNames, isDefault: output.isDefault,
            results: names, labels: pipeline.textDecision(of: output)?.labels.names))
        results += matrices
      }
      return results
    }
    let methods = compiled.map(\.method)
    return try CompiledModel(
      name: pipeline.name, program: program.build(), inputs: pipeline.inputs, layout: layout,
      outputs: compiled, strategy: options.strategy,
      facts: pipeline.facts.map { ModelFact(key: $0.key, value: $0.value) },
      warnings: pipeline.warnings,
      needsAllRows: zip(pipeline.nodes, reachable.nodes).contains {
        $1 && $0.operation.needsAllRows
      }
    ).selecting(methods: methods)
  }

  /// The pipeline of the methods called `methods`, or of all methods, as it is lowered, and what the
  /// optimiser did.
  /// - Throws: `CompilerError` listing the methods where one is asked for that the pipeline does not
  ///   have; `PipelineError` where an ensemble is damaged.
  public static func optimized(
    _ pipeline: Pipeline, methods: [String]? = nil, options: CompilerOptions = CompilerOptions()
  ) throws -> (pipeline: Pipeline, report: OptimizationReport) {
    var requested = pipeline
    requested.outputs = try self.requested(methods, of: pipeline)
    guard options.optimize else { return (requested, OptimizationReport()) }
    return try PipelineOptimizer(allowReassociation: options.allowReassociation).run(on: requested)
  }

  private static func requested(
    _ methods: [String]?, of pipeline: Pipeline
  ) throws -> [PipelineOutput] {
    guard let methods else { return pipeline.outputs }
    return try methods.map { method in
      guard let output = pipeline.outputs.first(where: { $0.method == method }) else {
        throw CompilerError.unknownMethod(
          method, of: pipeline.name, known: pipeline.outputs.map(\.method))
      }
      return output
    }
  }

  /// One name for each matrix that holds the output's table.
  private static func resultNames(of output: PipelineOutput, in pipeline: Pipeline) -> [String] {
    let count = OutputGrouping(pipeline.type(of: output.table)).dtypes.count
    return count == 1 ? [output.method] : (0..<count).map { "\(output.method).\($0)" }
  }
}

extension CompilerError {
  /// A method was asked for that the model does not have.
  static func unknownMethod(_ method: String, of model: String, known: [String]) -> CompilerError {
    CompilerError(
      at: model,
      "the method '\(method)' was asked for, but the model has "
        + known.map { "'\($0)'" }.joined(separator: ", "))
  }
}
