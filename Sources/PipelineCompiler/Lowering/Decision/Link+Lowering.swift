// Scores to predictions and probabilities.

import Pipelines
import TensorIR

extension Link: LowerableOperator {
  /// Elementwise operations, and a reduction where a row is normalised.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    if case .step(let threshold) = function, threshold >= 0, inputs[0].isSparse {
      let sparse = try inputs[0].sparse(in: context)
      return LoweredTable(
        try context.builder.sparseStep(sparse, threshold: threshold), in: context)
    }
    let x = try inputs[0].floats(in: context)
    let emitter = LinkEmitter(b: context.builder, context: context)
    return LoweredTable(try emitter.apply(function, to: x), in: context)
  }
}

/// Emits the operations of links.
private struct LinkEmitter {
  let b: FunctionBuilder
  let context: LoweringContext

  func apply(_ function: Link.Function, to x: ValueID) throws -> ValueID {
    switch function {
    case .logistic(let slope):
      return try b.logistic(slope == 1 ? x : b.multiply(x, number(slope, x)))
    case .exponential: return try b.exp(x)
    case .softplus: return try b.log1p(b.exp(x))
    case .signedSquare: return try b.multiply(b.multiply(b.sign(x), x), x)
    case .softmax: return try softmax(x)
    case .logSoftmax: return try b.subtract(x, logSumExp(x))
    case .logSumExp: return try logSumExp(x)
    case .rectify: return try b.maximum(x, number(0, x))
    case .differenceOfPair:
      return try b.subtract(
        b.slice(x, axis: 1, start: 1, end: 2), b.slice(x, axis: 1, start: 0, end: 1))
    case .complement: return try b.concatenate([b.subtract(number(1, x), x), x], axis: 1)
    case .normalizeSum: return try normalizeSum(x)
    case .normalizeNonzeroSum:
      let total = try sum(x)
      let isZero = try b.compare(total, number(0, x), .equal)
      return try b.divide(x, b.select(isZero, number(1, x), total))
    case .softmaxOfSignedPair: return try softmax(b.concatenate([b.negate(x), x], axis: 1))
    case .modifiedHuber:
      let clipped = try b.minimum(b.maximum(x, number(-1, x)), number(1, x))
      return try b.divide(b.add(clipped, number(1, x)), number(2, x))
    case .step(let threshold):
      let isAbove = try b.compare(x, number(threshold, x), .greater)
      return try b.cast(isAbove, b.tensorType(of: x).dtype)
    case .divide(let divisor): return try b.divide(x, number(divisor, x))
    case .negate: return try b.negate(x)
    case .clipBelowAndNormalize(let lower):
      let clipped = try b.maximum(x, number(lower, x))
      return try b.divide(clipped, sum(clipped))
    }
  }

  private func number(_ value: Double, _ x: ValueID) throws -> ValueID {
    try context.number(value, like: x)
  }

  private func sum(_ x: ValueID) throws -> ValueID {
    try b.reduceSum(x, axes: [1], keepDimensions: true, ordered: true)
  }

  private func softmax(_ x: ValueID) throws -> ValueID {
    let largest = try b.reduceMax(x, axes: [1], keepDimensions: true)
    let powers = try b.exp(b.subtract(x, largest))
    return try b.divide(powers, sum(powers))
  }

  private func logSumExp(_ x: ValueID) throws -> ValueID {
    let largest = try b.reduceMax(x, axes: [1], keepDimensions: true)
    // A row without a finite number keeps its infinity.
    let isInfinite = try b.isInfinite(largest)
    let shift = try b.select(isInfinite, number(0, x), largest)
    return try b.add(b.log(sum(b.exp(b.subtract(x, shift)))), shift)
  }

  private func normalizeSum(_ x: ValueID) throws -> ValueID {
    let total = try sum(x)
    let isZero = try b.compare(total, number(0, x), .equal)
    let count = b.tensorType(of: x).dimensions[1].extent ?? 1
    return try b.select(isZero, number(1 / Double(count), x), b.divide(x, total))
  }
}
