// What pipelines refuse to be, and what their tables become.

import Pipelines
import Tensors
import Testing

@Suite struct PipelineTests {
  @Test func columnsMeetInNumPysPromotedType() {
    func promoted(_ dtypes: DType...) -> DType? {
      TableType(dtypes.map { ColumnType(dtype: $0) }).promotedDType
    }
    #expect(promoted(.f32, .f32) == .f32)
    #expect(promoted(.f32, .i64) == .f64)
    #expect(promoted(.bool, .i64) == .i64)
    #expect(promoted(.bool, .f32) == .f32)
    #expect(promoted(.string, .f64) == nil)
  }

  @Test func anOperatorThatDoesNotFitNamesItsPlace() throws {
    var pipeline = Pipeline(
      name: "p",
      inputs: [InputColumn(name: "a", dtype: .f64), InputColumn(name: "b", dtype: .string)])
    let error = #expect(throws: PipelineError.self) {
      try pipeline.apply(
        ScaleColumns(offset: [1, 2], divisor: nil), to: [.input],
        origin: ["Pipeline", "steps[0] 'scale' (StandardScaler)"])
    }
    #expect(
      error?.description
        == "Pipeline > steps[0] 'scale' (StandardScaler): scale: column b is text; numbers were expected"
    )
  }

  @Test func selectionsKeepNamesAndMayRepeat() throws {
    var pipeline = Pipeline(
      name: "p", inputs: [InputColumn(name: "a", dtype: .f64), InputColumn(name: "b", dtype: .i64)])
    let chosen = try pipeline.apply(SelectColumns(indices: [1, 0, 1]), to: [.input])
    #expect(pipeline.type(of: chosen).columns.map(\.name) == ["b", "a", "b"])
    #expect(throws: PipelineError.self) {
      try pipeline.apply(SelectColumns(indices: [2]), to: [.input])
    }
  }

  @Test func aTableOfNumbersStays32BitsWideOnlyAsAWhole() throws {
    let scale = AffineColumns(scale: [1, 1], shift: nil)
    let mixed = try scale.outputType(
      of: [TableType([ColumnType(dtype: .f32), ColumnType(dtype: .i64)])])
    #expect(mixed.uniformDType == .f64)
    #expect(try scale.outputType(of: [TableType(width: 2, dtype: .f32)]).uniformDType == .f32)
  }

  @Test func categoriesOfAnotherKindThanTheColumnAreRefused() {
    let table = CategoryTable(categories: [.text("x")], codes: [0], unknown: .refuse)
    #expect(throws: PipelineError.self) {
      try OneHotEncode(columns: [table]).outputType(of: [TableType(width: 1, dtype: .f64)])
    }
  }
}
