// The text form of programs: what `ProgramParser` reads back to the same program.

import Tensors

extension Program: CustomStringConvertible {
  /// The text form; constants of more than 64 elements are external.
  public var description: String { text() }

  /// The text form, in which constants of more than `limit` elements are external: whoever parses the
  /// text supplies them by name.
  public func text(constantLimit limit: Int = 64) -> String {
    var lines = ["program \(TextForm.quoted(name))"]
    for (name, tensor) in constants {
      let type = TextForm.type(.tensor(TensorType(of: tensor)))
      let contents = tensor.count > limit ? "external" : "= [\(TextForm.elements(tensor))]"
      lines.append("constant @\(TextForm.name(name)) : \(type) \(contents)")
    }
    return (lines + functions.map(TextForm.function)).joined(separator: "\n") + "\n"
  }
}

extension Function: CustomStringConvertible {
  public var description: String { TextForm.function(self) }
}

/// How the parts of a program are written.
enum TextForm {
  static func function(_ function: Function) -> String {
    let parameters = function.parameters.map { id in
      "\(value(id, in: function)): \(type(function.type(of: id)))"
    }
    let results = zip(function.resultNames, function.returns).map { result, id in
      "\(name(result)): \(type(function.type(of: id)))"
    }
    let returns = function.returns.map { value($0, in: function) }.joined(separator: ", ")
    let header =
      "func @\(name(function.name))(\(parameters.joined(separator: ", ")))"
      + " -> (\(results.joined(separator: ", "))) {"
    let steps = function.operations.map { "  " + operation($0, in: function) }
    return ([header] + steps + [returns.isEmpty ? "  return" : "  return \(returns)", "}"])
      .joined(separator: "\n")
  }

  private static func operation(_ operation: Operation, in function: Function) -> String {
    var text = operation.results.map { value($0, in: function) }.joined(separator: ", ")
    if !operation.results.isEmpty { text += " = " }
    text += name(operation.name)
    if !operation.operands.isEmpty {
      text += " " + operation.operands.map { value($0, in: function) }.joined(separator: ", ")
    }
    if !operation.attributes.isEmpty {
      let attributes = operation.attributes.sorted { $0.key < $1.key }
        .map { "\(name($0.key)) = \(attribute($0.value))" }
      text += " {\(attributes.joined(separator: ", "))}"
    }
    let types = operation.results.map { type(function.type(of: $0)) }
    return types.isEmpty ? text : text + " : " + types.joined(separator: ", ")
  }

  /// An argument by its name, any other value by its number.
  private static func value(_ id: ValueID, in function: Function) -> String {
    function.parameterNames.indices.contains(id.index)
      ? "%\(name(function.parameterNames[id.index]))" : "%\(id.index)"
  }

  static func type(_ type: ValueType) -> String {
    switch type {
    case .tensor(let type): "\(type.dtype.rawValue)[\(list(type.dimensions))]"
    case .ragged(let dtype, let rows): "ragged<\(dtype.rawValue)>[\(dimension(rows))]"
    case .sparse(let dtype, let rows, let columns):
      "sparse<\(dtype.rawValue)>[\(list([rows, columns]))]"
    }
  }

  private static func list(_ dimensions: [Dimension]) -> String {
    dimensions.map(dimension).joined(separator: ", ")
  }

  private static func dimension(_ dimension: Dimension) -> String {
    switch dimension {
    case .fixed(let extent): String(extent)
    case .symbol(let symbol): name(symbol)
    case .unknown: "?"
    }
  }

  private static func attribute(_ attribute: Attribute) -> String {
    switch attribute {
    case .int(let value): String(value)
    case .double(let value): number(value)
    case .bool(let value): String(value)
    case .string(let value): quoted(value)
    case .ints(let values): "ints[\(values.map(String.init).joined(separator: ", "))]"
    case .doubles(let values): "doubles[\(values.map { number($0) }.joined(separator: ", "))]"
    case .strings(let values): "strings[\(values.map(quoted).joined(separator: ", "))]"
    case .dtype(let dtype): dtype.rawValue
    case .dimensions(let dimensions): "dimensions[\(list(dimensions))]"
    case .function(let function): "func @\(name(function))"
    case .constant(let constant): "@\(name(constant))"
    }
  }

  static func elements(_ tensor: Tensor) -> String {
    let texts: [String] =
      switch tensor.dtype {
      case .f64: tensor.elements(of: Double.self).map { number($0) }
      case .f32: tensor.elements(of: Float.self).map { number($0) }
      case .bf16: tensor.elements(of: BFloat16.self).map { number($0.float) }
      case .i64: tensor.elements(of: Int64.self).map(String.init)
      case .i32: tensor.elements(of: Int32.self).map(String.init)
      case .i8: tensor.elements(of: Int8.self).map(String.init)
      case .bool: tensor.elements(of: Bool.self).map(String.init)
      case .string: (0..<tensor.count).map { tensor.strings[$0].map(quoted) ?? "missing" }
      }
    return texts.joined(separator: ", ")
  }

  /// The shortest text that reads back to the same number.
  private static func number<Number: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Number
  ) -> String {
    if value.isNaN { return value.sign == .minus ? "-nan" : "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value.description
  }

  /// A name as it is where it reads as one, and in quotes where not.
  static func name(_ name: String) -> String {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, isNameStart(first), scalars.allSatisfy(isNamePart),
      !reserved.contains(name)
    else { return quoted(name) }
    return name
  }

  /// Words that are no symbols.
  private static let reserved: Set<String> = ["external", "return", "func", "missing"]

  static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_")
  }

  static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    isNameStart(scalar) || ("0"..."9").contains(scalar) || scalar == "." || scalar == "'"
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          quoted += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
