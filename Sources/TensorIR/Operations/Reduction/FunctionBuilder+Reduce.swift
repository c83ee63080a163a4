// Emitting reductions.

extension FunctionBuilder {
  /// The sum along `axes`; `ordered` asks for strictly left to right.
  public func reduceSum(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false, ordered: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_sum", x, axes, keepDimensions, ordered)
  }

  /// The product along `axes`; `ordered` asks for strictly left to right.
  public func reduceProduct(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false, ordered: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_product", x, axes, keepDimensions, ordered)
  }

  /// The mean of floats along `axes`; `ordered` asks for strictly left to right.
  public func reduceMean(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false, ordered: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_mean", x, axes, keepDimensions, ordered)
  }

  /// The largest element along `axes`; NaN if one is.
  public func reduceMax(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_max", x, axes, keepDimensions)
  }

  /// The smallest element along `axes`; NaN if one is.
  public func reduceMin(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_min", x, axes, keepDimensions)
  }

  /// Whether all booleans are true along `axes`.
  public func reduceAll(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_all", x, axes, keepDimensions)
  }

  /// Whether any boolean is true along `axes`.
  public func reduceAny(
    _ x: ValueID, axes: [Int], keepDimensions: Bool = false
  ) throws -> ValueID {
    try reduce("reduce_any", x, axes, keepDimensions)
  }

  private func reduce(
    _ operation: String, _ x: ValueID, _ axes: [Int], _ keepDimensions: Bool,
    _ ordered: Bool = false
  ) throws -> ValueID {
    var attributes: Attributes = ["axes": .ints(axes)]
    if keepDimensions { attributes["keep_dimensions"] = .bool(true) }
    if ordered { attributes["ordered"] = .bool(true) }
    return try append(one: operation, [x], attributes)
  }
}
