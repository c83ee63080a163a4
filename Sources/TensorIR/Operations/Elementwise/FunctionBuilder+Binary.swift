// Emitting functions of two numbers.

extension FunctionBuilder {
  /// The sum, broadcasting.
  public func add(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "add", [a, b])
  }

  /// The difference, broadcasting.
  public func subtract(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "subtract", [a, b])
  }

  /// The product, broadcasting.
  public func multiply(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "multiply", [a, b])
  }

  /// The quotient, broadcasting; integers truncate toward zero.
  public func divide(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "divide", [a, b])
  }

  /// The remainder with the divisor's sign, as Python's `%`, broadcasting.
  public func remainder(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "remainder", [a, b])
  }

  /// `a` to the power of `b`, broadcasting.
  public func power(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "power", [a, b])
  }

  /// The larger of two, broadcasting; NaN if either is.
  public func maximum(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "maximum", [a, b])
  }

  /// The smaller of two, broadcasting; NaN if either is.
  public func minimum(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "minimum", [a, b])
  }

  /// The angle of the point (`b`, `a`) in radians, broadcasting.
  public func atan2(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "atan2", [a, b])
  }

  /// Whether both are true, broadcasting.
  public func logicalAnd(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "logical_and", [a, b])
  }

  /// Whether either is true, broadcasting.
  public func logicalOr(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "logical_or", [a, b])
  }

  /// Whether exactly one is true, broadcasting.
  public func logicalXor(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "logical_xor", [a, b])
  }

  /// The bits set in both integers, broadcasting.
  public func bitwiseAnd(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "bitwise_and", [a, b])
  }

  /// The bits set in either integer, broadcasting.
  public func bitwiseOr(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "bitwise_or", [a, b])
  }

  /// The bits set in exactly one of two integers, broadcasting.
  public func bitwiseXor(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "bitwise_xor", [a, b])
  }

  /// `a` shifted left by `b` bits, broadcasting.
  public func shiftLeft(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "shift_left", [a, b])
  }

  /// `a` shifted right by `b` bits, keeping the sign, broadcasting.
  public func shiftRight(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "shift_right", [a, b])
  }
}
