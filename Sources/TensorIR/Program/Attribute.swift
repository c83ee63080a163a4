// What an operation knows besides its operands.

import Tensors

/// A named compile-time property of an operation.
public enum Attribute: Hashable, Sendable {
  case int(Int)
  case double(Double)
  case bool(Bool)
  case string(String)
  case ints([Int])
  case doubles([Double])
  case strings([String])
  case dtype(DType)
  case dimensions([Dimension])
  /// The name of a function of the program.
  case function(String)
  /// The name of a constant of the program.
  case constant(String)
}

/// The attributes of an operation by name.
public typealias Attributes = [String: Attribute]
