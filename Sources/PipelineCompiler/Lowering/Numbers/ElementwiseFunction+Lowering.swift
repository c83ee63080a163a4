// NumPy's functions of one number.

import Pipelines
import TensorIR

extension ElementwiseFunction: LowerableOperator {
  /// One operation, or two where the IR composes the function.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].floats(in: context)
    return LoweredTable(try apply(to: x, context), in: context)
  }

  private func apply(to x: ValueID, _ context: LoweringContext) throws -> ValueID {
    let b = context.builder
    return switch name {
    case .log: try b.log(x)
    case .log1p: try b.log1p(x)
    case .log2: try b.log2(x)
    case .log10: try b.log10(x)
    case .exp: try b.exp(x)
    case .expm1: try b.expm1(x)
    case .exp2: try b.exp2(x)
    case .sqrt: try b.sqrt(x)
    case .cbrt: try b.cbrt(x)
    case .square: try b.multiply(x, x)
    case .absolute: try b.abs(x)
    case .sign: try b.sign(x)
    case .negative: try b.negate(x)
    case .reciprocal: try b.reciprocal(x)
    case .sin: try b.sin(x)
    case .cos: try b.cos(x)
    case .tan: try b.tan(x)
    case .tanh: try b.tanh(x)
    case .floor: try b.floor(x)
    case .ceil: try b.ceil(x)
    case .rint: try b.roundHalfEven(x)
    case .trunc: try b.multiply(b.sign(x), b.floor(b.abs(x)))
    case .sinh: try b.sinh(x)
    case .cosh: try b.cosh(x)
    case .arcsin: try b.asin(x)
    case .arccos: try b.acos(x)
    case .arctan: try b.atan(x)
    case .arcsinh: try b.asinh(x)
    case .arccosh: try b.acosh(x)
    case .arctanh: try b.atanh(x)
    case .deg2rad: try b.multiply(x, context.number(.pi / 180, like: x))
    case .rad2deg: try b.multiply(x, context.number(180 / .pi, like: x))
    case .isnan: try b.isNaN(x)
    case .isinf: try b.isInfinite(x)
    case .isfinite: try b.logicalNot(b.logicalOr(b.isNaN(x), b.isInfinite(x)))
    case .signbit:
      // A negative zero shows its sign in its reciprocal.
      try b.logicalOr(
        b.compare(x, context.number(0, like: x), .less),
        b.compare(b.reciprocal(x), context.number(-.infinity, like: x), .equal))
    }
  }
}
