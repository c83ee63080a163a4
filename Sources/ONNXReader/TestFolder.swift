// ONNX's own form of a test: a model with inputs and the outputs that they must give.
// https://github.com/onnx/onnx/blob/main/docs/OnnxBackendTest.md

import FoundationEssentials
import ONNXSchema
import PipelineReaders
import SwiftProtobuf
import Tensors

/// A folder with `model.onnx` and folders `test_data_set_0`, … of `input_0.pb`, … and `output_0.pb`, ….
public struct TestFolder: Sendable {
  /// Whether there is a model in the folder at `path`.
  public static func recognizes(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/model.onnx")
  }

  /// What became of one output of one data set.
  public struct Outcome: Sendable {
    /// The data set's folder.
    public let dataSet: String
    /// The output's name.
    public let output: String
    /// What differs; `nil` where nothing does.
    public let difference: String?
    /// The largest relative and absolute differences of numbers that agree.
    public let largest: (relative: Double, absolute: Double)
  }

  /// The model.
  public let model: TensorModel
  /// The path of the folder.
  public let path: String

  /// Reads the model of the folder at `path`.
  /// - Throws: `ReaderError`; `TensorFileError` where the file cannot be read.
  public init(_ path: String) throws {
    self.path = path
    let file = "\(path)/model.onnx"
    model = try TensorModel(MappedFile(path: file).bytes, name: file)
  }

  /// Reads the model, whose lists and contents of tensors stay in the file from `largeSize` bytes on.
  package init(_ path: String, largeSize: Int) throws {
    self.path = path
    let file = "\(path)/model.onnx"
    model = try TensorModel(MappedFile(path: file).bytes, name: file, largeSize: largeSize)
  }

  /// The folders of data, in order.
  public func dataSets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasPrefix("test_data_set_") }.sorted()
  }

  /// Runs the model on every data set and compares.
  /// - Throws: `ReaderError` where the model or its data are not supported.
  public func verify(rtol: Double, atol: Double) throws -> [Outcome] {
    try dataSets().flatMap { set in
      var inputs: [String: ModelValue] = [:]
      for (index, name) in model.inputNames.enumerated() {
        let file = "\(path)/\(set)/input_\(index).pb"
        guard FileManager.default.fileExists(atPath: file) else { continue }
        inputs[name] = try value(file, model.inputKind(name))
      }
      let results = try model.run(inputs)
      return try zip(model.outputNames, results).enumerated().map { index, result in
        let file = "\(path)/\(set)/output_\(index).pb"
        let expected = try value(file, model.outputKind(result.0))
        var comparison = ValueComparison(rtol: rtol, atol: atol)
        let difference = comparison.difference(result.1, expected)
        return Outcome(
          dataSet: set, output: result.0, difference: difference, largest: comparison.largest)
      }
    }
  }

  private func value(_ file: String, _ kind: TensorModel.Kind) throws -> ModelValue {
    // An empty file is a message without fields: an optional without an element.
    let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    guard size != 0 else { return kind == .sequence ? .sequence([]) : .absent }
    let bytes = try MappedFile(path: file).bytes
    do {
      switch kind {
      case .tensor: return .tensor(try Tensor(Onnx_TensorProto(borrowing: bytes), at: file, .none))
      case .sequence: return try Self.value(Onnx_SequenceProto(borrowing: bytes), file)
      case .optional: return try Self.value(Onnx_OptionalProto(borrowing: bytes), file)
      }
    } catch is BinaryDecodingError {
      throw ReaderError.onnx(file, "no message of a value")
    }
  }

  private static func value(_ proto: Onnx_SequenceProto, _ file: String) throws -> ModelValue {
    guard proto.sequenceValues.isEmpty, proto.mapValues.isEmpty, proto.optionalValues.isEmpty else {
      throw ReaderError.onnx(file, unsupported: "a sequence of other than tensors")
    }
    return .sequence(try proto.tensorValues.map { .tensor(try Tensor($0, at: file, .none)) })
  }

  private static func value(_ proto: Onnx_OptionalProto, _ file: String) throws -> ModelValue {
    if proto.hasTensorValue { return .tensor(try Tensor(proto.tensorValue, at: file, .none)) }
    if proto.hasSequenceValue { return try value(proto.sequenceValue, file) }
    return .absent
  }
}
