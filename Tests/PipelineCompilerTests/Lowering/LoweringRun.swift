// Runs one operator, compiled, on a few columns.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

/// A column of a test's table.
enum TestColumn {
  case numbers([Double])
  case texts([String?])

  var dtype: DType {
    switch self {
    case .numbers: .f64
    case .texts: .string
    }
  }

  var tensor: Tensor {
    switch self {
    case .numbers(let numbers): Tensor(numbers, shape: [numbers.count, 1])
    case .texts(let texts): Tensor(strings: texts, shape: [texts.count, 1])
    }
  }
}

/// A pipeline of one operator over `columns`, as the method `transform`.
func pipeline(
  _ operation: any PipelineOperator, over columns: [TestColumn]
) throws -> Pipeline {
  var pipeline = Pipeline(
    name: "test",
    inputs: columns.enumerated().map { InputColumn(name: "c\($0)", dtype: $1.dtype) })
  let table = try pipeline.apply(operation, to: [.input], origin: ["step"])
  pipeline.outputs = [
    PipelineOutput(
      method: "transform", table: table,
      columnNames: (0..<pipeline.type(of: table).width).map { "transform[\($0)]" },
      isDefault: true)
  ]
  return pipeline
}

/// What a compiled model gives for columns, by the reference interpreter.
func run(_ model: CompiledModel, _ columns: [TestColumn]) throws -> [Tensor] {
  let used = model.layout.columns.map { columns[$0].tensor }
  let arguments: [Tensor]
  if model.layout.isPacked {
    let lists = used.map { $0.elements(of: Double.self) }
    let rows = lists[0].count
    let packed = (0..<rows).flatMap { row in lists.map { $0[row] } }
    arguments = [Tensor(packed, shape: Shape([rows, lists.count]))]
  } else {
    arguments = used
  }
  return try Interpreter(model.program).run(CompiledModel.entry, arguments)
}

/// The rows that an operator gives for columns of numbers or text.
func rows(_ operation: any PipelineOperator, _ columns: [TestColumn]) throws -> [[Double]] {
  let model = try Compiler.compile(
    pipeline(operation, over: columns), options: CompilerOptions(optimize: false))
  let result = try run(model, columns)[0]
  let numbers = result.doubles()
  let width = result.shape[1]
  return (0..<result.shape[0]).map { row in Array(numbers[row * width..<(row + 1) * width]) }
}

/// Whether two tables of numbers agree to nine digits, NaN with NaN.
func agree(_ a: [[Double]], _ b: [[Double]]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { left, right in
      left.count == right.count
        && zip(left, right).allSatisfy { x, y in
          x == y || (x.isNaN && y.isNaN) || (x - y).magnitude <= 1e-9 * y.magnitude
        }
    }
}

/// Numbers with everything that can go wrong among them.
let awkward: [[Double]] = [
  [1.5, -2.25, 0, 1e300, .nan, 3, -0.0, .infinity, -1e-300, 7],
  [0.1, 4, -3.5, .nan, 2, -.infinity, 1, 0.5, 1e-9, -8],
]

/// The rows of columns.
func transposed(_ columns: [[Double]]) -> [[Double]] {
  columns[0].indices.map { row in columns.map { $0[row] } }
}
