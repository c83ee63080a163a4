// The programs that operators become, as text: what is emitted is what is meant.

import PipelineCompiler
import Pipelines
import TensorIR
import Testing

/// The function that one operator becomes.
func program(_ operation: any PipelineOperator, over columns: [TestColumn]) throws -> String {
  let model = try Compiler.compile(
    pipeline(operation, over: columns), options: CompilerOptions(optimize: false))
  return model.program.function(CompiledModel.entry)?.description ?? ""
}

/// Columns for programs, of which only the types matter.
enum ProgramColumns {
  static let oneNumber: [TestColumn] = [.numbers([1])]
  static let twoNumbers: [TestColumn] = [.numbers([1]), .numbers([1])]
  static let oneText: [TestColumn] = [.texts(["a"])]
  static let textAndNumber: [TestColumn] = [.texts(["a"]), .numbers([1])]
}

struct NumberProgramTests {
  @Test func scalingIsASubtractionAndADivision() throws {
    let found = try program(
      ScaleColumns(offset: [0.5, 1], divisor: [2, 4]), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 2]) {
          %1 = constant {value = @offset} : f64[2]
          %2 = subtract %input, %1 : f64[rows, 2]
          %3 = constant {value = @divisor} : f64[2]
          %4 = divide %2, %3 : f64[rows, 2]
          return %4
        }
        """)
  }

  @Test func stretchingClipsByTwoExtremes() throws {
    let found = try program(
      AffineColumns(scale: [2, 4], shift: [1, 0], clip: 0...1), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 2]) {
          %1 = constant {value = @scale} : f64[2]
          %2 = multiply %input, %1 : f64[rows, 2]
          %3 = constant {value = @shift} : f64[2]
          %4 = add %2, %3 : f64[rows, 2]
          %5 = constant {value = @c} : f64[]
          %6 = maximum %4, %5 : f64[rows, 2]
          %7 = constant {value = @c.1} : f64[]
          %8 = minimum %6, %7 : f64[rows, 2]
          return %8
        }
        """)
  }

  @Test func normalisingGuardsAgainstZero() throws {
    let found = try program(
      NormalizeRows(norm: .l2), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 2]) {
          %1 = multiply %input, %input : f64[rows, 2]
          %2 = reduce_sum %1 {axes = ints[1], keep_dimensions = true} : f64[rows, 1]
          %3 = sqrt %2 : f64[rows, 1]
          %4 = constant {value = @c} : f64[]
          %5 = compare %3, %4 {direction = "less"} : bool[rows, 1]
          %6 = constant {value = @c.1} : f64[]
          %7 = select %5, %6, %3 : f64[rows, 1]
          %8 = divide %input, %7 : f64[rows, 2]
          return %8
        }
        """)
  }

  @Test func aFunctionIsOneOperation() throws {
    let found = try program(
      ElementwiseFunction(.log1p), over: ProgramColumns.oneNumber)
    #expect(
      found == """
        func @main(%x0: f64[rows, 1]) -> (transform: f64[rows, 1]) {
          %1 = log1p %x0 : f64[rows, 1]
          return %1
        }
        """)
  }

  @Test func aLinearModelIsAProductAndASum() throws {
    let found = try program(
      Linear(weights: [1, 2], featureCount: 2, bias: [3]), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 1]) {
          %1 = constant {value = @weights} : f64[1, 2]
          %2 = matmul %input, %1 {transpose_right = true} : f64[rows, 1]
          %3 = constant {value = @bias} : f64[1]
          %4 = add %2, %3 : f64[rows, 1]
          return %4
        }
        """)
  }

  @Test func aProjectionIsCentredFirst() throws {
    let found = try program(
      Project(mean: [1, 2], components: [3, 4], featureCount: 2, componentCount: 1, divisor: [5]),
      over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 1]) {
          %1 = constant {value = @mean} : f64[2]
          %2 = subtract %input, %1 : f64[rows, 2]
          %3 = constant {value = @components} : f64[1, 2]
          %4 = matmul %2, %3 {transpose_right = true} : f64[rows, 1]
          %5 = constant {value = @divisor} : f64[1]
          %6 = divide %4, %5 : f64[rows, 1]
          return %6
        }
        """)
  }

  @Test func monomialsAreBuiltByDegree() throws {
    let found = try program(
      Polynomial(powers: [[0, 0], [1, 0], [0, 1], [1, 1]], featureCount: 2),
      over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 4]) {
          %1 = constant {value = @one} : f64[1]
          %2 = broadcast %1 {dimensions = dimensions[rows, 1]} : f64[rows, 1]
          %3 = constant {value = @columns} : i64[1]
          %4 = gather %input, %3 {axis = 1} : f64[rows, 1]
          %5 = constant {value = @columns.1} : i64[1]
          %6 = gather %input, %5 {axis = 1} : f64[rows, 1]
          %7 = multiply %4, %6 : f64[rows, 1]
          %8 = concatenate %2, %input, %7 {axis = 1} : f64[rows, 4]
          return %8
        }
        """)
  }

  @Test func fillingChoosesForAMatrix() throws {
    let found = try program(
      FillMissing(marker: .missing, values: [.number(1), .number(2)]),
      over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f64[rows, 2]) {
          %1 = is_nan %input : bool[rows, 2]
          %2 = constant {value = @fill} : f64[2]
          %3 = select %1, %2, %input : f64[rows, 2]
          return %3
        }
        """)
  }

  @Test func oneTextFillsByOneOperation() throws {
    let found = try program(
      FillMissing(marker: .missing, values: [.text("?")]), over: ProgramColumns.oneText)
    #expect(
      found == """
        func @main(%x0: string[rows, 1]) -> (transform: string[rows, 1]) {
          %1 = constant {value = @fill} : string[]
          %2 = string_fill_missing %x0, %1 : string[rows, 1]
          return %2
        }
        """)
  }

  @Test func flagsLookAtTheirColumnsOnly() throws {
    let found = try program(
      MissingFlags(marker: .missing, columns: [1]), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: bool[rows, 1]) {
          %1 = slice %input {axis = 1, end = 2, start = 1, stride = 1} : f64[rows, 1]
          %2 = is_nan %1 : bool[rows, 1]
          return %2
        }
        """)
  }

  @Test func castingIsOneOperation() throws {
    let found = try program(
      CastColumns(to: .f32), over: ProgramColumns.twoNumbers)
    #expect(
      found == """
        func @main(%input: f64[rows, 2]) -> (transform: f32[rows, 2]) {
          %1 = cast %input {dtype = f32} : f32[rows, 2]
          return %1
        }
        """)
  }

  @Test func columnsThatAreNotUsedAreNoParameters() throws {
    let found = try program(
      SelectColumns(indices: [1]), over: ProgramColumns.textAndNumber)
    #expect(
      found == """
        func @main(%x1: f64[rows, 1]) -> (transform: f64[rows, 1]) {
          return %x1
        }
        """)
  }
}
