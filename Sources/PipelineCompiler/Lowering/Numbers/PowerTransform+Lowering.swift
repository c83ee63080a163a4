// Power transforms and their inverses.

import Glibc
import Pipelines
import TensorIR
import Tensors

extension PowerTransform: LowerableOperator {
  /// Logarithms and exponentials in 64 bits, of the accurate kind near zero.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    let emitter = PowerEmitter(b: b, context: context)
    let wide = try context.wide(x)
    let result =
      switch (family, isInverse) {
      case (.yeoJohnson, false): try emitter.yeoJohnson(wide, exponents)
      case (.yeoJohnson, true): try emitter.inverseYeoJohnson(wide, exponents)
      case (.boxCox, false): try emitter.boxCox(wide, exponents)
      case (.boxCox, true): try emitter.inverseBoxCox(wide, exponents)
      }
    return LoweredTable(dtype == .f64 ? result : try b.cast(result, dtype), in: context)
  }
}

/// Emits the operations of power transforms.
private struct PowerEmitter {
  let b: FunctionBuilder
  let context: LoweringContext

  func yeoJohnson(_ x: ValueID, _ exponents: [Double]) throws -> ValueID {
    let zero = try b.scalar(0, .f64)
    let up = try powered(b.log1p(b.maximum(x, zero)), exponents)
    let down = try powered(b.log1p(b.maximum(b.negate(x), zero)), exponents.map { 2 - $0 })
    return try b.select(b.compare(x, zero, .greaterOrEqual), up, b.negate(down))
  }

  /// `(exp(p · logarithm) - 1) / p`, which is the logarithm itself where `p` is zero.
  private func powered(_ logarithm: ValueID, _ exponents: [Double]) throws -> ValueID {
    try choosing(exponents, isZero: { $0.magnitude <= .ulpOfOne }) {
      logarithm
    } other: { exponents in
      let p = try context.row(exponents, .f64, named: "exponents")
      return try b.divide(b.expm1(b.multiply(p, logarithm)), p)
    }
  }

  func inverseYeoJohnson(_ x: ValueID, _ exponents: [Double]) throws -> ValueID {
    let (zero, one) = (try b.scalar(0, .f64), try b.scalar(1, .f64))
    let isUp = try b.compare(x, zero, .greaterOrEqual)
    let up = try b.subtract(raised(b.maximum(x, zero), exponents), one)
    let down = try b.subtract(
      one, raised(b.maximum(b.negate(x), zero), exponents.map { 2 - $0 }))
    return try b.select(isUp, up, down)
  }

  /// `(x · p + 1)^(1 / p)`, which is `exp(x)` where `p` is zero.
  private func raised(_ x: ValueID, _ exponents: [Double]) throws -> ValueID {
    try choosing(exponents, isZero: { $0.magnitude < .ulpOfOne }) {
      try b.exp(x)
    } other: { exponents in
      let p = try context.row(exponents, .f64, named: "exponents")
      let inverse = try context.row(exponents.map { 1 / $0 }, .f64, named: "inverses")
      return try b.power(b.add(b.multiply(x, p), b.scalar(1, .f64)), inverse)
    }
  }

  func boxCox(_ x: ValueID, _ exponents: [Double]) throws -> ValueID {
    let isFine = try b.logicalOr(
      b.compare(x, b.scalar(0, .f64), .greater), b.isNaN(x))
    let positive = try b.require(
      x, isFine, subject: x,
      message: "\(context.place): a Box-Cox transform takes positive numbers only")
    let logarithm = try b.log(positive)
    return try choosing(exponents, isZero: { $0.magnitude < 1e-19 }) {
      logarithm
    } other: { exponents in
      let p = try context.row(exponents, .f64, named: "exponents")
      let power = try b.multiply(p, logarithm)
      let plain = try b.divide(b.expm1(power), p)
      // Where the power alone is too large for a double, its quotient may not be.
      let magnitudes = try context.row(
        exponents.map { log($0.magnitude) }, .f64, named: "magnitudes")
      let signs = try context.row(exponents.map { $0 < 0 ? -1 : 1 }, .f64, named: "signs")
      let shifts = try context.row(exponents.map { 1 / $0 }, .f64, named: "shifts")
      let large = try b.subtract(
        b.multiply(signs, b.exp(b.subtract(power, magnitudes))), shifts)
      return try b.select(b.compare(power, b.scalar(709.78, .f64), .less), plain, large)
    }
  }

  func inverseBoxCox(_ x: ValueID, _ exponents: [Double]) throws -> ValueID {
    try choosing(exponents, isZero: { $0 == 0 }) {
      try b.exp(x)
    } other: { exponents in
      let p = try context.row(exponents, .f64, named: "exponents")
      return try b.exp(b.divide(b.log1p(b.multiply(p, x)), p))
    }
  }

  /// `zero` in the columns whose exponent counts as zero and `other` elsewhere, where exponents of
  /// zero are replaced by 1.
  private func choosing(
    _ exponents: [Double], isZero: (Double) -> Bool, zero: () throws -> ValueID,
    other: ([Double]) throws -> ValueID
  ) throws -> ValueID {
    let flags = exponents.map(isZero)
    if !flags.contains(false) { return try zero() }
    let result = try other(zip(exponents, flags).map { $1 ? 1 : $0 })
    guard flags.contains(true) else { return result }
    return try b.select(b.constant(Tensor(flags), named: "zero"), zero(), result)
  }
}
