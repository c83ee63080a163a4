// Encoders and bins.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors
import Testing

struct CategoryLoweringTests {
  private func texts(
    _ categories: [String], missing: Double? = nil, unknown: UnknownCategory
  ) -> CategoryTable {
    let known = categories.map(CellValue.text) + (missing == nil ? [] : [.missing])
    return CategoryTable(
      categories: known, codes: known.indices.map { Double($0) }, unknown: unknown,
      slotCount: known.count)
  }

  @Test func oneHotSetsOneColumnACategory() throws {
    let table = texts(["a", "b"], missing: 2, unknown: .none)
    let found = try rows(OneHotEncode(columns: [table]), [.texts(["b", nil, "z", "a"])])
    #expect(found == [[0, 1, 0], [0, 0, 1], [0, 0, 0], [1, 0, 0]])
  }

  @Test func oneHotDropsAndGathersCategories() throws {
    let table = CategoryTable(
      categories: [.number(5), .number(1), .number(3)], codes: [nil, 0, 1],
      unknown: .treatAs(1), slotCount: 2)
    let cells = TestColumn.numbers([1, 3, 5, 4, .nan, -.infinity])
    let found = try rows(OneHotEncode(columns: [table]), [cells])
    #expect(found == [[1, 0], [0, 1], [0, 0], [0, 1], [0, 1], [0, 1]])
  }

  @Test func anUnknownCategoryIsRefusedByColumnAndRow() throws {
    let operation = OneHotEncode(columns: [texts(["a"], unknown: .refuse)])
    let failure = #expect(throws: RequirementFailure.self) {
      try rows(operation, [.texts(["a", "a", "new"])])
    }
    #expect(failure?.row == 2)
    #expect(failure?.description.contains("'c0'") == true)
    #expect(failure?.description.contains("'new'") == true)
  }

  @Test func aMissingCategoryIsUnknownUnlessTrainingSawIt() throws {
    let operation = OneHotEncode(columns: [texts(["a"], unknown: .refuse)])
    #expect(throws: RequirementFailure.self) { try rows(operation, [.texts(["a", nil])]) }
    let seen = OneHotEncode(columns: [texts(["a"], missing: 1, unknown: .refuse)])
    #expect(try rows(seen, [.texts(["a", nil])]) == [[1, 0], [0, 1]])
  }

  @Test func ordinalCodesStandForCategories() throws {
    let table = CategoryTable(
      categories: [.text("lo"), .text("hi"), .missing], codes: [0, 1, nil], unknown: .treatAs(-1))
    let found = try rows(OrdinalEncode(columns: [table]), [.texts(["hi", nil, "?", "lo"])])
    #expect(agree(found, [[1], [.nan], [-1], [0]]))
  }

  @Test func numbersAreFoundWhereTheyAreEqual() throws {
    let table = CategoryTable(
      categories: [.number(-1.5), .number(0), .number(2), .number(.nan)], codes: [0, 1, 2, 3],
      unknown: .treatAs(9))
    let cells = TestColumn.numbers([-1.5, -0.0, 2, 2.0000001, .infinity, .nan, -2])
    let found = try rows(OrdinalEncode(columns: [table]), [cells])
    #expect(found == [[0], [1], [2], [9], [9], [3], [9]])
  }

  @Test func aCellOnAnEdgeIsInTheBinAbove() throws {
    let found = try rows(
      Discretize(edges: [[0, 1], []]),
      [.numbers([-1, 0, 0.5, 1, .infinity]), .numbers([1, 2, 3, 4, 5])])
    #expect(found == [[0, 0], [1, 0], [1, 0], [2, 0], [2, 0]])
  }

  @Test(arguments: [[2, 2], [2, 3]])
  func indicesBecomeIndicators(_ depths: [Int]) throws {
    let found = try rows(
      OneHotIndices(depths: depths), [.numbers([0, 1]), .numbers([1, 0])])
    let rest = [Double](repeating: 0, count: depths[1] - 2)
    #expect(found == [[1, 0, 0, 1] + rest, [0, 1, 1, 0] + rest])
  }
}
