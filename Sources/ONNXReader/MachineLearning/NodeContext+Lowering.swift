// Operators of pipelines inside a graph: a graph's matrix is a table, lowered as any other.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

extension NodeContext {
  /// A matrix of rows: a vector is one row, as the operators for classical models take it.
  func rows(_ index: Int) throws -> ValueID {
    let x = try tensor(index)
    switch rank(x) {
    case 1: return try b.insertAxis(x, 0)
    case 2: return x
    default: throw node.unsupported("an input of \(rank(x)) axes")
    }
  }

  /// The number of columns of a matrix.
  func width(_ matrix: ValueID) throws -> Int {
    let width = try extent(matrix, 1)
    guard width > 0 else { throw node.unsupported("a matrix without columns") }
    return width
  }

  /// The matrix that an operator of pipelines makes of a matrix.
  func lower(_ operation: some LowerableOperator, _ matrix: ValueID) throws -> ValueID {
    let input = TableType(width: try width(matrix), dtype: dtype(matrix))
    let output: TableType
    do {
      output = try operation.outputType(of: [input])
      let context = LoweringContext(
        builder: b, options: translator.options, inputTypes: [input], outputType: output,
        place: node.place)
      let table = try operation.lower([LoweredTable(matrix, in: context)], in: context)
      return try table.matrix(table.slabs.first?.dtype ?? .f64, in: context)
    } catch let error as PipelineError {
      throw node.error(error.description)
    }
  }

  /// A row of numbers, one for each column: as many as there are, or the one repeated.
  func row(_ numbers: [Double], for matrix: ValueID, _ what: String) throws -> [Double] {
    let width = try width(matrix)
    if numbers.count == width { return numbers }
    guard numbers.count == 1 else {
      throw node.error("\(numbers.count) numbers '\(what)' for \(width) columns")
    }
    return Array(repeating: numbers[0], count: width)
  }

  /// A constant row in the dtype of `like`.
  func constantRow(_ numbers: [Double], like matrix: ValueID) throws -> ValueID {
    try constant(numbers, [1, numbers.count], dtype(matrix))
  }

  /// Constant numbers in a dtype.
  func constant(_ numbers: [Double], _ shape: Shape, _ dtype: DType) throws -> ValueID {
    guard numbers.count == shape.count else {
      throw node.error("\(numbers.count) numbers", expected: "\(shape.count)")
    }
    return try b.constant(Tensor(numbers, shape: shape).casting(to: dtype))
  }
}
