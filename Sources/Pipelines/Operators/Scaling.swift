// Operators that move and stretch each column by itself, and rows by their norm.

import Tensors

/// `(x - offset) / divisor` in each column (`StandardScaler`, `RobustScaler`, `MaxAbsScaler`).
///
/// The division stays a division: multiplying by the reciprocal gives other bits. The arithmetic is
/// done in `precision`: the libraries keep `f32` input in 32 bits.
public struct ScaleColumns: PipelineOperator {
  public static let name = "scale"
  public static let meaning = "(x - offset) / divisor in each column"

  /// What is subtracted; `nil` for nothing.
  public var offset: [Double]?
  /// What is divided by; `nil` for nothing.
  public var divisor: [Double]?

  /// Centres and scales.
  public init(offset: [Double]?, divisor: [Double]?) {
    self.offset = offset
    self.divisor = divisor
  }

  public var kind: String { "scale" }
  public var facts: [String] {
    [(offset?.count ?? divisor?.count).map { "\($0) columns" }].compactMap(\.self)
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    for values in [offset, divisor].compactMap(\.self) where values.count != table.width {
      throw PipelineError(
        at: kind, "\(values.count) columns were expected, but there are \(table.width)")
    }
    return table.asFloats
  }
}

/// `x * scale + shift` in each column, then clipped (`MinMaxScaler`, `transformer_weights`).
public struct AffineColumns: PipelineOperator {
  public static let name = "affine"
  public static let meaning = "x · scale + shift in each column, then clipped"

  /// What is multiplied by.
  public var scale: [Double]
  /// What is added; `nil` for nothing.
  public var shift: [Double]?
  /// The interval to clip to, NaN staying NaN; `nil` for none.
  public var clip: ClosedRange<Double>?

  /// Stretches, shifts and clips.
  public init(scale: [Double], shift: [Double]?, clip: ClosedRange<Double>? = nil) {
    self.scale = scale
    self.shift = shift
    self.clip = clip
  }

  public var kind: String { "affine" }
  public var facts: [String] { ["\(scale.count) columns"] + (clip.map { ["clip to \($0)"] } ?? []) }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: scale.count)
    if let shift, shift.count != scale.count {
      throw PipelineError(at: kind, "\(scale.count) scales but \(shift.count) shifts")
    }
    return table.asFloats
  }
}

/// Each row divided by its norm; a row of zeros stays as it is (`Normalizer`).
public struct NormalizeRows: PipelineOperator {
  public static let name = "normalize"
  public static let meaning = "each row divided by its norm"

  /// The length of a row.
  public enum Norm: String, Hashable, Sendable, Codable {
    /// The sum of absolute values.
    case l1
    /// The square root of the sum of squares.
    case l2
    /// The largest absolute value.
    case max
  }

  /// The norm.
  public var norm: Norm

  /// Normalises rows by `norm`.
  public init(norm: Norm) { self.norm = norm }

  public var kind: String { "normalize" }
  public var facts: [String] { [norm.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.numeric(kind).asFloats
  }
}

/// A function applied to every cell (`FunctionTransformer` over a NumPy function).
public struct ElementwiseFunction: PipelineOperator {
  public static let name = "elementwise"
  public static let meaning = "a function applied to every cell"

  /// The functions that are known, by NumPy's names.
  public enum Name: String, Hashable, Sendable, Codable, CaseIterable {
    case log, log1p, log2, log10, exp, expm1, exp2, sqrt, cbrt, square, absolute, sign, negative
    case reciprocal, sin, cos, tan, tanh, floor, ceil
    case rint, trunc
    case sinh, cosh, arcsin, arccos, arctan, arcsinh, arccosh, arctanh
    case deg2rad, rad2deg
    /// Truth values.
    case isnan, isinf, isfinite, signbit

    /// Whether the results are truth values.
    public var givesTruth: Bool { [.isnan, .isinf, .isfinite, .signbit].contains(self) }
  }

  /// The function.
  public var name: Name

  /// Applies the function called `name`.
  public init(_ name: Name) { self.name = name }

  public var kind: String { name.rawValue }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    guard name.givesTruth else { return table.asFloats }
    return TableType(table.columns.map { ColumnType(name: $0.name, dtype: .bool) })
  }
}

extension TableType {
  /// The table as one floating-point matrix: `f32` stays 32 bits wide where every column is, everything
  /// else becomes `f64`, as scikit-learn's input checks do.
  var asFloats: TableType {
    let dtype: DType = uniformDType == .f32 ? .f32 : .f64
    return TableType(columns.map { ColumnType(name: $0.name, dtype: dtype) })
  }
}
