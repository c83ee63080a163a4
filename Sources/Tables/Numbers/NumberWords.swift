// Numbers that are not decimal digits.

/// The infinity or NaN that `text` names, or `nil`: an optional sign and `inf`, `infinity` or `nan`
/// in any case, as Python's `float` takes them.
func namedDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let first = text.first, text.count <= 9 else { return nil }
  let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
  let word = text.dropFirst(isSigned ? 1 : 0)
  let magnitude: Double
  if equalsLowercased(word, "inf") || equalsLowercased(word, "infinity") {
    magnitude = .infinity
  } else if equalsLowercased(word, "nan") {
    magnitude = .nan
  } else {
    return nil
  }
  return first == UInt8(ascii: "-") ? -magnitude : magnitude
}

/// The truth value that `text` names, or `nil`: `true` or `false`, also capitalised or in capitals,
/// as pandas takes them.
func namedBool(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
  guard text.count == 4 || text.count == 5 else { return nil }
  switch String(decoding: text, as: UTF8.self) {
  case "true", "True", "TRUE": return true
  case "false", "False", "FALSE": return false
  default: return nil
  }
}

/// Whether `text` without its case is `word`, which is lowercase ASCII letters.
private func equalsLowercased(
  _ text: Slice<UnsafeBufferPointer<UInt8>>, _ word: StaticString
) -> Bool {
  word.withUTF8Buffer { word in
    text.count == word.count && zip(text, word).allSatisfy { $0 | 0x20 == $1 }
  }
}
