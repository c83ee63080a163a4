// Text from text: letter case, white space, joining, cutting; and the length of text.

import Tensors

/// `string_map {function}`: a function of each text.
struct StringMapOperation: OperationDefinition {
  let name = "string_map"
  let summary = """
    Each text after `function`: uppercase, lowercase, or trim, which takes white space off both ends. \
    Missing text stays missing.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let function = try context.attributes.string("function", of: name)
    guard StringFunction(rawValue: function) != nil else {
      throw context.error("there is no function '\(function)'")
    }
    return [.tensor(try context.tensor(0, of: .string))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let function = try context.attributes.string("function", of: name)
    guard let function = StringFunction(rawValue: function) else {
      throw context.error("there is no function '\(function)'")
    }
    return [.tensor(try context.tensor(0).mappingText(function.apply))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// The functions of `string_map`.
public enum StringFunction: String, Sendable, CaseIterable {
  case uppercase, lowercase, trim

  func apply(_ text: String) -> String {
    switch self {
    case .uppercase: text.uppercased()
    case .lowercase: text.lowercased()
    case .trim: String(text.trimmingWhitespace)
    }
  }
}

/// `string_concatenate`: two texts as one; missing where one is.
struct StringConcatenateOperation: OperationDefinition {
  let name = "string_concatenate"
  let summary = "Broadcast texts one behind the other; missing where one of them is."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (a, b) = (try context.tensor(0, of: .string), try context.tensor(1, of: .string))
    return [.tensor(.string, try context.broadcast([a, b]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (a, b) = try context.broadcastPair()
    let joined = (0..<a.count).map { index -> String? in
      guard let left = a.strings[index], let right = b.strings[index] else { return nil }
      return left + right
    }
    return [.tensor(Tensor(strings: joined, shape: a.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `string_order`: how two texts are ordered, by their Unicode scalars.
struct StringOrderOperation: OperationDefinition {
  let name = "string_order"
  let summary = """
    -1, 0 or 1 (f64) as the first of two broadcast texts comes before, equals or comes after the \
    second by their Unicode scalars; NaN where one is missing.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (a, b) = (try context.tensor(0, of: .string), try context.tensor(1, of: .string))
    return [.tensor(.f64, try context.broadcast([a, b]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (a, b) = try context.broadcastPair()
    let order = (0..<a.count).map { index -> Double in
      if a.strings.isMissing(index) || b.strings.isMissing(index) { return .nan }
      // The order of UTF-8 is that of scalars.
      let (left, right) = (a.strings.utf8(index), b.strings.utf8(index))
      return left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
    }
    return [.tensor(Tensor(order, shape: a.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `string_substring`: a part of each text.
struct StringSubstringOperation: OperationDefinition {
  let name = "string_substring"
  let summary = """
    The part of each text (first operand) that begins at a place (second, f64, from 0) and has a \
    length (third, f64), both in Unicode scalars; as much as there is, and missing where an operand is.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(3)
    let types = [
      try context.tensor(0, of: .string), try context.tensor(1, of: .f64),
      try context.tensor(2, of: .f64),
    ]
    return [.tensor(.string, try context.broadcast(types))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, start, length) = (
      try context.tensor(0), try context.tensor(1), try context.tensor(2)
    )
    guard
      let shape = x.shape.broadcast(with: start.shape).flatMap({ $0.broadcast(with: length.shape) })
    else { throw context.error("the shapes do not broadcast") }
    let texts = x.broadcasting(to: shape).strings
    let starts = start.broadcasting(to: shape).elements(of: Double.self)
    let lengths = length.broadcasting(to: shape).elements(of: Double.self)
    let parts = starts.indices.map { index -> String? in
      guard let text = texts[index], !starts[index].isNaN, !lengths[index].isNaN else {
        return nil
      }
      let scalars = text.unicodeScalars
      let skipped = min(max(starts[index], 0), Double(scalars.count))
      let kept = min(max(lengths[index], 0), Double(scalars.count))
      return String(String.UnicodeScalarView(scalars.dropFirst(Int(skipped)).prefix(Int(kept))))
    }
    return [.tensor(Tensor(strings: parts, shape: shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil, nil] }
}

/// `string_length`: how many Unicode scalars each text has.
struct StringLengthOperation: OperationDefinition {
  let name = "string_length"
  let summary = "The number of Unicode scalars of each text, as f64; NaN where it is missing."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(.f64, try context.tensor(0, of: .string).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let lengths = try context.tensor(0).numbersOfText { Double($0.unicodeScalars.count) }
    return [.tensor(lengths)]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension Tensor {
  /// A function of each text; missing ones stay missing.
  func mappingText(_ function: (String) -> String) -> Tensor {
    Tensor(strings: (0..<count).map { strings[$0].map(function) }, shape: shape)
  }

  /// A number of each text; NaN where it is missing or gives none.
  func numbersOfText(_ function: (String) -> Double?) -> Tensor {
    Tensor((0..<count).map { strings[$0].flatMap(function) ?? .nan }, shape: shape)
  }
}

extension FunctionBuilder {
  /// Each text after a function.
  public func stringMap(_ x: ValueID, _ function: StringFunction) throws -> ValueID {
    try append(one: "string_map", [x], ["function": .string(function.rawValue)])
  }

  /// Broadcast texts one behind the other; missing where one of them is.
  public func stringConcatenate(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "string_concatenate", [a, b])
  }

  /// -1, 0 or 1 (`f64`) as `a` comes before, equals or comes after `b`; NaN where one is missing.
  public func stringOrder(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "string_order", [a, b])
  }

  /// The part of `x` from `start` (`f64`, from 0) of `length` (`f64`) Unicode scalars.
  public func stringSubstring(
    _ x: ValueID, start: ValueID, length: ValueID
  ) throws -> ValueID {
    try append(one: "string_substring", [x, start, length])
  }

  /// The number of Unicode scalars of each text, as `f64`.
  public func stringLength(_ x: ValueID) throws -> ValueID {
    try append(one: "string_length", [x])
  }
}
