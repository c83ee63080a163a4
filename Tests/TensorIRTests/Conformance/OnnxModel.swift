// What the tests need of ONNX models: the nodes of a graph, their attributes, and tensors.

import Tensors

/// Something of ONNX that has no equivalent here.
struct NotMapped: Error {
  let what: String
  init(_ what: String) { self.what = what }
}

/// A node of a graph.
struct OnnxNode {
  let operation: String
  let inputs: [String]
  let outputs: [String]
  let attributes: [String: ProtobufMessage]
  /// The version of the operator set.
  let opset: Int

  func int(_ name: String, _ fallback: Int) -> Int { attributes[name]?[3].first?.int ?? fallback }
  func ints(_ name: String) throws -> [Int]? { try attributes[name]?.ints(8).map { Int($0) } }
  func text(_ name: String) -> String? { attributes[name]?[4].first?.text }
  func float(_ name: String, _ fallback: Double) -> Double {
    guard let field = attributes[name]?[2].first else { return fallback }
    return Double(Float(bitPattern: UInt32(truncatingIfNeeded: field.int)))
  }
}

/// A graph of nodes in order.
struct OnnxModel {
  let inputs: [String]
  let outputs: [String]
  let nodes: [OnnxNode]
  let initializers: [String: Tensor]

  init(_ bytes: [UInt8]) throws {
    let model = try ProtobufMessage(bytes[...])
    guard let graphField = model[7].first else { throw ProtobufError() }
    let opset =
      try model[8].map { try ProtobufMessage($0.bytes) }
      .first { $0[1].first.map { $0.text.isEmpty } ?? true }?[2].first?.int ?? 1
    let graph = try ProtobufMessage(graphField.bytes)
    inputs = try graph[11].map { try ProtobufMessage($0.bytes)[1].first?.text ?? "" }
    outputs = try graph[12].map { try ProtobufMessage($0.bytes)[1].first?.text ?? "" }
    var initializers: [String: Tensor] = [:]
    for field in graph[5] {
      let message = try ProtobufMessage(field.bytes)
      initializers[message[8].first?.text ?? ""] = try Tensor(onnx: message)
    }
    self.initializers = initializers
    nodes = try graph[1].map { field in
      let node = try ProtobufMessage(field.bytes)
      let domain = node[7].first?.text ?? ""
      guard domain.isEmpty || domain == "ai.onnx" else { throw NotMapped("domain \(domain)") }
      let attributes = try node[5].map { try ProtobufMessage($0.bytes) }
      return OnnxNode(
        operation: node[4].first?.text ?? "", inputs: node[1].map(\.text),
        outputs: node[2].map(\.text),
        attributes: Dictionary(
          attributes.map { ($0[1].first?.text ?? "", $0) }, uniquingKeysWith: { $1 }),
        opset: opset)
    }
  }
}

extension DType {
  /// The dtype of an ONNX element type.
  init(onnx code: Int) throws {
    let known: [Int: DType] = [
      1: .f32, 3: .i8, 6: .i32, 7: .i64, 8: .string, 9: .bool, 11: .f64, 16: .bf16,
    ]
    guard let dtype = known[code] else { throw NotMapped("element type \(code)") }
    self = dtype
  }
}

extension Tensor {
  /// Reads a `TensorProto`.
  init(onnx message: ProtobufMessage) throws {
    let dtype = try DType(onnx: message[2].first?.int ?? 0)
    let shape = Shape(try message.ints(1).map { Int($0) })
    if dtype == .string {
      self.init(strings: message[6].map(\.text), shape: shape)
      return
    }
    guard let width = dtype.byteCount else { throw ProtobufError() }
    let words: [UInt64]
    if let raw = message[9].first {
      words = try stride(from: 0, to: raw.bytes.count, by: width).map { start in
        let bytes = raw.bytes.dropFirst(start).prefix(width)
        guard bytes.count == width else { throw ProtobufError() }
        return bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      }
    } else {
      switch dtype {
      case .f32: words = try message.words(4, width: 4)
      case .f64: words = try message.words(10, width: 8)
      case .i64: words = try message.ints(7).map { UInt64(bitPattern: $0) }
      default: words = try message.ints(5).map { UInt64(bitPattern: $0) }
      }
    }
    guard words.count == shape.count else { throw ProtobufError() }
    self = Tensor.fillingBytes(dtype: dtype, shape: shape) { target in
      for (index, word) in words.enumerated() {
        for byte in 0..<width {
          target[index * width + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
        }
      }
    }
  }
}
