// skops archives, protocols 0 to 2 (skops.io): a tree of nodes in JSON, arrays as members of a ZIP.

import Archives
import Tensors

/// Reads skops files into the same values that the pickle of the object gives.
struct SkopsReader {
  static let schemaName = "schema.json"

  let archive: ZipReader
  let pool: InertPool
  let protocolVersion: Int
  let skopsVersion: String?
  private let schema: JSONObject
  /// The value of each `__id__`: a node that repeats one is the same Python object.
  private var values: [Int: InertValue] = [:]
  /// The nodes being read whose value is not known yet.
  private var open: Set<Int> = []

  /// Opens the archive and parses its schema.
  init(_ bytes: Bytes, pool: InertPool) throws(ReaderError) {
    self.pool = pool
    let contents: Bytes
    do throws(ArchiveError) {
      archive = try ZipReader(bytes)
      pool.grant(byteCount: archive.members.reduce(0) { $0 + $1.byteCount })
      guard archive.member(named: Self.schemaName) != nil else {
        throw ArchiveError(
          .noSuchMember, subject: "zip", found: "no member \(Self.schemaName)",
          advice: "a zip archive that is not a skops model")
      }
      contents = try archive.contents(of: Self.schemaName)
    } catch {
      throw ReaderError(format: "skops", archiveError: error)
    }
    guard
      case .object(let schema) = try JSONParser.parse(contents, format: "skops \(Self.schemaName)")
    else {
      throw Self.error("a schema that is no object", at: 0)
    }
    self.schema = schema
    guard let version = schema["protocol"]?.integer, (0...2).contains(version) else {
      throw Self.error(
        "skops protocol \(schema["protocol"]?.kind ?? "missing")", at: 0, expected: "0, 1 or 2",
        advice: "save the model with skops.io.dump of a current skops")
    }
    protocolVersion = version
    skopsVersion = schema["_skops_version"]?.string
  }

  static func error(
    _ found: String, at byteOffset: Int, expected: String? = nil,
    advice: String = ReaderError.damaged
  ) -> ReaderError {
    ReaderError(
      format: "skops", place: .pathAtByte(schemaName, byteOffset), found: found,
      expected: expected, advice: advice)
  }

  /// The value of the whole file.
  mutating func readRoot() throws(ReaderError) -> InertValue { try value(of: .object(schema)) }

  /// The value of a node.
  ///
  /// The depth of recursion is that of the JSON, which its parser bounds.
  mutating func value(of json: JSONValue?, in parent: JSONObject? = nil) throws(ReaderError)
    -> InertValue
  {
    guard case .object(let object)? = json else {
      throw Self.error(
        json.map { "\($0.kind) where a node should be" } ?? "a node that is missing",
        at: parent?.byteOffset ?? 0)
    }
    let node = try SkopsNode(object)
    guard let identifier = object["__id__"]?.integer else { return try make(node) }
    if let value = values[identifier] { return value }
    guard open.insert(identifier).inserted else {
      // Only containers can enclose themselves, and those are known before their contents.
      return pool.object(.cycle)
    }
    let value = try make(node)
    open.remove(identifier)
    values[identifier] = value
    return value
  }

  /// Announces the container that `node` is, so that nodes within it can refer to it.
  mutating func announce(_ value: InertValue, for node: SkopsNode) {
    if let identifier = node.object["__id__"]?.integer { values[identifier] = value }
  }

  /// The contents of an archive member that `node` names.
  func file(of node: SkopsNode) throws(ReaderError) -> Bytes {
    guard let name = node.object["file"]?.string else { throw node.error("no file name") }
    do throws(ArchiveError) {
      let contents = try archive.contents(of: name)
      guard pool.pay(contents.count) else {
        throw ArchiveError(.tooLarge, subject: name, found: "a member that very many nodes name")
      }
      return contents
    } catch {
      throw ReaderError(format: "skops", archiveError: error)
    }
  }
}

/// A node of the schema: what every loader has.
struct SkopsNode {
  let object: JSONObject
  let loader: String
  let type: InertGlobal

  init(_ object: JSONObject) throws(ReaderError) {
    self.object = object
    guard let loader = object["__loader__"]?.string else {
      throw SkopsReader.error("a node without __loader__", at: object.byteOffset)
    }
    self.loader = loader
    type = InertGlobal(
      module: object["__module__"]?.string ?? "", name: object["__class__"]?.string ?? "")
  }

  /// The members of `content`, which must be an object.
  func content() throws(ReaderError) -> JSONObject {
    guard case .object(let content)? = object["content"] else {
      throw error("content that is no object")
    }
    return content
  }

  func error(_ found: String, advice: String = ReaderError.damaged) -> ReaderError {
    SkopsReader.error("\(loader) of \(type): \(found)", at: object.byteOffset, advice: advice)
  }
}
