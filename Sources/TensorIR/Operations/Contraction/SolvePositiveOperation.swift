// Systems of linear equations, one a row.

import Tensors

/// `solve_positive`: for each row the `x` of `A · x = b`, `A` symmetric and positive definite
/// `f64[rows, n, n]` (first operand) and `b` `f64[rows, n]` (second), by Cholesky's factors.
///
/// The composition of other operations would be `n³` of them. NaN where a matrix is not positive
/// definite.
struct SolvePositiveOperation: OperationDefinition {
  let name = "solve_positive"
  let summary = """
    The solution of a system of linear equations for each row: matrices that are symmetric and positive \
    definite, and right sides.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (matrix, right) = (try context.tensor(0, of: .f64), try context.tensor(1, of: .f64))
    guard matrix.rank == 3, right.rank == 2 else {
      throw context.error("a matrix and a right side for each row were expected")
    }
    try context.expectEqual(matrix.dimensions[0], right.dimensions[0], "the numbers of rows")
    try context.expectEqual(matrix.dimensions[1], matrix.dimensions[2], "rows and columns")
    try context.expectEqual(matrix.dimensions[1], right.dimensions[1], "the numbers of unknowns")
    return [.tensor(right)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (matrices, rights) = (try context.tensor(0), try context.tensor(1))
    let (rows, count) = (rights.shape[0], rights.shape[1])
    guard matrices.shape == Shape([rows, count, count]) else {
      throw context.error(
        "matrices of \(matrices.shape) do not suit right sides of \(rights.shape)")
    }
    var cells = matrices.elements(of: Double.self)
    var solutions = rights.elements(of: Double.self)
    for row in 0..<rows {
      Self.solve(
        &cells[row * count * count..<(row + 1) * count * count],
        &solutions[row * count..<(row + 1) * count], count)
    }
    return [.tensor(Tensor(solutions, shape: rights.shape))]
  }

  /// Puts the factor `L` of `L · Lᵀ` in the lower triangle of `matrix`, and the solution in `right`.
  private static func solve(
    _ matrix: inout ArraySlice<Double>, _ right: inout ArraySlice<Double>, _ count: Int
  ) {
    let (first, start) = (matrix.startIndex, right.startIndex)
    func place(_ row: Int, _ column: Int) -> Int { first + row * count + column }
    for row in 0..<count {
      for column in 0...row {
        var sum = matrix[place(row, column)]
        for index in 0..<column { sum -= matrix[place(row, index)] * matrix[place(column, index)] }
        matrix[place(row, column)] =
          column == row ? sum.squareRoot() : sum / matrix[place(column, column)]
      }
    }
    for row in 0..<count {
      for index in 0..<row {
        right[start + row] -= matrix[place(row, index)] * right[start + index]
      }
      right[start + row] /= matrix[place(row, row)]
    }
    for row in (0..<count).reversed() {
      for index in row + 1..<max(count, row + 1) {
        right[start + row] -= matrix[place(index, row)] * right[start + index]
      }
      right[start + row] /= matrix[place(row, row)]
    }
  }
}

extension FunctionBuilder {
  /// The solution `[rows, n]` of `A · x = b` for each row, `A` positive definite `[rows, n, n]`.
  public func solvePositive(_ matrices: ValueID, _ rightSides: ValueID) throws -> ValueID {
    try append(one: "solve_positive", [matrices, rightSides])
  }
}
