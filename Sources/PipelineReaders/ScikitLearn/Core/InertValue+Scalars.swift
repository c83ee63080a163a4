// Plain values out of inert ones: a number may be a Python number or a numpy scalar.

extension InertValue {
  /// Whether this is `None`.
  var isNone: Bool {
    if case .none = self { true } else { false }
  }

  /// The integer, where this is one (a truth value is not).
  var integer: Int? {
    switch self {
    case .int(let value): value
    case .array(let array):
      if array.shape.isEmpty, case .integers(let values, isBool: false) = array.elements,
        values.count == 1
      {
        values[0]
      } else {
        nil
      }
    default: nil
    }
  }

  /// The truth value, where this is one.
  var boolean: Bool? {
    switch self {
    case .bool(let value): value
    case .array(let array):
      if array.shape.isEmpty, case .integers(let values, isBool: true) = array.elements,
        values.count == 1
      {
        values[0] != 0
      } else {
        nil
      }
    default: nil
    }
  }

  /// The number, where this is an integer or a float.
  var number: Double? {
    if let integer { return Double(integer) }
    switch self {
    case .double(let value): return value
    case .array(let array):
      if array.shape.isEmpty, case .doubles(let values, _) = array.elements, values.count == 1 {
        return values[0]
      }
      return nil
    default: return nil
    }
  }

  /// The text, where this is one.
  var text: String? {
    switch self {
    case .string(let value): value
    case .array(let array):
      if array.shape.isEmpty, case .strings(let values) = array.elements, values.count == 1 {
        values[0]
      } else {
        nil
      }
    default: nil
    }
  }

  /// Whether this stands for a missing value: `None`, NaN or pandas' `NA`.
  var isMissingValue: Bool {
    switch self {
    case .none: true
    case .global(let global): global.isPandasMissing
    case .object(let object): object.type.isPandasMissing
    default: number?.isNaN ?? false
    }
  }

  /// The elements of a list, a tuple or an array of objects.
  var sequence: [InertValue]? {
    switch self {
    case .list(let values), .tuple(let values): values.elements
    case .array(let array):
      switch array.elements {
      case .objects(let values): values
      case .strings(let values): values.map(InertValue.string)
      case .integers(let values, let isBool):
        values.map { isBool ? .bool($0 != 0) : .int($0) }
      case .doubles(let values, _): values.map(InertValue.double)
      default: nil
      }
    case .object(let object):
      // A list subclass: items that pickle appends, or `collections.UserList`'s data.
      object.items.isEmpty ? object.pandasElements ?? object["data"]?.sequence : object.items
    default: nil
    }
  }

  /// What this is, in a few words, for messages.
  var summary: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): "\(value)"
    case .largeInt: "a very large integer"
    case .double(let value): "\(value)"
    case .string(let value): value.count > 60 ? "a long text" : "'\(value)'"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .tuple(let values): "a tuple of \(values.elements.count)"
    case .list(let values): "a list of \(values.elements.count)"
    case .set(let values): "a set of \(values.elements.count)"
    case .dictionary(let dictionary): "a dictionary of \(dictionary.entries.count)"
    case .global(let global): "\(global)"
    case .array(let array): "an array of shape \(array.shape)"
    case .object(let object): "an object of class \(object.type)"
    }
  }
}

extension InertGlobal {
  /// Whether this is pandas' `NA` or its class.
  fileprivate var isPandasMissing: Bool {
    module.hasPrefix("pandas.") && ["NA", "NAType", "C_NA"].contains(name)
  }
}
