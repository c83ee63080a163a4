// The text form of inert values that `Fixtures/make_objects.py` writes of the Python values.

import PipelineReaders

/// Writes `value` as the fixture script writes the Python value.
func canonicalText(_ value: InertValue) -> String {
  switch value {
  case .none: "None"
  case .bool(let value): value ? "True" : "False"
  case .int(let value): String(value)
  case .largeInt(let digits): digits
  case .double(let value): number(value)
  case .string(let value): text(value)
  case .bytes(let value): "b" + value.map { hexadecimal($0, width: 2) }.joined()
  case .tuple(let sequence): "(" + list(sequence.elements) + ")"
  case .list(let sequence): "[" + list(sequence.elements) + "]"
  case .set(let sequence):
    "{" + sequence.elements.map(canonicalText).sorted().joined(separator: ",") + "}"
  case .dictionary(let dictionary): "{" + entries(dictionary.entries) + "}"
  case .global(let global): "<\(normal(global))>"
  case .array(let array): text(of: array)
  case .object(let object): text(of: object)
  }
}

private func hexadecimal(_ value: some BinaryInteger, width: Int) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

private func number(_ value: Double) -> String {
  "d" + hexadecimal(value.isNaN ? Double.nan.bitPattern : value.bitPattern, width: 16)
}

private func text(_ value: String) -> String {
  let body = value.unicodeScalars.map { scalar in
    (" "..."~").contains(scalar) ? String(scalar) : "<\(String(scalar.value, radix: 16))>"
  }
  return "'" + body.joined() + "'"
}

private func list(_ values: [InertValue]) -> String {
  values.map(canonicalText).joined(separator: ",")
}

private func entries(_ entries: [(key: InertValue, value: InertValue)]) -> String {
  entries.map { "\(canonicalText($0.key)):\(canonicalText($0.value))" }.joined(separator: ",")
}

/// The name that numpy's functions have for a caller, whichever module the file names.
private func normal(_ global: InertGlobal) -> String {
  if global.module.hasPrefix("numpy._core") || global.module.hasPrefix("numpy.core") {
    return "numpy.\(global.name)"
  }
  return global.module == "__builtin__" ? "builtins.\(global.name)" : global.description
}

private func text(of object: InertObject) -> String {
  if object.type.description == "numpy.dtype", case .string(let name)? = object.arguments.first {
    var order = name.hasPrefix("<") || name.hasPrefix("|") ? "" : "<"
    if name.hasPrefix("O") { order = "|" }
    return "dtype<\(order)\(name)>"
  }
  let tail = object.entries.isEmpty ? "" : "{" + entries(object.entries) + "}"
  return "\(normal(object.type))(\(list(object.arguments)))\(tail):\(canonicalText(object.state))"
}

private func text(of array: InertArray) -> String {
  let shape = array.shape.map(String.init).joined(separator: ",")
  func form(_ kind: String, _ elements: [String], separator: String = ",") -> String {
    "\(kind)(\(shape)|\(elements.joined(separator: separator)))"
  }
  return switch array.elements {
  case .integers(let values, let isBool): form(isBool ? "bool" : "int", values.map(String.init))
  case .doubles(let values, let bits): form("f\(bits)", values.map(number))
  case .strings(let values): form("text", values.map(text))
  case .objects(let values): form("objects", values.map(canonicalText))
  case .records(let columns):
    form("records", columns.map { "\($0.field)=\(text(of: $0.values))" }, separator: ";")
  case .unread: "unread(\(shape))"
  }
}
