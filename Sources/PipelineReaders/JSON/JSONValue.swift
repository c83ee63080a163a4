// JSON as data: compact for the long arrays of numbers that tree models are made of.

/// A JSON value.
///
/// An array of numbers is kept as a buffer of machine numbers and not as one value an element: use
/// `elements`, `doubles` and `integers` to read arrays without caring which form was chosen.
public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// A number written without fraction and exponent that fits 64 bits.
  case integer(Int)
  /// A number written without fraction and exponent that does not fit 64 bits, as it was written.
  case largeInteger(String)
  /// A number written with a fraction or an exponent; also `-0`, `NaN` and `±Infinity`.
  case double(Double)
  case string(String)
  /// A non-empty array of which every element is an `integer`.
  case integerArray([Int])
  /// A non-empty array of numbers of which some were written as doubles and every one is exactly
  /// representable as one.
  case doubleArray([Double])
  /// Any other array.
  case array([JSONValue])
  case object(JSONObject)

  /// The elements of an array of any form; `nil` for other values.
  public var elements: [JSONValue]? {
    switch self {
    case .array(let values): values
    case .integerArray(let values): values.map(JSONValue.integer)
    case .doubleArray(let values): values.map(JSONValue.double)
    default: nil
    }
  }

  /// The number of elements of an array of any form; `nil` for other values.
  public var elementCount: Int? {
    switch self {
    case .array(let values): values.count
    case .integerArray(let values): values.count
    case .doubleArray(let values): values.count
    default: nil
    }
  }

  /// An array of numbers as doubles; `nil` for other values.
  ///
  /// Integers beyond 2^53 round to the nearest double.
  public var doubles: [Double]? {
    switch self {
    case .doubleArray(let values): return values
    case .integerArray(let values): return values.map(Double.init)
    case .array(let values):
      var numbers: [Double] = []
      numbers.reserveCapacity(values.count)
      for value in values {
        guard let number = value.double else { return nil }
        numbers.append(number)
      }
      return numbers
    default: return nil
    }
  }

  /// An array of integers, also ones written as doubles (`1.0`); `nil` for other values.
  public var integers: [Int]? {
    switch self {
    case .integerArray(let values): return values
    case .doubleArray, .array:
      var numbers: [Int] = []
      for value in elements ?? [] {
        guard let number = value.integer else { return nil }
        numbers.append(number)
      }
      return numbers
    default: return nil
    }
  }

  /// A number as a double, the nearest one to an integer beyond 2^53; `nil` for other values.
  public var double: Double? {
    switch self {
    case .double(let value): value
    case .integer(let value): Double(value)
    case .largeInteger(let digits): Double(digits)
    default: nil
    }
  }

  /// An integer, also one written as a double (`1.0`); `nil` for other values.
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }

  /// A string; `nil` for other values.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// A truth value; `nil` for other values.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// An object; `nil` for other values.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// Whether the value is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The value of the member `key` of an object; `nil` for other values or where there is none.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// What kind of value this is, for error messages: `an array of 3 elements`, `null`.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "the number \(value)"
    case .largeInteger: "an integer beyond 64 bits"
    case .double(let value): "the number \(value)"
    case .string(let value):
      value.utf8.count <= 40 ? "the string \"\(value)\"" : "a string of \(value.utf8.count) bytes"
    case .integerArray, .doubleArray, .array: "an array of \(elementCount ?? 0) elements"
    case .object(let object): "an object of \(object.members.count) members"
    }
  }
}

/// A JSON object: members in file order.
///
/// A class only so that a `JSONValue` stays small; it is immutable.
public final class JSONObject: Sendable {
  /// The members in file order.
  public let members: [(key: String, value: JSONValue)]
  /// The offset of the opening brace in the file.
  public let byteOffset: Int
  /// Where the last member of each name is; only for objects that are too large for a linear search.
  private let positions: [String: Int]?

  /// Creates an object.
  public init(_ members: [(key: String, value: JSONValue)], byteOffset: Int = 0) {
    self.members = members
    self.byteOffset = byteOffset
    guard members.count > 12 else {
      positions = nil
      return
    }
    var positions: [String: Int] = [:]
    positions.reserveCapacity(members.count)
    for (position, member) in members.enumerated() { positions[member.key] = position }
    self.positions = positions
  }

  /// The value of the member `key`: of the last one where several have the name, as in Python.
  public subscript(key: String) -> JSONValue? {
    if let positions { return positions[key].map { members[$0].value } }
    return members.last { $0.key == key }?.value
  }
}
