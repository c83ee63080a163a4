// An XML document, kept flat: names by number, attribute values and text in one buffer.
//
// A document of a forest has millions of small elements. As objects they would take many times the
// file's size; as rows of numbers they take about as much as the file.

import Archives
import Pipelines

/// The elements of a PMML document, in the order of the document.
final class PMMLDocument {
  /// One element.
  struct Row {
    /// The number of its name.
    var name: UInt16
    /// How many attributes it has.
    var attributeCount: UInt16
    /// Its first attribute.
    var firstAttribute: Int32
    /// The element behind its last descendant.
    var end: Int32
    /// Where its text begins in the buffer, and how long it is.
    var textStart: Int32
    var textCount: Int32
  }

  /// One attribute.
  struct Attribute {
    var name: UInt16
    var valueStart: Int32
    var valueCount: Int32
  }

  /// The names of elements and attributes, without prefixes.
  var names: [String] = []
  var rows: [Row] = []
  var attributes: [Attribute] = []
  /// Attribute values and texts, in UTF-8.
  var bytes: [UInt8] = []

  /// The outermost element.
  var root: PMMLElement { PMMLElement(document: self, index: 0) }

  func text(_ start: Int32, _ count: Int32) -> String {
    String(decoding: bytes[Int(start)..<Int(start + count)], as: UTF8.self)
  }
}

/// An element of a document.
struct PMMLElement {
  let document: PMMLDocument
  let index: Int

  private var row: PMMLDocument.Row { document.rows[index] }

  /// The name, without a prefix.
  var name: String { document.names[Int(row.name)] }

  /// The elements directly inside, but for extensions, which no rule of the standard reads.
  var children: Children { Children(document: document, place: index + 1, end: Int(row.end)) }

  /// The text directly inside, without white space at its ends.
  var text: String {
    document.text(row.textStart, row.textCount).trimmed
  }

  /// The text as it is written.
  var exactText: String { document.text(row.textStart, row.textCount) }

  /// All elements inside, in the order of the document.
  var descendants: some Sequence<PMMLElement> {
    (index + 1..<Int(row.end)).lazy.map { PMMLElement(document: document, index: $0) }
  }

  /// The first child called `name`.
  func child(_ name: String) -> PMMLElement? { children.first { $0.name == name } }

  /// The children called `name`.
  func children(_ name: String) -> [PMMLElement] { children.filter { $0.name == name } }

  /// The value of an attribute.
  subscript(_ name: String) -> String? {
    attribute(name).map { document.text($0.valueStart, $0.valueCount) }
  }

  private func attribute(_ name: String) -> PMMLDocument.Attribute? {
    let row = row
    let first = Int(row.firstAttribute)
    for attribute in document.attributes[first..<first + Int(row.attributeCount)]
    where document.names[Int(attribute.name)] == name {
      return attribute
    }
    return nil
  }

  /// The element and its place, for messages: `TreeModel`, or `Segment 'id'`.
  var place: String {
    (self["modelName"] ?? self["name"] ?? self["id"]).map { "\(name) '\($0)'" } ?? name
  }

  /// What is wrong with this element.
  func error(_ found: String, expected: String? = nil, advice: String? = nil) -> ReaderError {
    ReaderError(
      format: "PMML", place: .path(place), found: found, expected: expected, advice: advice)
  }

  /// Something that is known, and cannot be kept exactly.
  func unsupported(_ what: String) -> PipelineError {
    PipelineError(at: place, "\(what) is not supported")
  }

  /// An attribute that has to be there.
  func required(_ name: String) throws -> String {
    guard let value = self[name] else { throw error("there is no attribute '\(name)'") }
    return value
  }

  /// A child that has to be there.
  func requiredChild(_ name: String) throws -> PMMLElement {
    guard let child = child(name) else { throw error("there is no \(name)") }
    return child
  }

  /// A number.
  func double(_ name: String) throws -> Double? {
    guard let text = self[name] else { return nil }
    guard let number = Double(pmml: text) else {
      throw error("'\(name)' is '\(text.prefix(40))'", expected: "a number")
    }
    return number
  }

  /// A number that has to be there.
  func requiredDouble(_ name: String) throws -> Double {
    guard let number = try double(name) else { throw error("there is no attribute '\(name)'") }
    return number
  }

  /// An integer.
  func int(_ name: String) throws -> Int? {
    guard let number = try double(name) else { return nil }
    guard let integer = Int(exactly: number) else {
      throw error("'\(name)' is \(number)", expected: "an integer")
    }
    return integer
  }

  /// `true` or `false`, also as numbers.
  func bool(_ name: String) -> Bool? {
    switch self[name] {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  /// Goes through an element's children.
  struct Children: Sequence, IteratorProtocol {
    let document: PMMLDocument
    var place: Int
    let end: Int

    mutating func next() -> PMMLElement? {
      while place < end {
        let element = PMMLElement(document: document, index: place)
        place = Int(document.rows[place].end)
        if element.name != "Extension" { return element }
      }
      return nil
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    let bytes = utf8
    guard let start = bytes.firstIndex(where: { $0 > 32 }),
      let end = bytes.lastIndex(where: { $0 > 32 })
    else { return "" }
    return String(self[start...end])
  }
}

extension Double {
  /// A number as PMML writes it.
  init?(pmml text: String) {
    switch text {
    case "INF", "Infinity": self = .infinity
    case "-INF", "-Infinity": self = -.infinity
    case "NaN": self = .nan
    default:
      if let number = Double(text) {
        self = number
      } else if let number = Double(text.trimmed) {
        self = number
      } else {
        return nil
      }
    }
  }
}
