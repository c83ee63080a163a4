// JSON values that know where they are, so that readers' errors can say it.

/// A JSON value and its path from the root of a document.
package struct LocatedJSON {
  /// The value.
  package let value: JSONValue
  /// Where it is: `learner.gradient_booster.model.trees[17]`; empty for the root.
  package let path: String
  /// What errors call the file, for example `XGBoost JSON`.
  package let format: String
  /// Where the innermost object around the value begins, in bytes.
  private let byteOffset: Int

  /// The root of a document.
  package init(_ value: JSONValue, format: String) {
    self.init(value, path: "", format: format, byteOffset: 0)
  }

  private init(_ value: JSONValue, path: String, format: String, byteOffset: Int) {
    self.value = value
    self.path = path
    self.format = format
    self.byteOffset = value.object?.byteOffset ?? byteOffset
  }

  /// An error about this value.
  package func error(
    _ found: String, expected: String? = nil, advice: String? = ReaderError.damaged
  ) -> ReaderError {
    ReaderError(
      format: format,
      place: path.isEmpty ? .byte(byteOffset) : .pathAtByte(path, byteOffset),
      found: found, expected: expected, advice: advice)
  }

  private func mismatch(_ expected: String) -> ReaderError {
    error(value.kind, expected: expected)
  }

  /// The member `key`, or `nil` where there is none or it is null.
  package func optional(_ key: String) -> LocatedJSON? {
    guard let member = value[key], !member.isNull else { return nil }
    return LocatedJSON(
      member, path: path.isEmpty ? key : "\(path).\(key)", format: format, byteOffset: byteOffset)
  }

  /// The member `key`.
  package func member(_ key: String) throws(ReaderError) -> LocatedJSON {
    guard value.object != nil else { throw mismatch("an object with the member '\(key)'") }
    guard let member = optional(key) else { throw error("no member '\(key)'") }
    return member
  }

  /// The elements of an array.
  package func elements() throws(ReaderError) -> [LocatedJSON] {
    guard let values = value.elements else { throw mismatch("an array") }
    return values.enumerated().map { index, element in
      LocatedJSON(element, path: "\(path)[\(index)]", format: format, byteOffset: byteOffset)
    }
  }

  /// An array of numbers; of `count` of them where a count is given.
  package func doubles(count: Int? = nil) throws(ReaderError) -> [Double] {
    guard let numbers = value.doubles else { throw mismatch("an array of numbers") }
    try check(numbers.count, against: count)
    return numbers
  }

  /// An array of integers; of `count` of them where a count is given.
  package func integers(count: Int? = nil) throws(ReaderError) -> [Int] {
    guard let numbers = value.integers else { throw mismatch("an array of integers") }
    try check(numbers.count, against: count)
    return numbers
  }

  /// An array of truth values, also ones written as 0 and 1.
  package func flags(count: Int) throws(ReaderError) -> [Bool] {
    if let numbers = value.integers {
      try check(numbers.count, against: count)
      return numbers.map { $0 != 0 }
    }
    guard let values = value.elements else { throw mismatch("an array of truth values") }
    try check(values.count, against: count)
    var flags: [Bool] = []
    for value in values {
      guard let flag = value.bool else { throw mismatch("an array of truth values") }
      flags.append(flag)
    }
    return flags
  }

  /// An array of strings.
  package func strings() throws(ReaderError) -> [String] {
    guard let values = value.elements else { throw mismatch("an array of strings") }
    var strings: [String] = []
    for value in values {
      guard let string = value.string else { throw mismatch("an array of strings") }
      strings.append(string)
    }
    return strings
  }

  private func check(_ count: Int, against expected: Int?) throws(ReaderError) {
    guard let expected, count != expected else { return }
    throw error("\(count) elements", expected: "\(expected)")
  }

  /// A string.
  package func string() throws(ReaderError) -> String {
    guard let string = value.string else { throw mismatch("a string") }
    return string
  }

  /// A count within `range`, as a number or as its decimal digits in a string.
  package func count(in range: ClosedRange<Int>) throws(ReaderError) -> Int {
    guard let number = value.integer ?? value.string.flatMap({ Int($0) }) else {
      throw mismatch("an integer")
    }
    guard range.contains(number) else {
      throw error("\(number)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
