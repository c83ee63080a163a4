// XML by libxml2's streaming reader, which is told to load nothing and expand nothing.

import Archives
import CLibXML2

/// Reads a document.
struct PMMLParser {
  private let reader: xmlTextReaderPtr
  private let document = PMMLDocument()
  private var nameNumbers: [UnsafePointer<xmlChar>: UInt16] = [:]
  /// The elements that are open.
  private var open: [Int] = []
  /// The pieces of text of the open elements, where they have some.
  private var texts: [Int: [UInt8]] = [:]

  /// The most elements and bytes of text that are kept: places are numbers of 32 bits.
  private static let largestCount = Int(Int32.max) / 2

  /// Reads the document in `bytes`.
  /// - Throws: `ReaderError` where it is not well-formed, or declares a document type or entities.
  static func parse(_ bytes: Bytes) throws -> PMMLDocument {
    guard bytes.count <= largestCount else {
      throw ReaderError(
        format: "PMML", found: "\(bytes.count) bytes", expected: "at most \(largestCount)")
    }
    return try bytes.withUnsafeBytes { buffer in
      guard !declaresType(buffer) else {
        throw ReaderError(
          format: "PMML", found: "a document type is declared",
          expected: "a document without one: entities are not expanded, and nothing else is loaded",
          advice: "save the model without a document type")
      }
      let options = Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_COMPACT.rawValue)
      guard let base = buffer.baseAddress,
        let reader = xmlReaderForMemory(
          base.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, nil, options)
      else { throw ReaderError(format: "PMML", found: "an empty file") }
      defer { xmlFreeTextReader(reader) }
      xmlTextReaderSetStructuredErrorHandler(reader, { _, _ in }, nil)
      var parser = PMMLParser(reader: reader)
      return try parser.read()
    }
  }

  /// Whether there is a document type before the first element.
  ///
  /// The library would look at the entities that it declares before it tells of it, which takes as long
  /// as their author likes.
  private static func declaresType(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var place = 0
    func starts(with text: StaticString) -> Bool {
      text.withUTF8Buffer { bytes[place...].starts(with: $0) }
    }
    func skip(past end: StaticString) {
      while place < bytes.count, !starts(with: end) { place += 1 }
      place += end.utf8CodeUnitCount
    }
    while place < bytes.count {
      if starts(with: "<?") {
        skip(past: "?>")
      } else if starts(with: "<!--") {
        skip(past: "-->")
      } else if starts(with: "<") {
        return starts(with: "<!")
      } else {
        place += 1
      }
    }
    return false
  }

  private init(reader: xmlTextReaderPtr) { self.reader = reader }

  private mutating func read() throws -> PMMLDocument {
    while true {
      switch xmlTextReaderRead(reader) {
      case 1: try readNode()
      case 0:
        guard !document.rows.isEmpty, open.isEmpty else { throw malformed("there is no element") }
        return document
      default: throw malformed("the document is not well-formed XML")
      }
    }
  }

  private mutating func readNode() throws {
    let type = UInt32(bitPattern: xmlTextReaderNodeType(reader))
    switch type {
    case XML_READER_TYPE_ELEMENT.rawValue: try beginElement()
    case XML_READER_TYPE_END_ELEMENT.rawValue: endElement()
    case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
      XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue:
      if let element = open.last, let text = xmlTextReaderConstValue(reader) {
        texts[element, default: []] += UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
      }
    case XML_READER_TYPE_DOCUMENT_TYPE.rawValue:
      throw malformed("a document type is declared, which PMML documents have none of")
    case XML_READER_TYPE_ENTITY_REFERENCE.rawValue, XML_READER_TYPE_ENTITY.rawValue:
      throw malformed("an entity is used; entities are not expanded")
    default: break
    }
  }

  private mutating func beginElement() throws {
    let index = document.rows.count
    guard index < Self.largestCount, document.bytes.count < Self.largestCount else {
      throw malformed("there are too many elements")
    }
    let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
    var row = PMMLDocument.Row(
      name: try currentName(), attributeCount: 0,
      firstAttribute: Int32(document.attributes.count), end: Int32(index + 1), textStart: 0,
      textCount: 0)
    while xmlTextReaderMoveToNextAttribute(reader) == 1 {
      guard xmlTextReaderIsNamespaceDecl(reader) != 1, let value = xmlTextReaderConstValue(reader)
      else { continue }
      guard row.attributeCount < UInt16.max else {
        throw malformed("there are too many attributes")
      }
      let (start, count) = append(UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
      document.attributes.append(
        PMMLDocument.Attribute(name: try currentName(), valueStart: start, valueCount: count))
      row.attributeCount += 1
    }
    document.rows.append(row)
    if !isEmpty { open.append(index) }
  }

  private mutating func endElement() {
    guard let index = open.popLast() else { return }
    document.rows[index].end = Int32(document.rows.count)
    if let text = texts.removeValue(forKey: index) {
      (document.rows[index].textStart, document.rows[index].textCount) =
        text.withUnsafeBufferPointer { append($0) }
    }
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) -> (Int32, Int32) {
    let start = document.bytes.count
    document.bytes.append(contentsOf: bytes)
    return (Int32(start), Int32(bytes.count))
  }

  /// The number of the current node's name.
  ///
  /// Names are kept once by the parser, so that their addresses
  /// tell them apart.
  private mutating func currentName() throws -> UInt16 {
    guard let name = xmlTextReaderConstLocalName(reader) else {
      throw malformed("a name is missing")
    }
    if let number = nameNumbers[name] { return number }
    guard document.names.count < Int(UInt16.max) else {
      throw malformed("there are too many different names")
    }
    let number = UInt16(document.names.count)
    nameNumbers[name] = number
    // Some producers' own attributes stand for ones that later versions of the standard have.
    let text = String(cString: name)
    document.names.append(text.hasPrefix("x-") ? String(text.dropFirst(2)) : text)
    return number
  }

  private func malformed(_ found: String) -> ReaderError {
    ReaderError(
      format: "PMML", place: .line(max(1, Int(xmlTextReaderGetParserLineNumber(reader)))),
      found: found, expected: "a PMML document", advice: ReaderError.damaged)
  }
}
