// The programs that operators become, as text: what is emitted is what is meant.

import PipelineCompiler
import Pipelines
import TensorIR
import Testing

struct CategoryProgramTests {
  private static let words = CategoryTable(
    categories: [.text("a"), .text("b")], codes: [0, 1], unknown: .none, slotCount: 2)
  private static let numbers = CategoryTable(
    categories: [.number(1), .number(2)], codes: [0, 1], unknown: .refuse)

  @Test func oneHotLooksUpText() throws {
    let found = try program(
      OneHotEncode(columns: [Self.words]), over: ProgramColumns.oneText)
    #expect(
      found == """
        func @main(%x0: string[rows, 1]) -> (transform: f64[rows, 2]) {
          %1 = constant {value = @vocabulary} : string[2]
          %2 = string_lookup %x0, %1 : i64[rows, 1]
          %3 = constant {value = @c} : i64[]
          %4 = subtract %3, %2 : i64[rows, 1]
          %5 = constant {value = @c.1} : i64[]
          %6 = compare %2, %5 {direction = "greater_or_equal"} : bool[rows, 1]
          %7 = select %6, %2, %4 : i64[rows, 1]
          %8 = one_hot %7 {depth = 2, dtype = f64} : f64[rows, 1, 2]
          %9 = reshape %8 {dimensions = dimensions[rows, 2]} : f64[rows, 2]
          return %9
        }
        """)
  }

  @Test func anEncoderThatRefusesRequires() throws {
    let found = try program(
      OrdinalEncode(columns: [Self.numbers]), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 1]) {
          %1 = constant {value = @categories} : f64[2]
          %2 = search_sorted %1, %x0 {side = "left"} : i64[rows, 1]
          %3 = constant {value = @categories.1} : f64[3]
          %4 = gather %3, %2 {axis = 0} : f64[rows, 1]
          %5 = compare %4, %x0 {direction = "equal"} : bool[rows, 1]
          %6 = constant {value = @c} : i64[]
          %7 = constant {value = @c.1} : i64[]
          %8 = is_nan %x0 : bool[rows, 1]
          %9 = select %8, %7, %6 : i64[rows, 1]
          %10 = select %5, %2, %9 : i64[rows, 1]
          %11 = constant {value = @c} : i64[]
          %12 = compare %10, %11 {direction = "less"} : bool[rows, 1]
          %13 = require %10, %12, %x0 {message = "step > ordinal: column 'c0' holds a \
        category that training did not see"} : i64[rows, 1]
          %14 = constant {value = @codes} : f64[4]
          %15 = gather %14, %13 {axis = 0} : f64[rows, 1]
          return %15
        }
        """)
  }

  @Test func binsAreSearched() throws {
    let found = try program(
      Discretize(edges: [[0, 1]]), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 1]) {
          %1 = constant {value = @edges} : f64[2]
          %2 = search_sorted %1, %x0 {side = "right"} : i64[rows, 1]
          %3 = cast %2 {dtype = f64} : f64[rows, 1]
          return %3
        }
        """)
  }

  @Test func indicesAreExpanded() throws {
    let found = try program(
      OneHotIndices(depths: [3]), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 3]) {
          %1 = cast %x0 {dtype = i64} : i64[rows, 1]
          %2 = one_hot %1 {depth = 3, dtype = f64} : f64[rows, 1, 3]
          %3 = reshape %2 {dimensions = dimensions[rows, 3]} : f64[rows, 3]
          return %3
        }
        """)
  }

  @Test func constantsAreBroadcast() throws {
    let found = try program(
      ConstantColumns(values: [1, 2]), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 2]) {
          %1 = constant {value = @constants} : f64[2]
          %2 = broadcast %1 {dimensions = dimensions[rows, 2]} : f64[rows, 2]
          return %2
        }
        """)
  }

  @Test func theLogisticLinkIsOneOperation() throws {
    let found = try program(
      Link(.logistic(slope: 1)), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 1]) {
          %1 = logistic %x0 : f64[rows, 1]
          return %1
        }
        """)
  }

  @Test func softmaxSumsInOrder() throws {
    let found = try program(
      Link(.softmax), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 2]) {
          %1 = reduce_max %input {axes = ints[1], keep_dimensions = true} : f64[rows, 1]
          %2 = subtract %input, %1 : f64[rows, 2]
          %3 = exp %2 : f64[rows, 2]
          %4 = reduce_sum %3 {axes = ints[1], keep_dimensions = true, ordered = true} : \
        f64[rows, 1]
          %5 = divide %3, %4 : f64[rows, 2]
          return %5
        }
        """)
  }

  @Test func labelsAreGathered() throws {
    let found = try program(
      DecideClass(labels: .integers([3, 5]), rule: .above(0.5)), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: i64[rows, 1]) {
          %1 = constant {value = @c} : f64[]
          %2 = compare %x0, %1 {direction = "greater"} : bool[rows, 1]
          %3 = cast %2 {dtype = i64} : i64[rows, 1]
          %4 = constant {value = @labels} : i64[2]
          %5 = gather %4, %3 {axis = 0} : i64[rows, 1]
          return %5
        }
        """)
  }
}
