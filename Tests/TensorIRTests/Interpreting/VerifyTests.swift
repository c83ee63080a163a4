import TensorIR
import Tensors
import Testing

@Suite struct VerifyTests {
  private func program(_ change: (inout Function) -> Void) throws -> Program {
    var program = try loopProgram()
    guard var function = program.function("turn") else { return program }
    change(&function)
    program.define(function)
    return program
  }

  @Test func `each fault is found and named`() throws {
    let faults: [(String, (inout Function) -> Void)] = [
      ("@turn, add", { $0.operations.swapAt(1, 2) }),
      ("@turn, sin", { $0.operations[0].operands = [ValueID(99)] }),
      ("@turn", { $0.returns[0] = ValueID(-1) }),
      ("@turn", { $0.parameterNames[1] = "x" }),
      ("@turn", { $0.resultNames.removeLast() }),
      ("@turn, sin", { $0.operations[0].results = [ValueID(0)] }),
      ("@turn, sin", { $0.valueTypes[3] = f64Scalar }),
      ("@turn", { $0.valueTypes.append(f64Scalar) }),
      ("@turn, parameter w", { $0.valueTypes[1] = .tensor(.f64, [-1]) }),
      (
        "@main, while",
        {
          $0.returns.removeLast(); $0.resultNames.removeLast()
        }
      ),
    ]
    try program { _ in }.verify()
    for (place, change) in faults {
      let broken = try program(change)
      let error = #expect(throws: ProgramError.self) { try broken.verify() }
      #expect(error?.place.hasPrefix(place) == true, "\(place): \(String(describing: error))")
    }
  }

  @Test func `a function is specialised to bound extents`() throws {
    let program = try Program(
      parsing: """
        program "p"
        func @main(%x: f64[rows, 4]) -> (y: f64[rows, 2, 2], n: f64[?]) {
          %1 = reshape %x {dimensions = dimensions[rows, 2, 2]} : f64[rows, 2, 2]
          %2 = reshape %x {dimensions = dimensions[?]} : f64[?]
          return %1, %2
        }
        """)
    let main = try #require(program.function("main"))
    let bound = try main.specialised(binding: ["rows": 5], in: program)
    #expect(
      bound.valueTypes == [
        .tensor(.f64, [5, 4]), .tensor(.f64, [5, 2, 2]), .tensor(.f64, [20]),
      ])
    #expect(bound.operations[0].attributes == ["dimensions": .dimensions([5, 2, 2])])
  }
}
