// Comparing, filling and reading text.

import Tensors

/// `string_equal`: whether the texts at each place are equal, byte by byte; a missing one never is.
struct StringEqualOperation: OperationDefinition {
  let name = "string_equal"
  let summary = "Whether broadcast texts are equal, byte by byte; a missing one equals nothing."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (a, b) = (try context.tensor(0, of: .string), try context.tensor(1, of: .string))
    return [.tensor(.bool, try context.broadcast([a, b]))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (a, b) = try context.broadcastPair()
    let (left, right) = (a.strings, b.strings)
    let equal = (0..<a.count).map { index in
      !left.isMissing(index) && !right.isMissing(index) && left.utf8(index) == right.utf8(index)
    }
    return [.tensor(Tensor(equal, shape: a.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `string_is_missing`: which texts are missing; the empty text is not.
struct StringIsMissingOperation: OperationDefinition {
  let name = "string_is_missing"
  let summary = "Whether each text is missing; the empty text is not."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    return [.tensor(.bool, try context.tensor(0, of: .string).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    return [.tensor(Tensor((0..<x.count).map(x.strings.isMissing), shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `string_fill_missing`: the first operand with missing texts replaced by the second, a scalar.
struct StringFillMissingOperation: OperationDefinition {
  let name = "string_fill_missing"
  let summary = "The first operand with missing texts replaced by the second, a scalar."
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    try context.scalar(1, of: .string)
    return [.tensor(try context.tensor(0, of: .string))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, replacement) = (try context.tensor(0), try context.tensor(1))
    let positions = (0..<x.count).map { x.strings.isMissing($0) ? x.count : $0 }
    return [.tensor(Tensor.joining([x, replacement]).picking(positions, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `string_to_number {dtype}`: decimal numbers that text spells.
///
/// White space around the number is allowed, and for floats `nan`, `inf` and `infinity` in any case.
/// Missing text is NaN; for an integer dtype it is an error, and so is any other text.
struct StringToNumberOperation: OperationDefinition {
  let name = "string_to_number"
  let summary = """
    The decimal numbers that texts spell, as `dtype` (f64, f32, i64, i32); missing text is NaN, and \
    an error for integers; text that is no number is an error.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0, of: .string)
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard [.f64, .f32, .i64, .i32].contains(dtype) else {
      throw context.error("f64, f32, i64 or i32 was expected, not \(dtype)")
    }
    return [.tensor(dtype, type.dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    switch try context.attributes.dtype("dtype", of: name) {
    case .f64: return [try numbers(x, context, Double.init, missing: .nan)]
    case .f32: return [try numbers(x, context, Float.init, missing: .nan)]
    case .i64: return [try numbers(x, context, { Int64($0) }, missing: nil)]
    case .i32: return [try numbers(x, context, { Int32($0) }, missing: nil)]
    case let dtype: throw context.error("\(dtype) is not read from text")
    }
  }

  private func numbers<Element: TensorElement>(
    _ x: Tensor, _ context: EvaluationContext, _ read: (Substring) -> Element?, missing: Element?
  ) throws -> Value {
    let elements = try (0..<x.count).map { index in
      guard let text = x.strings[index] else {
        guard let missing else { throw context.error("element \(index) is missing") }
        return missing
      }
      let trimmed = text.trimmingWhitespace
      guard trimmed.spellsDecimal, let number = read(trimmed) else {
        throw context.error("element \(index), '\(text.prefix(40))', is not a number")
      }
      return number
    }
    return .tensor(Tensor(elements, shape: x.shape))
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension String {
  /// The text without white space at both ends.
  var trimmingWhitespace: Substring {
    let start = unicodeScalars.firstIndex { !$0.isTextSpace } ?? endIndex
    let end =
      unicodeScalars.lastIndex { !$0.isTextSpace }.map(unicodeScalars.index(after:)) ?? start
    return self[start..<end]
  }
}

extension Substring {
  /// Whether only characters of decimal numbers, or a word for a float without digits, stand here.
  var spellsDecimal: Bool {
    let unsigned = first == "-" || first == "+" ? dropFirst() : self
    return ["nan", "inf", "infinity"].contains(unsigned.lowercased())
      || (!isEmpty && utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) })
  }
}

extension Unicode.Scalar {
  /// White space as Python's `str.split` and `str.strip` see it.
  var isTextSpace: Bool { properties.isWhitespace || (0x1C...0x1F).contains(value) }
}

extension FunctionBuilder {
  /// Whether broadcast texts are equal, as `bool`; a missing one equals nothing.
  public func stringEqual(_ a: ValueID, _ b: ValueID) throws -> ValueID {
    try append(one: "string_equal", [a, b])
  }

  /// Whether each text is missing; `bool`.
  public func stringIsMissing(_ x: ValueID) throws -> ValueID {
    try append(one: "string_is_missing", [x])
  }

  /// `x` with missing texts replaced by `replacement`, a string of rank 0.
  public func stringFillMissing(_ x: ValueID, _ replacement: ValueID) throws -> ValueID {
    try append(one: "string_fill_missing", [x, replacement])
  }

  /// The decimal numbers that texts spell; text that is no number fails when the program runs.
  public func stringToNumber(_ x: ValueID, _ dtype: DType) throws -> ValueID {
    try append(one: "string_to_number", [x], ["dtype": .dtype(dtype)])
  }
}
