// Operators on numbers, against plain arithmetic.

import Glibc
import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct NumberLoweringTests {
  let columns = awkward.map(TestColumn.numbers)
  let plain = transposed(awkward)

  @Test func scalingSubtractsAndDivides() throws {
    let found = try rows(ScaleColumns(offset: [0.5, -1], divisor: [3, 0.1]), columns)
    #expect(agree(found, plain.map { [($0[0] - 0.5) / 3, ($0[1] + 1) / 0.1] }))
  }

  @Test func scalingLeavesOutWhatIsNotThere() throws {
    #expect(agree(try rows(ScaleColumns(offset: nil, divisor: nil), columns), plain))
  }

  @Test func clippingKeepsNaN() throws {
    let operation = AffineColumns(scale: [2, 3], shift: [1, 0], clip: 0...1)
    let found = try rows(operation, columns)
    let clip = { (x: Double) in x.isNaN ? x : min(max(x, 0), 1) }
    #expect(agree(found, plain.map { [clip($0[0] * 2 + 1), clip($0[1] * 3)] }))
  }

  @Test func normalisingDividesByTheNorm() throws {
    let cells: [TestColumn] = [.numbers([3, 0, -1, 1e-17]), .numbers([4, 0, 1, 0])]
    #expect(
      agree(
        try rows(NormalizeRows(norm: .l2), cells),
        [[0.6, 0.8], [0, 0], [-1 / 2.0.squareRoot(), 1 / 2.0.squareRoot()], [1e-17, 0]]))
    #expect(
      agree(
        try rows(NormalizeRows(norm: .l1), cells),
        [[3 / 7.0, 4 / 7.0], [0, 0], [-0.5, 0.5], [1e-17, 0]]))
    #expect(
      agree(
        try rows(NormalizeRows(norm: .max), cells), [[0.75, 1], [0, 0], [-1, 1], [1e-17, 0]]))
  }

  @Test(arguments: ElementwiseFunction.Name.allCases)
  func functionsAreThoseOfNumPy(_ name: ElementwiseFunction.Name) throws {
    let cells = awkward[0] + [0.3, 2.5, -2.5, 1000, 8, -27]
    let found = try rows(ElementwiseFunction(name), [.numbers(cells)])
    #expect(agree(found, cells.map { [Self.reference(name, $0)] }))
  }

  private static func reference(_ name: ElementwiseFunction.Name, _ x: Double) -> Double {
    switch name {
    case .log: log(x)
    case .log1p: log1p(x)
    case .log2: log2(x)
    case .log10: log10(x)
    case .exp: exp(x)
    case .expm1: expm1(x)
    case .exp2: exp2(x)
    case .sqrt: x.squareRoot()
    case .cbrt: cbrt(x)
    case .square: x * x
    case .absolute: abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .negative: -x
    case .reciprocal: 1 / x
    case .sin: sin(x)
    case .cos: cos(x)
    case .tan: tan(x)
    case .tanh: tanh(x)
    case .floor: floor(x)
    case .ceil: ceil(x)
    case .rint: rint(x)
    case .trunc: trunc(x)
    case .sinh: sinh(x)
    case .cosh: cosh(x)
    case .arcsin: asin(x)
    case .arccos: acos(x)
    case .arctan: atan(x)
    case .arcsinh: asinh(x)
    case .arccosh: acosh(x)
    case .arctanh: atanh(x)
    case .deg2rad: x * (.pi / 180)
    case .rad2deg: x * (180 / .pi)
    case .isnan: x.isNaN ? 1 : 0
    case .isinf: x.isInfinite ? 1 : 0
    case .isfinite: x.isFinite ? 1 : 0
    case .signbit: x.sign == .minus ? 1 : 0
    }
  }

  @Test func linearModelsMultiplyAndAdd() throws {
    let cells: [[Double]] = [[1, 2, .nan], [0.5, -1, 4]]
    let found = try rows(
      Linear(weights: [2, 3, -1, 0.25], featureCount: 2, bias: [10, -1]),
      cells.map(TestColumn.numbers))
    let expected = transposed(cells).map { x in
      [x[0] * 2 + x[1] * 3 + 10, x[0] * -1 + x[1] * 0.25 - 1]
    }
    #expect(agree(found, expected))
  }

  @Test func projectionsCentreAndWhiten() throws {
    let cells: [[Double]] = [[1, 2], [0.5, -1]]
    let found = try rows(
      Project(
        mean: [0.5, 0.25], components: [0.6, 0.8], featureCount: 2, componentCount: 1,
        divisor: [3]),
      cells.map(TestColumn.numbers))
    let expected = transposed(cells).map { x in [((x[0] - 0.5) * 0.6 + (x[1] - 0.25) * 0.8) / 3] }
    #expect(agree(found, expected))
  }

  @Test func polynomialsMultiplyInTheLibrarysOrder() throws {
    let powers = [
      [0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2], [3, 0], [2, 1], [1, 2], [0, 3],
    ]
    let found = try rows(Polynomial(powers: powers, featureCount: 2), columns)
    let expected = plain.map { x in
      let (a, b) = (x[0], x[1])
      return [
        1, a, b, a * a, a * b, b * b, a * (a * a), a * (a * b), a * (b * b), b * (b * b),
      ]
    }
    #expect(agree(found, expected))
  }

  @Test func polynomialsWithoutLowDegreesStillBuildOnThem() throws {
    let found = try rows(
      Polynomial(powers: [[1, 2]], featureCount: 2), [.numbers([3, 0.5]), .numbers([2, 7])])
    #expect(agree(found, [[12], [24.5]]))
  }

  @Test func aPolynomialOfHugeDegreeIsRefused() throws {
    let operation = Polynomial(powers: [[1 << 40]], featureCount: 1)
    #expect(throws: CompilerError.self) { try rows(operation, [.numbers([1])]) }
  }

  @Test func fillingReplacesNaN() throws {
    let operation = FillMissing(marker: .missing, values: [.number(-1), .missing])
    let found = try rows(operation, columns)
    #expect(agree(found, plain.map { [$0[0].isNaN ? -1 : $0[0], $0[1]] }))
  }

  @Test func fillingReplacesANumber() throws {
    let operation = FillMissing(marker: .number(0), values: [.number(9), .number(8)])
    let found = try rows(operation, columns)
    #expect(agree(found, plain.map { [$0[0] == 0 ? 9 : $0[0], $0[1] == 0 ? 8 : $0[1]] }))
  }

  @Test func flagsTellWhatIsMissing() throws {
    let found = try rows(MissingFlags(marker: .missing, columns: [1, 0]), columns)
    #expect(agree(found, plain.map { [$0[1].isNaN ? 1 : 0, $0[0].isNaN ? 1 : 0] }))
  }

  @Test func textIsFilledColumnByColumn() throws {
    let cells: [TestColumn] = [.texts(["a", nil, ""]), .texts([nil, "b", "a"])]
    let operation = FillMissing(marker: .missing, values: [.text("x"), .text("y")])
    let model = try Compiler.compile(pipeline(operation, over: cells))
    let strings = try run(model, cells)[0].strings
    #expect((0..<6).map { strings[$0] } == ["a", "y", "x", "b", "", "a"])
  }

  @Test func columnsOfTextAndNumbersAreSelectedTogether() throws {
    let cells: [TestColumn] = [.texts(["a", "b"]), .numbers([1, 2]), .numbers([3, 4])]
    let model = try Compiler.compile(pipeline(SelectColumns(indices: [2, 0, 2]), over: cells))
    #expect(model.layout.columns == [0, 2])
    let results = try run(model, cells)
    #expect(model.outputs[0].results == ["transform.0", "transform.1", "transform.2"])
    #expect(results[0].doubles() == [3, 4])
    #expect(results[1].strings[1] == "b")
  }
}
