// What makes a model's file large, apart from the rest of its message.
//
// The generated reader copies what it reads, field by field. So that a large file is read about once, long
// lists of attributes and the contents of tensors stay where they are in the file, and the generated
// reader gets a message without them.

import Archives

/// A model's message without its long lists and large contents, and these by their places.
struct ModelOutline {
  /// The numbers of the fields of `ModelProto`, `GraphProto`, `NodeProto` and `TensorProto` that lead to
  /// what is large.
  private enum FieldNumber {
    static let graphOfModel: UInt64 = 7
    static let functionOfModel: UInt64 = 25
    static let nodeOfGraph: UInt64 = 1
    static let initializerOfGraph: UInt64 = 5
    static let attributeOfNode: UInt64 = 5
    static let rawDataOfTensor: UInt64 = 9
  }

  /// The message without what is large.
  private(set) var message: [UInt8] = []
  /// The long attributes by the place of their node in the graph, and by name.
  private(set) var attributes: [Int: [String: LongAttribute]] = [:]
  /// The raw data of initializers by their place in the graph.
  private(set) var rawData: [Int: Bytes] = [:]

  private let bytes: Bytes
  /// The size in bytes from which on something is large.
  private let largeSize: Int

  /// Takes the message of a model apart; `nil` where it has nothing large, or a form that only the generated
  /// reader understands or refuses.
  init?(_ bytes: Bytes, largeSize: Int = 1 << 16) {
    self.bytes = bytes
    self.largeSize = largeSize
    guard bytes.count >= largeSize else { return nil }
    var reader = WireReader(bytes)
    var graphCount = 0
    while let field = reader.next() {
      // A function's body may refer to the attributes of the node that calls it.
      if field.number == FieldNumber.functionOfModel { return nil }
      guard field.number == FieldNumber.graphOfModel else {
        message.append(contentsOf: bytes[field.range])
        continue
      }
      graphCount += 1
      guard graphCount == 1, field.type == .lengthDelimited, let graph = graph(field.contents)
      else { return nil }
      message.appendField(field.number, graph)
    }
    guard !reader.isMalformed, !(attributes.isEmpty && rawData.isEmpty) else { return nil }
  }

  private mutating func graph(_ range: Range<Int>) -> [UInt8]? {
    var graph: [UInt8] = []
    var reader = WireReader(bytes, range)
    var nodeCount = 0
    var initializerCount = 0
    while let field = reader.next() {
      let isLarge = field.type == .lengthDelimited && field.contents.count >= largeSize
      var shortened: [UInt8]?
      switch field.number {
      case FieldNumber.nodeOfGraph:
        if isLarge { shortened = node(field.contents, place: nodeCount) }
        nodeCount += 1
      case FieldNumber.initializerOfGraph:
        if isLarge { shortened = initializer(field.contents, place: initializerCount) }
        initializerCount += 1
      default: break
      }
      if let shortened {
        graph.appendField(field.number, shortened)
      } else {
        graph.append(contentsOf: bytes[field.range])
      }
    }
    return reader.isMalformed ? nil : graph
  }

  /// A node without its long attributes; `nil` where it is to be left as it is.
  private mutating func node(_ range: Range<Int>, place: Int) -> [UInt8]? {
    var node: [UInt8] = []
    var long: [String: LongAttribute] = [:]
    var reader = WireReader(bytes, range)
    while let field = reader.next() {
      if field.number == FieldNumber.attributeOfNode, field.type == .lengthDelimited,
        field.contents.count >= largeSize, let attribute = LongAttribute(bytes[field.contents])
      {
        guard long.updateValue(attribute, forKey: attribute.name) == nil else { return nil }
        node.appendField(field.number, attribute.remainder)
      } else {
        node.append(contentsOf: bytes[field.range])
      }
    }
    guard !reader.isMalformed, !long.isEmpty else { return nil }
    attributes[place] = long
    return node
  }

  /// An initializer without its raw data; `nil` where it is to be left as it is.
  private mutating func initializer(_ range: Range<Int>, place: Int) -> [UInt8]? {
    var tensor: [UInt8] = []
    var data: Bytes?
    var reader = WireReader(bytes, range)
    while let field = reader.next() {
      if field.number == FieldNumber.rawDataOfTensor, field.type == .lengthDelimited {
        guard data == nil else { return nil }
        data = bytes[field.contents]
      } else {
        tensor.append(contentsOf: bytes[field.range])
      }
    }
    guard !reader.isMalformed, let data else { return nil }
    rawData[place] = data
    return tensor
  }
}
