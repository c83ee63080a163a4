// An ONNX model as it lies in its file: a graph, the functions it may call, the operator sets it means.
// https://onnx.ai/onnx/repo-docs/IR.html

import Archives
import FoundationEssentials
import ONNXSchema
import PipelineReaders
import SwiftProtobuf
import Tensors

/// A model read from an ONNX file.
package struct ONNXModel: Sendable {
  /// The graph, without its initializers' elements.
  let graph: Onnx_GraphProto
  /// The long attributes of the graph's nodes, which the graph does not have, by the node's place and by
  /// name.
  let longAttributes: [Int: [String: LongAttribute]]
  /// The graph's constants by name.
  let initializers: [String: Tensor]
  /// The functions that nodes may call, by domain and name.
  let functions: [OperatorName: Onnx_FunctionProto]
  /// The version of each operator set that is meant, by domain.
  let operatorSets: [String: Int]
  /// The program that wrote the file.
  package let producer: String
  /// Where external data lies.
  let folder: ExternalData
  /// The ensembles of trees that were read already.
  let trees = TreeCache()

  /// Reads a model.
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the file's path, beside which external data lies.
  ///   - largeSize: the size in bytes from which on lists and contents of tensors stay in the file.
  /// - Throws: `ReaderError`.
  package init(_ bytes: Bytes, name: String, largeSize: Int = 1 << 16) throws {
    let outline = ModelOutline(bytes, largeSize: largeSize)
    let model: Onnx_ModelProto
    do {
      model = try Onnx_ModelProto(borrowing: outline.map { Bytes($0.message) } ?? bytes)
    } catch {
      throw ReaderError(
        file: name, format: "ONNX", found: "no protobuf message of a model (\(error))",
        advice: ReaderError.damaged)
    }
    guard model.hasGraph else {
      throw ReaderError(
        file: name, format: "ONNX", found: "a model without a graph", advice: ReaderError.damaged)
    }
    do {
      folder = ExternalData(besideFile: name)
      var initializers: [String: Tensor] = [:]
      var graph = model.graph
      for (place, proto) in graph.initializer.enumerated() {
        initializers[proto.name] = try Tensor(
          proto, rawData: outline?.rawData[place], at: "initializer '\(proto.name)'", folder)
      }
      guard graph.sparseInitializer.isEmpty else {
        throw ReaderError.onnx("graph", unsupported: "sparse initializers")
      }
      graph.initializer = []
      self.graph = graph
      longAttributes = outline?.attributes ?? [:]
      self.initializers = initializers
      functions = Dictionary(
        model.functions.map { (OperatorName(domain: $0.domain, type: $0.name), $0) },
        uniquingKeysWith: { first, _ in first })
      operatorSets = Self.versions(model.opsetImport)
      producer = [model.producerName, model.producerVersion].filter { !$0.isEmpty }
        .joined(separator: " ")
    } catch let error as ReaderError {
      throw error.inFile(name)
    }
  }

  /// The version of each operator set, by domain.
  static func versions(_ imports: [Onnx_OperatorSetIdProto]) -> [String: Int] {
    Dictionary(
      imports.map { (OperatorName.canonical($0.domain), Int($0.version)) },
      uniquingKeysWith: { max($0, $1) })
  }
}

/// An operator's domain and type.
struct OperatorName: Hashable, Sendable, CustomStringConvertible {
  /// The domain of the operators for classical models.
  static let machineLearning = "ai.onnx.ml"

  /// The domain; empty for the standard operators.
  let domain: String
  /// The type: `Conv`.
  let type: String

  init(domain: String, type: String) {
    self.domain = Self.canonical(domain)
    self.type = type
  }

  /// The standard domain has two names.
  static func canonical(_ domain: String) -> String { domain == "ai.onnx" ? "" : domain }

  var description: String { domain.isEmpty ? type : "\(domain).\(type)" }
}

extension SwiftProtobuf.Message {
  /// Parses a message from memory that stays where it is.
  package init(borrowing bytes: Bytes) throws {
    self = try bytes.withUnsafeBytes { memory in
      guard let start = memory.baseAddress else { return Self() }
      return try Self(
        serializedBytes: Data(
          bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: memory.count,
          deallocator: .none))
    }
  }
}

extension ReaderError {
  /// What is wrong at a place of a model.
  static func onnx(_ place: String, _ found: String, expected: String? = nil) -> ReaderError {
    ReaderError(
      format: "ONNX", place: .path(place), found: found, expected: expected,
      advice: ReaderError.damaged)
  }

  /// What a model has at a place that is not read.
  static func onnx(_ place: String, unsupported what: String) -> ReaderError {
    ReaderError(format: "ONNX", place: .path(place), found: "\(what), which is not supported")
  }
}
