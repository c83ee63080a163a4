import Archives
import PipelineReaders
import Testing

private func read(schema: String) throws -> InertValue {
  var writer = ZipWriter()
  try writer.add(Array(schema.utf8), named: "schema.json")
  return try ObjectFile.read(Bytes(writer.finish()), name: "model.skops").root
}

private func error(schema: String) -> String {
  do {
    return "read: \(try read(schema: schema))"
  } catch {
    return "\(error)"
  }
}

private func node(_ loader: String, _ type: String = "builtins.object", _ rest: String = "")
  -> String
{
  let dot = type.lastIndex(of: ".") ?? type.startIndex
  let module = type[..<dot]
  let name = type[type.index(after: dot)...]
  return #"{"__loader__": "\#(loader)", "__module__": "\#(module)", "__class__": "\#(name)""#
    + (rest.isEmpty ? "" : ", " + rest) + #", "protocol": 2}"#
}

@Suite struct HostileSkopsTests {
  @Test(arguments: ["tree.skops", "counts.skops", "sparse.skops"])
  func everyTruncationIsRefused(name: String) throws {
    let bytes = try ObjectFixtures.bytes(name)
    for end in 0..<bytes.count {
      #expect(throws: ReaderError.self) { try ObjectFile.read(bytes[0..<end], name: name) }
    }
  }

  @Test(arguments: ["tree.skops", "plain.skops", "sparse.skops"])
  func flippedBitsReturnOrThrow(name: String) throws {
    let original = Array(try ObjectFixtures.bytes(name))
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      var bytes = original
      let index = Int.random(in: bytes.indices, using: &generator)
      bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      let start = ContinuousClock.now
      _ = try? ObjectFile.read(Bytes(bytes), name: name)
      #expect(ContinuousClock.now - start < .seconds(1))
    }
  }

  @Test func aBombIsRefusedAtOnce() throws {
    let start = ContinuousClock.now
    let error = #expect(throws: ReaderError.self) { try ObjectFixtures.read("bomb.skops") }
    #expect(error?.description.contains("decompression bomb") == true)
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test func namesThatRunCodeAreRefused() {
    for loader in ["TypeNode", "FunctionNode", "ObjectNode", "ConstructorFromReduceNode"] {
      let message = error(schema: node(loader, "os.system"))
      #expect(message.contains("os.system"), "\(message)")
      #expect(message.contains("nothing in it was run"))
    }
  }

  @Test func aNodeThatRefersToItsParentIsACutCycle() throws {
    let inner = node("ObjectNode", "a.B", #""__id__": 1"#)
    let schema = node("ObjectNode", "a.B", #""__id__": 1, "content": \#(inner)"#)
    guard case .object(let object) = try read(schema: schema), case .object(let mark) = object.state
    else {
      Issue.record("no object")
      return
    }
    #expect(mark.type == .cycle)
  }

  @Test func repeatedIdentifiersAreOneObject() throws {
    let leaf = node("ListNode", "builtins.list", #""__id__": 7, "content": []"#)
    let schema = node("ListNode", "builtins.list", #""content": [\#(leaf), \#(leaf)]"#)
    guard case .list(let list) = try read(schema: schema), list.elements.count == 2,
      case .list(let first) = list.elements[0], case .list(let second) = list.elements[1]
    else {
      Issue.record("no lists")
      return
    }
    #expect(first === second)
  }

  @Test func deepNodesAreRefused() {
    let count = 100_000
    let open = #"{"__loader__": "ListNode", "protocol": 2, "content": ["#
    let message = error(schema: String(repeating: open, count: count))
    #expect(message.contains("within one another"))
  }

  @Test(arguments: [
    "{}", "[]", #"{"protocol": 2}"#, #"{"protocol": 3, "__loader__": "ListNode"}"#,
    node("NoSuchNode"), node("CachedNode"), node("ListNode"), node("DictNode"), node("JsonNode"),
    node("JsonNode", "builtins.str", #""content": "{""#), node("NdArrayNode"),
    node("NdArrayNode", "numpy.ndarray", #""type": "numpy", "file": "absent.npy""#),
    node("NdArrayNode", "numpy.ndarray", #""type": "numpy", "file": "schema.json""#),
    node("BytesNode", "builtins.bytes", #""file": 1"#), node("TypeNode", ".x"),
    node("DictNode", "builtins.dict", #""content": {"a": 1}, "key_types": 2"#),
  ])
  func malformedSchemasAreRefused(schema: String) {
    #expect(error(schema: schema).hasPrefix("model.skops: skops"))
  }

  @Test func anArchiveThatIsNoModelIsNamed() throws {
    var writer = ZipWriter()
    try writer.add([1], named: "other")
    let bytes = Bytes(writer.finish())
    #expect(!ObjectFile.recognizes(bytes))
    let error = #expect(throws: ReaderError.self) {
      try ObjectFile.read(bytes, name: "model.skops")
    }
    #expect(error?.description.contains("not a skops model") == true)
  }
}
