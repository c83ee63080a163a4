// The catalogue: every operator has a name of its own, and writes and reads its parameters.

import Foundation
import Pipelines
import Testing

@Suite struct OperatorCatalogTests {
  @Test func everyOperatorHasANameOfItsOwn() {
    let names = OperatorCatalog.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(OperatorCatalog.operation(named: name)?.name == name)
      #expect(name.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber }, "\(name)")
    }
    #expect(OperatorCatalog.operation(named: "no-such-operator") == nil)
  }

  private func written(_ operation: some PipelineOperator) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(operation), as: UTF8.self)
  }

  /// Expects that `operation` writes as `text`, and that reading the text gives what writes the same.
  private func expect<Operation: PipelineOperator>(
    _ operation: Operation, writes text: String
  ) throws {
    #expect(try written(operation) == text)
    let read = try JSONDecoder().decode(Operation.self, from: Data(text.utf8))
    #expect(try written(read) == text)
  }

  @Test func parametersAreWrittenUnderTheirOwnNames() throws {
    try expect(
      ScaleColumns(offset: [1, 2], divisor: nil), writes: #"{"offset":[1,2]}"#)
    try expect(Link(.logistic(slope: 2)), writes: #"{"function":{"logistic":2}}"#)
    try expect(Link(.softmax), writes: #"{"function":"softmax"}"#)
    try expect(
      DecideClass(labels: .strings(["a", "b"]), rule: .atLeast(0.5)),
      writes: #"{"labels":["a","b"],"rule":{"atLeast":0.5}}"#)
  }

  @Test func cellsAreWrittenAsTheyAre() throws {
    try expect(
      FillMissing(marker: .number(-1), values: [.number(2), .text("x"), .text("7"), .missing]),
      writes: #"{"marker":-1,"values":[2,"x",{"text":"7"},null]}"#)
    let table = CategoryTable(categories: [.text("a")], codes: [nil], unknown: .treatAs(3))
    try expect(
      OneHotEncode(columns: [table]),
      writes:
        #"{"columns":[{"categories":["a"],"codes":[null],"slotCount":1,"unknown":{"code":3}}],"dtype":"f64"}"#
    )
  }

  @Test func anUnknownCaseIsRefusedWithTheKnownOnes() {
    let text = Data(#"{"function":"softmaxx"}"#.utf8)
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Link.self, from: text)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("softmaxOfSignedPair"))
  }
}
