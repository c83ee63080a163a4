// Compiled models as files: written, read back, and damaged.

import Archives
import FoundationEssentials
import PipelineCompiler
import Pipelines
import TensorIR
import Tensors
import Testing

struct CompiledModelFileTests {
  private let cells: [TestColumn] = [.texts(["a", nil, "z"]), .numbers([1, 2, .nan])]

  /// A model with text, a matrix and an encoder.
  private func model() throws -> CompiledModel {
    var pipeline = Pipeline(
      name: "people \"and\" such",
      inputs: [
        InputColumn(name: "word", dtype: .string),
        InputColumn(name: "number", dtype: .f64, allowsMissing: false, note: "a note"),
      ])
    pipeline.facts = [("format", "test")]
    let word = try pipeline.apply(SelectColumns(indices: [0]), to: [.input])
    let number = try pipeline.apply(SelectColumns(indices: [1]), to: [.input])
    // More than 64 categories, so that the file holds text outside the program.
    let categories = ["a", "ü"] + (0..<70).map { "category \($0)" }
    let table = CategoryTable(
      categories: categories.map(CellValue.text), codes: categories.indices.map { Double($0) },
      unknown: .treatAs(-1))
    let codes = try pipeline.apply(OrdinalEncode(columns: [table]), to: [word])
    let joined = try pipeline.apply(ConcatenateColumns(), to: [codes, number])
    let scaled = try pipeline.apply(
      ScaleColumns(offset: [0.1, -0.2], divisor: nil), to: [joined])
    let scores = try pipeline.apply(
      Linear(weights: [1, 1], featureCount: 2, bias: [0]), to: [scaled])
    let label = try pipeline.apply(
      DecideClass(labels: .strings(["no", "yes"]), rule: .above(0)), to: [scores])
    pipeline.outputs = [
      PipelineOutput(
        method: "transform", table: scaled, columnNames: ["transform[a]", "transform[b]"],
        isDefault: true),
      PipelineOutput(method: "predict", table: label, columnNames: ["predict"], isDefault: true),
    ]
    return try Compiler.compile(pipeline)
  }

  private func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "windhover-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test func aModelReadsBackAsItWas() throws {
    let model = try model()
    try withFile { path in
      try model.write(to: path)
      let back = try CompiledModel.read(from: path)
      #expect(back.program.functions == model.program.functions)
      #expect(back.name == model.name)
      #expect(back.inputs == model.inputs)
      #expect(back.layout == model.layout)
      #expect(back.outputs == model.outputs)
      #expect(back.facts == model.facts)
      let (found, expected) = (try run(back, cells), try run(model, cells))
      #expect(found.map { $0.doubles().description } == expected.map { $0.doubles().description })
    }
  }

  @Test func aModelKeepsSomeOfItsMethods() throws {
    let model = try model()
    let predict = try model.selecting(methods: ["predict"])
    #expect(predict.program.function("main")?.resultNames == ["predict"])
    #expect(try run(predict, cells)[0].doubles() == run(model, cells)[1].doubles())
    #expect(throws: CompilerError.self) { try model.selecting(methods: ["apply"]) }
  }

  @Test func damagedFilesAreErrors() throws {
    let model = try model()
    let bytes = try withFile { path in
      try model.write(to: path)
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
    func read(_ bytes: [UInt8]) { _ = try? CompiledModel(SafetensorsFile(Bytes(bytes))) }
    for length in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: (any Error).self) {
        try CompiledModel(SafetensorsFile(Bytes(Array(bytes[..<length]))))
      }
    }
    for place in stride(from: 0, to: bytes.count, by: 3) {
      var flipped = bytes
      flipped[place] ^= UInt8(1 << (place % 8))
      read(flipped)
    }
  }

  @Test func aFileOfOtherTensorsIsRefused() throws {
    try withFile { path in
      var contents = SafetensorsContents()
      contents.add(Tensor([1.0, 2.0]), named: "weights")
      try contents.write(to: path)
      #expect(throws: CompilerError.self) { try CompiledModel.read(from: path) }
    }
  }
}
