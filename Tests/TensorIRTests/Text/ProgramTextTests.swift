import TensorIR
import Tensors
import Testing

@Suite struct ProgramTextTests {
  static let iris = """
    program "iris"
    constant @scale : f64[4] = [1.0, 2.5, -0.0, inf]
    constant @weights : f32[100, 4] external
    func @main(%x: f64[rows, 4]) -> (predict: f64[rows], top: i64[rows]) {
      %1 = constant {value = @scale} : f64[4]
      %2 = divide %x, %1 : f64[rows, 4]
      %3 = reduce_sum %2 {axes = ints[1]} : f64[rows]
      %4 = arg_max %2 {axis = 1} : i64[rows]
      return %3, %4
    }

    """

  @Test func `the text form is what it reads`() throws {
    let weights = Tensor([Float](repeating: 1, count: 400), shape: [100, 4])
    let program = try Program(parsing: Self.iris, external: ["weights": weights])
    #expect(program.text() == Self.iris)
  }

  @Test func `every dtype of constant reads back to the same bits`() throws {
    let builder = ProgramBuilder(name: "a \"quoted\"\n\\ name \u{1F600}")
    let tensors: [Tensor] = [
      .f64([
        0.1, -0.0, .nan, -.infinity, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1e22,
        -.nan,
      ]),
      Tensor([Float(0.1), .nan, .infinity, Float.leastNonzeroMagnitude, 16_777_216]),
      Tensor([BFloat16(1.5), BFloat16(bitPattern: 0x7FC0), BFloat16(bitPattern: 1)]),
      .i64([.min, .max], [1, 2]), Tensor([Int32.min]), Tensor([Int8.min, 127]),
      Tensor([true, false]), Tensor(strings: ["", nil, "missing", "a\"\\\n\u{0}\u{E9}", "]"]),
      .f64([], [0, 3]), Tensor(scalar: 2.0),
    ]
    try builder.define("f", parameters: []) { b, _ in
      try tensors.map { try b.constant($0, named: "odd name, \($0.dtype)") }
    }
    let program = builder.build()
    let again = try Program(parsing: program.text())
    #expect(again.text() == program.text())
    #expect(again.name == program.name && again.functions == program.functions)
    for ((name, tensor), (otherName, other)) in zip(program.constants, again.constants) {
      #expect(name == otherName && tensor.shape == other.shape && tensor.dtype == other.dtype)
      if tensor.dtype == .string {
        #expect(tensor.strings.bytes == other.strings.bytes)
        #expect(tensor.strings.missing == other.strings.missing)
      } else {
        #expect(
          tensor.withUnsafeBytes { Array($0) } == other.withUnsafeBytes { Array($0) }, "\(name)")
      }
    }
  }

  @Test func `programs with control flow and every kind of attribute read back`() throws {
    for program in [try recursivePrograms(), try treeProgram(), try loopProgram()] {
      let again = try Program(parsing: program.text())
      #expect(again.functions == program.functions)
      #expect(again.text() == program.text())
    }
  }

  @Test func `random programs read back to the same program`() throws {
    var random = RandomNumbers(seed: 1)
    for _ in 0..<100 {
      let program = try randomProgram(&random)
      try program.verify()
      let again = try Program(parsing: program.text())
      #expect(again.functions == program.functions)
    }
  }

  @Test(arguments: [
    ("", "line 1, column 1: 'program' was expected"),
    ("program \"x\"\nfunc @f(", "line 2, column 9: '%' was expected"),
    ("program \"x", "line 1, column 11: the text in quotes does not end"),
    (
      "program \"x\" func @f() -> () { %0 = nothing : f64[] return }",
      "@f, nothing: there is no such operation"
    ),
    (
      "program \"x\" func @f(%a: f64[2]) -> (y: f64[3]) { %1 = exp %a : f64[3] return %1 }",
      "@f, exp: %1 is said to be f64[3], but is f64[2]"
    ),
    (
      "program \"x\" func @f(%a: f64[n]) -> () { return %1 }",
      "line 1, column 48: %1 is not defined"
    ),
    (
      "program \"x\" constant @c : f64[9223372036854775807, 2] = []",
      "line 1, column 31: extents are 0 ... 1099511627776"
    ),
  ])
  func `faults say where they are`(text: String, message: String) {
    let error = #expect(throws: ProgramError.self) { try Program(parsing: text) }
    #expect(error?.description == message)
  }

  @Test func `damaged text is refused or read, but never crashes`() throws {
    var random = RandomNumbers(seed: 2)
    let texts = [
      try treeProgram().text(), try loopProgram().text(), try recursivePrograms().text(),
    ]
    let pieces = Array("{}[]()<>%@\"\\=,:?-1e9999999999999999999 \n").map(String.init)
    var read = 0
    for round in 0..<3000 {
      var characters = Array(texts[round % texts.count])
      for _ in 0...random.below(3) {
        let place = random.below(characters.count)
        switch random.below(4) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
        case 2: characters[place] = characters[random.below(characters.count)]
        default: characters.removeSubrange(place..<min(place + 8, characters.count))
        }
        if characters.isEmpty { characters = ["x"] }
      }
      do {
        _ = try Program(parsing: String(characters))
        read += 1
      } catch is ProgramError {}
    }
    #expect(read < 3000)
  }
}
