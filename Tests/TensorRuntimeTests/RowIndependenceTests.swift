// Which functions may be cut into blocks of rows.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct RowIndependenceTests {
  private func isIndependent(
    _ body: (FunctionBuilder, ValueID) throws -> ValueID
  ) throws -> Bool {
    let program = try makeProgram([(name: "x", type: .tensor(.f64, [.rows, 4]))]) { b, x in
      [try body(b, x[0])]
    }
    return RowIndependence(program).rowSymbol(of: "main") == "rows"
  }

  @Test func rowsThatStayApart() throws {
    let weights = Tensor([Double](repeating: 1, count: 8), shape: [4, 2])
    let bodies: [(FunctionBuilder, ValueID) throws -> ValueID] = [
      { b, x in try b.exp(x) },
      { b, x in try b.add(x, b.constant(Tensor([1.0, 2, 3, 4]))) },
      { b, x in try b.reduceSum(x, axes: [1]) },
      { b, x in try b.subtract(x, b.reduceMax(x, axes: [1], keepDimensions: true)) },
      { b, x in try b.matmul(x, b.constant(weights)) },
      { b, x in try b.concatenate([x, b.slice(x, axis: 1, start: 1)], axis: 1) },
      { b, x in try b.reshape(x, [.rows, 2, 2]) },
      { b, x in try b.gather(x, b.constant(Tensor([Int64(0), 3])), axis: 1) },
      { b, x in
        let lengths = try b.cast(b.dimensionSize(x, axis: 1), .f64)
        return try b.divide(b.reduceSum(x, axes: [1]), lengths)
      },
      { b, x in try b.add(x, b.broadcast(b.scalar(1, .f64), to: [.rows, 4])) },
    ]
    for (index, body) in bodies.enumerated() {
      #expect(try isIndependent(body), "body \(index)")
    }
  }

  @Test func rowsThatMeet() throws {
    let bodies: [(FunctionBuilder, ValueID) throws -> ValueID] = [
      { b, x in try b.subtract(x, b.reduceMean(x, axes: [0], keepDimensions: true)) },
      { b, x in try b.cumulativeSum(x, axis: 0) },
      { b, x in try b.reverse(x, axes: [0]) },
      { b, x in try b.sort(x, axis: 0) },
      { b, x in try b.matmul(b.matmul(x, x, transposeRight: true), x) },
      { b, x in try b.add(x, b.iota([.rows, 4], axis: 0, .f64)) },
      { b, x in try b.reduceSum(x, axes: [0]) },
      { b, x in
        let count = try b.cast(b.dimensionSize(x, axis: 0), .f64)
        return try b.divide(x, count)
      },
      { b, x in try b.transpose(b.transpose(x, [1, 0]), [1, 0]) },
    ]
    for (index, body) in bodies.enumerated() {
      #expect(try !isIndependent(body), "body \(index)")
    }
  }
}
