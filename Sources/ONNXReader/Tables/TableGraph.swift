// A graph whose inputs are tables: what rows it takes, and what it gives for each row.

import ONNXSchema
import PipelineCompiler
import PipelineReaders
import Pipelines
import TensorIR
import Tensors

/// A model that scores rows.
struct TableGraph: Sendable {
  /// An input of the graph: a matrix of rows, or a vector with a number for each row.
  struct Input: Sendable {
    let name: String
    /// The dtype of the graph's tensor.
    let dtype: DType
    /// The number of columns.
    let width: Int
    /// Whether the tensor has one axis only.
    var isVector = false
    /// The keys of a map, of which each has a column; `nil` of a tensor.
    var keys: [String]?

    /// The dtype of the table's columns.
    var columnDType: DType {
      switch dtype {
      case .i32, .i8: .i64
      case .bf16: .f32
      default: dtype
      }
    }
  }

  /// An output of the graph, as columns.
  struct Output: Sendable {
    let name: String
    let columnNames: [String]
    let dtype: DType
  }

  let model: ONNXModel
  let inputs: [Input]
  private(set) var outputs: [Output] = []
  /// The outputs that are no columns, and why.
  private(set) var skipped: [String] = []

  /// Finds out what the model takes and gives.
  /// - Throws: `ReaderError` where it does not take rows, or has an operator that is not read.
  init(_ model: ONNXModel) throws {
    self.model = model
    inputs = try TableInputs.inputs(of: model)
    let program = ProgramBuilder(name: "outputs")
    var outputs: [Output] = []
    var skipped: [String] = []
    let parameters = inputs.enumerated().map { index, input in
      ("x\(index)", ValueType.tensor(input.columnDType, [.rows, .fixed(input.width)]))
    }
    try program.define("outputs", parameters: parameters) { builder, matrices in
      let columns = try columns(matrices, builder: builder, options: CompilerOptions())
      for (output, column) in zip(model.graph.output, columns) {
        guard let column else {
          skipped.append(output.name)
          continue
        }
        outputs.append(
          Output(
            name: output.name, columnNames: column.names,
            dtype: builder.tensorType(of: column.matrix).dtype))
      }
      return []
    }
    guard !outputs.isEmpty else {
      throw ReaderError(
        format: "ONNX", place: .path("graph"), found: "no output with a value for each row",
        expected: "an output whose first extent is the number of rows")
    }
    self.outputs = outputs
    self.skipped = skipped
  }

  /// The outputs for the rows of the inputs' matrices; `nil` for one that is no columns.
  func columns(
    _ matrices: [ValueID], builder: FunctionBuilder, options: CompilerOptions
  ) throws -> [(matrix: ValueID, names: [String])?] {
    var values: [String: GraphValue] = [:]
    for (input, matrix) in zip(inputs, matrices) {
      let tensor = try Self.tensor(matrix, of: input, builder)
      values[input.name] =
        input.keys.map { .map(ClassScores(classes: $0, scores: tensor)) } ?? .tensor(tensor)
    }
    let translator = GraphTranslator(model, builder: builder, options: options)
    do {
      let results = try translator.run(values)
      return try zip(model.graph.output, results).map { output, value in
        try Self.columns(of: value, named: output.name, builder)
      }
    } catch let needed as ValueNeeded {
      throw needed.refusal
    }
  }

  /// A table's matrix as the graph's tensor.
  private static func tensor(
    _ matrix: ValueID, of input: Input, _ b: FunctionBuilder
  ) throws -> ValueID {
    var tensor = matrix
    if input.dtype == .string {
      // A cell without text is the empty text: ONNX has no missing texts.
      tensor = try b.stringFillMissing(tensor, b.constant(Tensor(strings: [""], shape: [])))
    } else if input.keys != nil, input.dtype.isFloatingPoint {
      // A cell without a number is a key that the map does not have.
      tensor = try b.select(b.isNaN(tensor), b.number(0, input.dtype), tensor)
    } else if input.dtype != input.columnDType {
      tensor = try b.cast(tensor, input.dtype)
    }
    return input.isVector ? try b.reshape(tensor, [.rows]) : tensor
  }

  /// The value as a matrix `[rows, columns]` with a name for each column; `nil` where it has no rows.
  private static func columns(
    of value: GraphValue, named name: String, _ b: FunctionBuilder
  ) throws -> (matrix: ValueID, names: [String])? {
    switch value {
    case .map(let map):
      let scores = try byRow(map.scores, width: map.classes.count, b)
      return (try inTables(scores, b), map.classes.map { "\(name)[\($0)]" })
    case .tensor(let tensor):
      let type = b.tensorType(of: tensor)
      guard let first = type.dimensions.first, first == .rows || first == .unknown else {
        return nil
      }
      var width = 1
      for dimension in type.dimensions.dropFirst() {
        guard let extent = dimension.extent, extent > 0, extent <= 1 << 20 else { return nil }
        width *= extent
        guard width <= 1 << 20 else { return nil }
      }
      let matrix = try byRow(tensor, width: width, b)
      let names = width == 1 ? [name] : (0..<width).map { "\(name)[\($0)]" }
      return (try inTables(matrix, b), names)
    case .sequence, .absent, .tokens: return nil
    }
  }

  /// The tensor as a matrix with a row for each row of the table.
  ///
  /// Rows that the graph lost sight of, joined with another axis and split from it again, are checked
  /// when the program runs.
  private static func byRow(
    _ tensor: ValueID, width: Int, _ b: FunctionBuilder
  ) throws -> ValueID {
    let dimensions = b.tensorType(of: tensor).dimensions
    if dimensions.count == 2, dimensions[0] == .rows { return tensor }
    return try b.reshape(tensor, [.rows, .fixed(width)])
  }

  /// A matrix in one of the dtypes that tables have.
  private static func inTables(_ matrix: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    switch b.tensorType(of: matrix).dtype {
    case .i32, .i8: try b.cast(matrix, .i64)
    case .bf16: try b.cast(matrix, .f32)
    default: matrix
    }
  }
}
