// ONNX files as pipelines.

import Archives
import Pipelines
import PipelineReaders
import Tensors

/// Reads ONNX models that score rows.
public enum ONNXReader {
  /// Whether contents begin as an ONNX model does.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    // Field 1 is the version of the IR, a small number, and another field of a model follows.
    bytes.count > 2 && bytes[0] == 0x08 && (1...31).contains(bytes[1])
      && [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42].contains(bytes[2])
  }

  /// Reads the model in `bytes`, the contents of the file at `name`, beside which external data lies.
  ///
  /// Inputs become columns: a matrix of `n` columns is `n` of them, by position where it is the only
  /// input and called `name[place]` where there are others. Each output becomes a method.
  /// - Throws: `ReaderError`.
  public static func read(_ bytes: Bytes, name: String) throws -> Pipeline {
    do {
      return try pipeline(TableGraph(ONNXModel(bytes, name: name)))
    } catch let error as ReaderError {
      throw error.inFile(name)
    }
  }

  private static func pipeline(_ graph: TableGraph) throws -> Pipeline {
    let inputs = graph.inputs.flatMap { input in
      (0..<input.width).map { place in
        if let keys = input.keys {
          return InputColumn(name: keys[place], dtype: input.columnDType, allowsMissing: true)
        }
        let name: String? =
          graph.inputs.count == 1 && input.width > 1
          ? nil : input.width == 1 ? input.name : "\(input.name)[\(place)]"
        return InputColumn(
          name: name, dtype: input.columnDType,
          allowsMissing: input.dtype.isFloatingPoint || input.dtype == .string)
      }
    }
    let model = graph.model
    var pipeline = Pipeline(
      name: model.graph.name.isEmpty ? "ONNX graph" : model.graph.name, inputs: inputs)
    pipeline.facts = [("format", "ONNX")]
    if !model.producer.isEmpty { pipeline.facts.append(("producer", model.producer)) }
    let sets = model.operatorSets.sorted { $0.key < $1.key }
      .map { "\($0.key.isEmpty ? "ai.onnx" : $0.key) \($0.value)" }
    pipeline.facts.append(("operator sets", sets.joined(separator: ", ")))
    pipeline.warnings = graph.skipped.map { "output '\($0)' has no value for each row: left out" }
    let table = try pipeline.apply(
      GraphOperator(graph), to: [.input], origin: [pipeline.name])
    var start = 0
    for output in graph.outputs {
      let places = Array(start..<start + output.columnNames.count)
      start += places.count
      pipeline.outputs.append(
        PipelineOutput(
          method: output.name,
          table: graph.outputs.count == 1
            ? table : try pipeline.apply(SelectColumns(indices: places), to: [table]),
          columnNames: output.columnNames, isDefault: true))
    }
    return pipeline
  }
}
