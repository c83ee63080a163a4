// The text of a LightGBM model: lines of `key=value`, in blocks that a blank line ends.

import Archives

/// The lines of a text, one after the other.
struct LightGBMText {
  /// A line `key=value` or `key: value`, or one without either sign, which is a key without a value.
  struct Line {
    let key: String
    /// The value's bytes; empty where there is none.
    let value: Bytes
    /// Whether a colon follows the key.
    let isHeading: Bool
    /// The line's number, from 1.
    let number: Int
    /// The value's offset in the file.
    let offset: Int
  }

  static let format = "LightGBM text"

  private let bytes: Bytes
  private var position = 0
  private var number = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  /// The next line without its end, or `nil` at the end of the text.
  private mutating func nextRange() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    var end = start
    bytes.withUnsafeBytes { memory in
      while end < memory.count, memory[end] != UInt8(ascii: "\n") { end += 1 }
    }
    position = end + 1
    number += 1
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The next line, empty or not, or `nil` at the end of the text.
  mutating func next() -> Line? {
    guard let range = nextRange() else { return nil }
    // Keys are a few words: a long line without one is not searched to its end.
    let limit = min(range.upperBound, range.lowerBound + 64)
    var separator = range.lowerBound
    while separator < limit, bytes[separator] != UInt8(ascii: "="),
      bytes[separator] != UInt8(ascii: ":")
    {
      separator += 1
    }
    let isSeparated = separator < limit
    let keyEnd = isSeparated || range.count <= 64 ? separator : range.lowerBound
    let valueStart = isSeparated ? separator + 1 : keyEnd
    return Line(
      key: String(decoding: bytes[range.lowerBound..<keyEnd], as: UTF8.self),
      value: bytes[valueStart..<range.upperBound],
      isHeading: isSeparated && bytes[separator] == UInt8(ascii: ":"), number: number,
      offset: valueStart)
  }

  /// The next line that is not empty.
  mutating func nextFilled() -> Line? {
    while let line = next() {
      if !line.key.isEmpty || !line.value.isEmpty { return line }
    }
    return nil
  }

  /// An error about a line.
  static func error(_ line: Int, _ found: String, expected: String? = nil) -> ReaderError {
    ReaderError(
      format: format, place: .line(line), found: found, expected: expected,
      advice: ReaderError.damaged)
  }
}

extension LightGBMText.Line {
  /// An error about this line.
  func error(_ found: String, expected: String? = nil) -> ReaderError {
    LightGBMText.error(number, "\(key): \(found)", expected: expected)
  }

  /// The value as text.
  func text() throws(ReaderError) -> String {
    guard let text = value.text(in: 0..<value.count) else { throw error("not valid UTF-8") }
    return text
  }

  /// The value as words between single spaces; empty ones are dropped.
  func words() throws(ReaderError) -> [String] {
    try text().split(separator: " ").map(String.init)
  }

  /// The value as a count within `range`.
  func count(in range: ClosedRange<Int>) throws(ReaderError) -> Int {
    let numbers = try integers()
    guard numbers.count == 1, range.contains(numbers[0]) else {
      throw error(
        "'\(String(decoding: value.prefix(40), as: UTF8.self))'",
        expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return numbers[0]
  }

  /// The value as integers; `count` of them where a count is given.
  func integers(count: Int? = nil) throws(ReaderError) -> [Int] {
    try numbers(count: count, "an integer") { token in
      var index = token.startIndex
      let isNegative = token.first == UInt8(ascii: "-")
      if isNegative { index += 1 }
      guard index < token.endIndex, token.endIndex - index <= 18 else { return nil }
      var result = 0
      while index < token.endIndex {
        let digit = Int(token[index]) - 48
        guard (0...9).contains(digit) else { return nil }
        result = result * 10 + digit
        index += 1
      }
      return isNegative ? -result : result
    }
  }

  /// The value as doubles, correctly rounded; `count` of them where a count is given.
  func doubles(count: Int? = nil) throws(ReaderError) -> [Double] {
    try numbers(count: count, "a number") { token in
      String(validating: token, as: UTF8.self).flatMap { Double($0) }
    }
  }

  private func numbers<Number>(
    count: Int?, _ kind: String, _ parse: (UnsafeBufferPointer<UInt8>.SubSequence) -> Number?
  ) throws(ReaderError) -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(min(count ?? 0, value.count))
    var bad: Range<Int>?
    value.withUnsafeBytes { memory in
      let memory = memory.bindMemory(to: UInt8.self)
      var position = 0
      while position < memory.count {
        if memory[position] == UInt8(ascii: " ") {
          position += 1
          continue
        }
        let start = position
        while position < memory.count, memory[position] != UInt8(ascii: " ") { position += 1 }
        guard let number = parse(memory[start..<position]) else {
          bad = start..<position
          return
        }
        numbers.append(number)
      }
    }
    if let bad {
      let text = String(decoding: value[bad].prefix(40), as: UTF8.self)
      throw error("'\(text)' at place \(numbers.count)", expected: kind)
    }
    if let count, numbers.count != count {
      throw error("\(numbers.count) numbers", expected: "\(count)")
    }
    return numbers
  }
}
