// Whether bytes are UTF-8, at the speed of memory for ASCII.

/// The offset of the first byte that is not part of valid UTF-8 (RFC 3629), or `nil`.
func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  guard let base = bytes.baseAddress else { return nil }
  let count = bytes.count
  var index = 0
  while index < count {
    while count - index >= 64 {
      let raw = UnsafeRawPointer(base + index)
      var high: UInt64 = 0
      for word in 0..<8 {
        high |= raw.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self)
      }
      guard high & 0x8080_8080_8080_8080 == 0 else { break }
      index += 64
    }
    // One line of text in another script is some tens of bytes: look at 64 before trying again.
    let limit = min(count, index + 64)
    while index < limit {
      if base[index] < 0x80 {
        index += 1
      } else {
        let length = sequenceLength(base + index, available: count - index)
        guard length > 0 else { return index }
        index += length
      }
    }
  }
  return nil
}

/// The length of the multi-byte sequence at `bytes`, or 0 where it is not valid.
private func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
  let first = bytes[0]
  let isContinuation = { (index: Int) in bytes[index] & 0xC0 == 0x80 }
  switch first {
  case 0xC2...0xDF:
    return available >= 2 && isContinuation(1) ? 2 : 0
  case 0xE0...0xEF:
    guard available >= 3, isContinuation(1), isContinuation(2) else { return 0 }
    // No overlong forms, no surrogates.
    if first == 0xE0 && bytes[1] < 0xA0 || first == 0xED && bytes[1] > 0x9F { return 0 }
    return 3
  case 0xF0...0xF4:
    guard available >= 4, isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
    // No overlong forms, nothing beyond U+10FFFF.
    if first == 0xF0 && bytes[1] < 0x90 || first == 0xF4 && bytes[1] > 0x8F { return 0 }
    return 4
  default:
    return 0
  }
}
