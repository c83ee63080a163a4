// From a graph to operations of a function, node by node.
//
// What is known is computed at once, since the builder evaluates constants: shapes, axes and the whole
// arithmetic on them then cost nothing when the program runs, and rules can look at them.

import ONNXSchema
import PipelineCompiler
import PipelineReaders
import TensorIR
import Tensors

/// The state of translating a model into one function.
final class GraphTranslator {
  /// The most nodes that are translated, the turns of loops and the bodies of functions counted.
  private static let largestNodeCount = 1 << 18
  /// The most elements that are computed ahead, unless the model has as many.
  private static let largestKnowledge = 1 << 26
  /// How deep graphs and functions may nest.
  private static let largestDepth = 64

  let model: ONNXModel
  let builder: FunctionBuilder
  let options: CompilerOptions
  /// What integer vectors hold, where they hold extents of which some are symbols.
  var dimensions: [ValueID: [Dimension]] = [:]
  private var nodeCount = 0
  /// How many elements may still be computed ahead.
  private var knowledge = 0
  private var depth = 0

  init(_ model: ONNXModel, builder: FunctionBuilder, options: CompilerOptions) {
    self.model = model
    self.builder = builder
    self.options = options
  }

  /// Translates the model's graph for the given inputs.
  func run(_ inputs: [String: GraphValue]) throws -> [GraphValue] {
    builder.evaluatesConstants = true
    defer { builder.evaluatesConstants = false }
    knowledge = max(
      Self.largestKnowledge, 4 * model.initializers.values.reduce(0) { $0 + $1.count })
    let scope = Scope()
    for (name, tensor) in model.initializers {
      scope.define(name, .tensor(try builder.constant(tensor, named: name)))
    }
    for (name, value) in inputs { scope.define(name, value) }
    try run(
      model.graph.node, in: scope, place: "graph", versions: model.operatorSets, attributes: nil,
      longAttributes: model.longAttributes)
    return try outputs(of: model.graph, from: scope, place: "graph")
  }

  /// Translates a graph whose inputs `scope` has, and returns its outputs.
  func run(_ graph: Onnx_GraphProto, in scope: Scope, place: String) throws -> [GraphValue] {
    for proto in graph.initializer {
      let tensor = try Tensor(proto, at: "\(place).initializer '\(proto.name)'", model.folder)
      scope.define(proto.name, .tensor(try builder.constant(tensor, named: proto.name)))
    }
    guard graph.sparseInitializer.isEmpty else {
      throw ReaderError.onnx(place, unsupported: "sparse initializers")
    }
    try run(graph.node, in: scope, place: place, versions: model.operatorSets, attributes: nil)
    return try outputs(of: graph, from: scope, place: place)
  }

  private func outputs(
    of graph: Onnx_GraphProto, from scope: Scope, place: String
  ) throws -> [GraphValue] {
    try graph.output.map { output in
      guard let value = scope.value(output.name) else {
        throw ReaderError.onnx(place, "the output '\(output.name)', which no node gives")
      }
      return value
    }
  }

  /// Translates nodes in order.
  ///
  /// `attributes` are those of the call, in the body of a function; `longAttributes` those that the nodes
  /// have besides their own, by the node's place.
  private func run(
    _ nodes: [Onnx_NodeProto], in scope: Scope, place: String, versions: [String: Int],
    attributes: [String: Onnx_AttributeProto]?,
    longAttributes: [Int: [String: LongAttribute]] = [:]
  ) throws {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.largestDepth else {
      throw ReaderError.onnx(place, "graphs or functions \(Self.largestDepth) deep")
    }
    for (index, proto) in nodes.enumerated() {
      nodeCount += 1
      guard nodeCount <= Self.largestNodeCount else {
        throw ReaderError.onnx(place, "more than \(Self.largestNodeCount) nodes")
      }
      let name = OperatorName(domain: proto.domain, type: proto.opType)
      let label = proto.name.isEmpty ? "" : " '\(proto.name)'"
      let node = GraphNode(
        name: name, version: versions[name.domain] ?? 1, inputs: proto.input,
        outputs: proto.output, place: "\(place).node[\(index)]\(label) (\(name))",
        attributes: Self.attributes(of: proto, from: attributes),
        longAttributes: longAttributes[index] ?? [:], folder: model.folder)
      try run(node, in: scope)
    }
  }

  private func run(_ node: GraphNode, in scope: Scope) throws {
    let inputs: [GraphValue?] = try node.inputs.map { name in
      if name.isEmpty { return nil }
      guard let value = scope.value(name) else {
        throw node.error(
          "the input '\(name)' is not there before the node: no node gives it, or a "
            + "later one does")
      }
      return value
    }
    let outputs: [GraphValue]
    do {
      if case .tokens? = inputs.first.flatMap(\.self), TextTokens.reshaping.contains(node.name.type)
      {
        outputs = inputs.prefix(1).compactMap(\.self)
      } else if let function = model.functions[node.name] {
        outputs = try call(function, node, inputs)
      } else if let rule = OperatorTable.rule(node.name) {
        let context = NodeContext(node: node, inputs: inputs, scope: scope, translator: self)
        outputs = try rule(context)
        try ExtentPropagation.propagate(context, outputs)
      } else {
        throw node.unsupported("the operator \(node.name)")
      }
    } catch let error as ProgramError {
      throw node.error("operands that do not fit the operator (\(error))")
    } catch let error as CompilerError {
      throw node.error(error.message)
    }
    for case .tensor(let output) in outputs {
      knowledge -= builder.constantTensor(output)?.count ?? 0
    }
    if knowledge < 0 { builder.evaluatesConstants = false }
    for (name, value) in zip(node.outputs, outputs) { scope.define(name, value) }
    guard node.outputs.dropFirst(outputs.count).allSatisfy(\.isEmpty) else {
      throw node.unsupported("output \(outputs.count) and those behind it")
    }
  }

  /// Translates the body of a function in place of the node that calls it.
  private func call(
    _ function: Onnx_FunctionProto, _ node: GraphNode, _ inputs: [GraphValue?]
  ) throws -> [GraphValue] {
    let scope = Scope()
    for (name, value) in zip(function.input, inputs) {
      if let value { scope.define(name, value) }
    }
    var attributes = Dictionary(
      function.attributeProto.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    attributes.merge(node.attributes) { _, given in given }
    let versions = ONNXModel.versions(function.opsetImport)
    try run(
      function.node, in: scope, place: node.place,
      versions: versions.isEmpty ? model.operatorSets : versions, attributes: attributes)
    return try function.output.map { name in
      guard let value = scope.value(name) else {
        throw node.error("the function's output '\(name)', which no node gives")
      }
      return value
    }
  }

  /// A node's attributes; those that name an attribute of the function around it are that one's, or are
  /// left out with it.
  private static func attributes(
    of proto: Onnx_NodeProto, from call: [String: Onnx_AttributeProto]?
  ) -> [String: Onnx_AttributeProto] {
    var attributes: [String: Onnx_AttributeProto] = [:]
    for attribute in proto.attribute {
      attributes[attribute.name] =
        attribute.refAttrName.isEmpty ? attribute : call?[attribute.refAttrName]
    }
    return attributes
  }
}
