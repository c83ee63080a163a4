// Fitted parameters as constants of the program.

import TensorIR
import Tensors

extension LoweringContext {
  /// A row of numbers `[count]`, rounded to `dtype` (`f64` or `f32`), that broadcasts over the rows
  /// of a matrix.
  func row(_ numbers: [Double], _ dtype: DType, named name: String) throws -> ValueID {
    try builder.constant(tensor(numbers, dtype, Shape([numbers.count])), named: name)
  }

  /// A matrix of numbers, row-major, rounded to `dtype` (`f64` or `f32`).
  func matrix(
    _ numbers: [Double], rows: Int, columns: Int, _ dtype: DType, named name: String
  ) throws -> ValueID {
    try builder.constant(tensor(numbers, dtype, Shape([rows, columns])), named: name)
  }

  /// One number, rounded to the dtype of the matrix `like`.
  func number(_ number: Double, like: ValueID) throws -> ValueID {
    try builder.scalar(number, builder.tensorType(of: like).dtype)
  }

  private func tensor(_ numbers: [Double], _ dtype: DType, _ shape: Shape) -> Tensor {
    dtype == .f32 ? Tensor(numbers.map { Float($0) }, shape: shape) : Tensor(numbers, shape: shape)
  }
}
