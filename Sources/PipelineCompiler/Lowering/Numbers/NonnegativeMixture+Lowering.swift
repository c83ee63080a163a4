// Mixtures of components, by a loop over all rows together.

import Pipelines
import TensorIR
import Tensors

extension NonnegativeMixture: LowerableOperator {
  /// A loop of turns, each of which moves the shares of one component after the other.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let products = try b.subtract(
      inputs[0].product(
        components, outputs: componentCount, .f64, named: "components", in: context),
      b.scalar(sparsity, .f64))
    let descent = MixtureDescent(mixture: self, program: b.program)
    let names = try descent.define()
    let zero = try b.scalar(0, .f64)
    let start = [
      products, try b.scalar(0, .i64), zero, zero,
      try b.broadcast(zero, to: [.rows, .fixed(componentCount)]),
    ]
    let shares = try b.whileLoop(condition: names.condition, body: names.body, start)[4]
    return LoweredTable(shares, in: context)
  }
}

/// The functions of the loop over the products of rows and components, the turn, the violation of the
/// first turn and of the last, and the shares.
private struct MixtureDescent {
  let mixture: NonnegativeMixture
  let program: ProgramBuilder

  /// Defines both functions and returns their names.
  func define() throws -> (condition: String, body: String) {
    var number = 0
    while program.signature(of: "mixture_turn_\(number)") != nil { number += 1 }
    let names = (condition: "mixture_goes_on_\(number)", body: "mixture_turn_\(number)")
    let table = ValueType.tensor(.f64, [.rows, .fixed(mixture.componentCount)])
    let parameters: [(name: String, type: ValueType)] = [
      ("products", table), ("turn", .tensor(.i64, [])), ("first", .tensor(.f64, [])),
      ("last", .tensor(.f64, [])), ("shares", table),
    ]
    try program.define(names.condition, parameters: parameters) { b, values in
      [try goesOn(turn: values[1], first: values[2], last: values[3], b)]
    }
    try program.define(names.body, parameters: parameters) { b, values in
      let (shares, violation) = try turn(values[4], products: values[0], b)
      let isFirst = try b.compare(values[1], b.scalar(0, .i64), .equal)
      return [
        values[0], try b.add(values[1], b.scalar(1, .i64)),
        try b.select(isFirst, violation, values[2]), violation, shares,
      ]
    }
    return names
  }

  /// Before the first turn, and then until the violation is 0 at first or small in the end.
  private func goesOn(
    turn: ValueID, first: ValueID, last: ValueID, _ b: FunctionBuilder
  ) throws -> ValueID {
    let isFirst = try b.compare(turn, b.scalar(0, .i64), .equal)
    let isEarly = try b.compare(turn, b.scalar(Double(mixture.turnLimit), .i64), .less)
    let isViolated = try b.compare(first, b.scalar(0, .f64), .notEqual)
    let isSmall = try b.compare(
      b.divide(last, first), b.scalar(mixture.tolerance, .f64), .lessOrEqual)
    let changes = try b.logicalAnd(isViolated, b.logicalNot(isSmall))
    return try b.logicalAnd(isEarly, b.logicalOr(isFirst, changes))
  }

  /// The shares after one turn, and what they violated.
  private func turn(
    _ shares: ValueID, products: ValueID, _ b: FunctionBuilder
  ) throws -> (shares: ValueID, violation: ValueID) {
    let count = mixture.componentCount
    let squares = componentProducts
    let zero = try b.scalar(0, .f64)
    func column(_ index: Int, of table: ValueID) throws -> ValueID {
      try b.slice(table, axis: 1, start: index, end: index + 1)
    }
    var columns = try (0..<count).map { try column($0, of: shares) }
    var violation = zero
    for place in 0..<count {
      let factors = try b.constant(
        Tensor(Array(squares[place * count..<(place + 1) * count]), shape: [count, 1]),
        named: "squares")
      let all = try b.concatenate(columns, axis: 1)
      let gradient = try b.subtract(b.matmul(all, factors), column(place, of: products))
      let isZero = try b.compare(columns[place], zero, .equal)
      let projected = try b.select(isZero, b.minimum(gradient, zero), gradient)
      violation = try b.add(
        violation, b.reduceSum(b.abs(projected), axes: [0, 1], ordered: true))
      let square = squares[place * count + place]
      if square != 0 {
        let step = try b.divide(gradient, b.scalar(square, .f64))
        columns[place] = try b.maximum(b.subtract(columns[place], step), zero)
      }
    }
    return (try b.concatenate(columns, axis: 1), violation)
  }

  /// The product of each two components, and the shrinkage on the diagonal.
  private var componentProducts: [Double] {
    let (count, width) = (mixture.componentCount, mixture.featureCount)
    return (0..<count * count).map { place in
      let (left, right) = (place / count, place % count)
      let product = (0..<width).reduce(0.0) {
        $0 + mixture.components[left * width + $1] * mixture.components[right * width + $1]
      }
      return left == right ? product + mixture.shrinkage : product
    }
  }
}
