// What each loader of skops makes (skops.io._general, _numpy, _scipy, _sklearn).

import Archives
import Tensors

extension SkopsReader {
  mutating func make(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    switch node.loader {
    case "JsonNode": return try makeJSON(node)
    case "ListNode":
      let list = InertSequence()
      return try fill(list, .list(list), node)
    case "SetNode":
      let set = InertSequence()
      return try fill(set, .set(set), node)
    case "TupleNode":
      let tuple = InertSequence()
      return try fill(tuple, .tuple(tuple), node)
    case "DictNode": return try makeDictionary(node)
    case "DefaultDictNode", "_DictWithDeprecatedKeysNode":
      return try value(of: try node.content()["main"], in: node.object)
    case "TypeNode", "FunctionNode": return try makeGlobal(node)
    case "ObjectNode":
      return try makeObject(node, state: node.object["content"])
    case "TreeNode", "LossNode", "QuantileForestNode", "RandomStateNode", "RandomGeneratorNode",
      "MaskedArrayNode", "MethodNode", "OperatorFuncNode", "PartialNode", "SliceNode",
      "ConstructorFromReduceNode":
      return try makeReduced(node)
    case "BytesNode", "BytearrayNode": return .bytes(Array(try file(of: node)))
    case "NdArrayNode": return try makeArray(node)
    case "DTypeNode": return try makeDType(node)
    case "SparseMatrixNode": return try makeSparse(node)
    case "CachedNode":
      throw node.error("a reference to an object that the file does not have")
    default:
      throw node.error(
        "a loader that is not known", advice: "save the model with skops 0.14 or older, or pickle")
    }
  }

  /// The value of a JSON text within the JSON.
  private func makeJSON(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    guard let text = node.object["content"]?.string else {
      throw node.error("content that is no text")
    }
    let json: JSONValue
    do throws(ReaderError) {
      json = try JSONParser.parse(Bytes(utf8: text))
    } catch {
      throw node.error("\(error.found) in its text")
    }
    return inert(json)
  }

  /// The Python value that `json.loads` gives.
  private func inert(_ json: JSONValue) -> InertValue {
    switch json {
    case .null: return .none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .int(value)
    case .largeInteger(let digits): return .largeInt(digits)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .integerArray, .doubleArray, .array:
      return pool.list((json.elements ?? []).map(inert))
    case .object(let object):
      return pool.dictionary(object.members.map { (.string($0.key), inert($0.value)) })
    }
  }

  /// Reads the elements of a container that is announced first, since they may refer to it.
  private mutating func fill(
    _ sequence: InertSequence, _ container: InertValue, _ node: SkopsNode
  ) throws(ReaderError) -> InertValue {
    guard let nodes = node.object["content"]?.elements else {
      throw node.error("content that is no array")
    }
    let value = pool.adopt(container)
    announce(value, for: node)
    for element in nodes { sequence.elements.append(try self.value(of: element, in: node.object)) }
    if case .tuple = container, node.type.name != "tuple" {
      return pool.object(node.type, sequence.elements)
    }
    return value
  }

  private mutating func makeDictionary(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    let content = try node.content()
    let dictionary = InertDictionary()
    let value = pool.adopt(.dictionary(dictionary))
    announce(value, for: node)
    guard case .list(let types) = try self.value(of: node.object["key_types"], in: node.object),
      types.elements.count >= content.members.count
    else { throw node.error("keys without their types") }
    for (member, type) in zip(content.members, types.elements) {
      guard case .global(let type) = type else { throw node.error("a key type that is no class") }
      guard let key = key(member.key, type: type) else {
        throw node.error("the key '\(member.key.prefix(40))' of type \(type)")
      }
      dictionary.entries.append((key, try self.value(of: member.value, in: node.object)))
    }
    // A subclass of `dict` such as scikit-learn's `Bunch` is the object that its pickle gives.
    if node.type.module != "builtins", node.type.module != "collections" {
      let object = pool.object(node.type)
      if case .object(let reference) = object { reference.entries = dictionary.entries }
      return object
    }
    return value
  }

  /// A key as JSON wrote it, cast to its Python type as skops does.
  private func key(_ text: String, type: InertGlobal) -> InertValue? {
    switch type.name {
    case "str", "str_": .string(text)
    case "float", "float64", "float32", "float16":
      switch text {
      case "NaN", "nan": .double(.nan)
      case "Infinity", "inf": .double(.infinity)
      case "-Infinity", "-inf": .double(-.infinity)
      default: Double(text).map(InertValue.double)
      }
    case "bool", "bool_":
      // `bool` of any text but the empty one is true, also of "false": skops loses the value.
      text == "true" || text == "True" ? .bool(true) : nil
    case "NoneType": text == "null" ? InertValue.none : nil
    case let name where name.contains("int"): Int(text).map(InertValue.int)
    default: nil
    }
  }

  private func makeGlobal(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    var global = node.type
    // Protocol 0 put the name of a function into the content.
    if node.loader == "FunctionNode", case .object(let content)? = node.object["content"] {
      global = InertGlobal(
        module: content["module_path"]?.string ?? "", name: content["function"]?.string ?? "")
    }
    try check(global, node)
    return .global(global)
  }

  private func check(_ global: InertGlobal, _ node: SkopsNode) throws(ReaderError) {
    guard !global.module.isEmpty, !global.name.isEmpty else { throw node.error("no class name") }
    if let reason = PickleGlobals.refusal(of: global) {
      throw node.error(
        "the file names \(global), which \(reason)",
        advice: "do not load this file with Python either; nothing in it was run")
    }
  }

  /// An object of the node's type, announced before its parts are read.
  private mutating func makeObject(
    _ node: SkopsNode, state: JSONValue?
  ) throws(ReaderError) -> InertValue {
    try check(node.type, node)
    let value = pool.object(node.type)
    announce(value, for: node)
    guard case .object(let object) = value, let state else { return value }
    object.state = try self.value(of: state, in: node.object)
    return value
  }

  /// Objects that Python rebuilds from arguments, in the form that their pickle has.
  private mutating func makeReduced(_ node: SkopsNode) throws(ReaderError) -> InertValue {
    try check(node.type, node)
    let value = pool.object(node.type)
    announce(value, for: node)
    guard case .object(let object) = value else { return value }
    switch node.loader {
    case "TreeNode", "LossNode", "QuantileForestNode":
      if let reduced = node.object["__reduce__"]?.object {
        object.arguments = try arguments(reduced["args"], node)
      }
      object.state = try self.value(of: node.object["content"], in: node.object)
    case "RandomStateNode":
      object.state = try self.value(of: node.object["content"], in: node.object)
    case "ConstructorFromReduceNode":
      object.arguments = try arguments(node.object["content"], node)
    case "OperatorFuncNode":
      object.arguments = try arguments(node.object["attrs"], node)
    case "PartialNode":
      let content = try node.content()
      var parts: [InertValue] = []
      for name in ["func", "args", "kwds", "namespace"] {
        parts.append(try self.value(of: content[name], in: node.object))
      }
      object.arguments = [parts[0]]
      object.state = pool.tuple(parts)
    case "SliceNode":
      let content = try node.content()
      object.arguments = ["start", "stop", "step"].map { content[$0].map(inert) ?? .none }
    default:
      // Random generators, masked arrays, bound methods: their named parts, as they are.
      var entries: [(key: InertValue, value: InertValue)] = []
      for member in try node.content().members {
        let isNode = member.value["__loader__"] != nil
        let part = isNode ? try self.value(of: member.value, in: node.object) : inert(member.value)
        entries.append((.string(member.key), part))
      }
      object.state = pool.dictionary(entries)
    }
    return value
  }

  private mutating func arguments(
    _ json: JSONValue?, _ node: SkopsNode
  ) throws(ReaderError) -> [InertValue] {
    switch try value(of: json, in: node.object) {
    case .tuple(let sequence), .list(let sequence): return sequence.elements
    default: throw node.error("arguments that are not a tuple")
    }
  }
}
