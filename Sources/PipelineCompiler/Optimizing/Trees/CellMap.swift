// What a column-wise operator does to a number, with every rounding.

import Pipelines
import Tensors

/// The function of one cell that scaling, stretching or converting a column is.
///
/// With finite parameters none of which is zero where it multiplies or divides, it never falls where it
/// should rise, or never rises where it should fall, because every rounding keeps the order; NaN
/// becomes NaN, and nothing else does.
struct CellMap {
  private enum Step {
    case scale(offset: Double?, divisor: Double?)
    case affine(scale: Double, shift: Double?, clip: ClosedRange<Double>?)
    case convert
  }

  private let step: Step
  /// Whether the arithmetic, and the result, is of 32 bits.
  private let isSingle: Bool

  /// The function of the column at `column` of a table of `type`, which `operation` gives; `nil` where it
  /// is none of those operators, or does not give floats of one precision.
  init?(_ operation: any PipelineOperator, column: Int, of type: TableType) {
    guard let dtype = type.uniformDType, dtype == .f32 || dtype == .f64 else { return nil }
    isSingle = dtype == .f32
    switch operation {
    case let scale as ScaleColumns:
      step = .scale(offset: scale.offset?[column], divisor: scale.divisor?[column])
    case let affine as AffineColumns:
      step = .affine(
        scale: affine.scale[column], shift: affine.shift?[column], clip: affine.clip)
    case is CastColumns: step = .convert
    default: return nil
    }
  }

  /// What becomes of a cell.
  func callAsFunction(_ x: Double) -> Double {
    isSingle ? Double(image(of: Float(x))) : image(of: x)
  }

  /// Whether larger cells give smaller numbers; `nil` where the function is not strictly ordered before
  /// rounding, or NaN could come of a number.
  var isFalling: Bool? { isSingle ? isFalling(Float.self) : isFalling(Double.self) }

  /// A cell near one that gives `y`, to begin a search at.
  func origin(of y: Double) -> Double {
    switch step {
    case .scale(let offset, let divisor): y * (divisor ?? 1) + (offset ?? 0)
    case .affine(let scale, let shift, _): (y - (shift ?? 0)) / scale
    case .convert: y
    }
  }

  private func image<Number: BinaryFloatingPoint>(of x: Number) -> Number {
    switch step {
    case .scale(let offset, let divisor):
      var x = x
      if let offset { x -= Number(offset) }
      if let divisor { x /= Number(divisor) }
      return x
    case .affine(let scale, let shift, let clip):
      var x = x * Number(scale)
      if let shift { x += Number(shift) }
      guard let clip, !x.isNaN else { return x }
      return min(max(x, Number(clip.lowerBound)), Number(clip.upperBound))
    case .convert: return x
    }
  }

  private func isFalling<Number: BinaryFloatingPoint>(_ type: Number.Type) -> Bool? {
    switch step {
    case .scale(let offset, let divisor):
      guard Number(offset ?? 0).isFinite else { return nil }
      return Self.isNegative(Number(divisor ?? 1))
    case .affine(let scale, let shift, let clip):
      guard Number(shift ?? 0).isFinite,
        clip.map({ !$0.lowerBound.isNaN && !$0.upperBound.isNaN }) ?? true
      else { return nil }
      return Self.isNegative(Number(scale))
    case .convert: return false
    }
  }

  private static func isNegative(_ factor: some BinaryFloatingPoint) -> Bool? {
    factor.isFinite && factor != 0 ? factor < 0 : nil
  }
}
