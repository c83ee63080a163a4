// A node of a graph, with typed access to its attributes.

import FoundationEssentials
import ONNXSchema
import PipelineReaders
import Tensors

/// A node: which operator, of which version, with which attributes.
struct GraphNode {
  /// The operator.
  let name: OperatorName
  /// The version of its operator set that the model means.
  let version: Int
  /// The names of the inputs; an empty one is an optional input left out.
  let inputs: [String]
  /// The names of the outputs; an empty one is not wanted.
  let outputs: [String]
  /// Where the node stands, for messages.
  let place: String
  /// The attributes by name.
  let attributes: [String: Onnx_AttributeProto]
  /// The attributes of long lists, which `attributes` has without their elements.
  let longAttributes: [String: LongAttribute]
  /// Where tensors' external data lies.
  let folder: ExternalData

  /// Whether the attribute is given.
  func has(_ attribute: String) -> Bool { attributes[attribute] != nil }

  /// An integer.
  func int(_ attribute: String, _ fallback: Int) -> Int {
    attributes[attribute].map { Int($0.i) } ?? fallback
  }

  /// A flag.
  func flag(_ attribute: String, _ fallback: Bool = false) -> Bool {
    int(attribute, fallback ? 1 : 0) != 0
  }

  /// A number.
  func float(_ attribute: String, _ fallback: Double) -> Double {
    attributes[attribute].map { Double($0.f) } ?? fallback
  }

  /// A text.
  func text(_ attribute: String) -> String? {
    attributes[attribute].map { String(decoding: $0.s, as: UTF8.self) }
  }

  /// A list of integers; `nil` where the attribute is not given.
  func ints(_ attribute: String) -> [Int]? {
    longAttributes[attribute]?.ints ?? attributes[attribute]?.ints.map { Int($0) }
  }

  /// A list of numbers; `nil` where the attribute is not given.
  func floats(_ attribute: String) -> [Double]? {
    longAttributes[attribute]?.floats ?? attributes[attribute]?.floats.map(Double.init)
  }

  /// A list of texts; `nil` where the attribute is not given.
  func texts(_ attribute: String) -> [String]? {
    longAttributes[attribute]?.strings.map { String(decoding: $0, as: UTF8.self) }
      ?? attributes[attribute]?.strings.map { String(decoding: $0, as: UTF8.self) }
  }

  /// How many numbers an attribute lists, integers or not.
  func listCount(_ attribute: String) -> Int {
    if let long = longAttributes[attribute] { return max(long.floatCount, long.intCount) }
    return attributes[attribute].map { max($0.floats.count, $0.ints.count) } ?? 0
  }

  /// A tensor; `nil` where the attribute is not given.
  func tensor(_ attribute: String) throws -> Tensor? {
    try attributes[attribute].map { try Tensor($0.t, at: "\(place).\(attribute)", folder) }
  }

  /// Numbers that are given as a list or, in doubles, as a tensor called `attribute_as_tensor`.
  func numbers(_ attribute: String) throws -> [Double]? {
    if let tensor = try tensor("\(attribute)_as_tensor") {
      guard tensor.dtype.isNumeric else { throw error("\(attribute)_as_tensor is no numbers") }
      return tensor.doubles()
    }
    return floats(attribute)
  }

  /// A graph.
  func graph(_ attribute: String) throws -> Onnx_GraphProto {
    guard let value = attributes[attribute], value.hasG else {
      throw error("there is no graph '\(attribute)'")
    }
    return value.g
  }

  /// What is wrong with the node.
  func error(_ found: String, expected: String? = nil) -> ReaderError {
    .onnx(place, found, expected: expected)
  }

  /// What of the node is not read.
  func unsupported(_ what: String) -> ReaderError { .onnx(place, unsupported: what) }
}

extension GraphNode {
  /// Node `index` of a model's graph as it lies in the file, whatever its version.
  init(_ index: Int, of model: ONNXModel) {
    let proto = model.graph.node[index]
    self.init(
      name: OperatorName(domain: proto.domain, type: proto.opType), version: 1,
      inputs: proto.input, outputs: proto.output, place: proto.name,
      attributes: Dictionary(
        proto.attribute.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      longAttributes: model.longAttributes[index] ?? [:], folder: model.folder)
  }
}
