// Documents that are no models, or want more than their size.

import Archives
import PipelineReaders
import Testing

private func message(_ text: String) -> String {
  do {
    _ = try PMMLReader.read(Bytes(utf8: text), name: "model.pmml")
    return "no error"
  } catch {
    return "\(error)"
  }
}

private let stump = """
  <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><Header/>
  <DataDictionary><DataField name="x" optype="continuous" dataType="double"/>
  <DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
  <TreeModel functionName="regression"><MiningSchema><MiningField name="x"/>
  <MiningField name="y" usageType="target"/></MiningSchema>
  <Node score="0"><True/>
  <Node score="1"><SimplePredicate field="x" operator="lessOrEqual" value="2"/></Node>
  <Node score="3"><SimplePredicate field="x" operator="greaterThan" value="2"/></Node>
  </Node></TreeModel></PMML>
  """

@Suite struct HostilePMMLTests {
  @Test func theSmallestModelIsRead() { #expect(message(stump) == "no error") }

  @Test func truncationIsFound() throws {
    let bytes = Array(stump.utf8)
    for length in 0..<(bytes.count - 1) {
      #expect(throws: ReaderError.self) {
        try PMMLReader.read(Bytes(Array(bytes[..<length])), name: "model")
      }
    }
  }

  @Test func flippedBitsNeverCrash() {
    var bytes = Array(stump.utf8)
    for bit in bytes.indices.map({ $0 * 8 + $0 % 7 }) {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try? PMMLReader.read(Bytes(bytes), name: "model")
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test func entitiesAreNotExpanded() {
    var laughs = "<!DOCTYPE PMML [<!ENTITY a0 \"ha\">"
    for level in 1...30 {
      laughs += "<!ENTITY a\(level) \"&a\(level - 1);&a\(level - 1);&a\(level - 1);\">"
    }
    #expect(message(laughs + "]><PMML>&a30;</PMML>").contains("document type"))
    let outside = "<!DOCTYPE PMML [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><PMML>&x;</PMML>"
    #expect(message(outside).contains("document type"))
  }

  @Test func deepNestingIsRefused() {
    let depth = 100_000
    let deep =
      "<PMML>" + String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
      + "</PMML>"
    #expect(message(deep).contains("not well-formed"))
  }

  @Test func hugeAttributesAreRead() {
    let huge = stump.replacing(
      "version=\"4.4\"", with: "version=\"\(String(repeating: "4", count: 1_000_000))\"")
    #expect(message(huge) == "no error")
  }

  @Test func whatIsNotSupportedIsNamed() {
    let text = stump.replacing("TreeModel", with: "TextModel")
    #expect(message(text).contains("TextModel is not supported"))
    let unknown = stump.replacing("field=\"x\"", with: "field=\"z\"")
    #expect(message(unknown).contains("the field 'z' does not exist"))
  }
}
