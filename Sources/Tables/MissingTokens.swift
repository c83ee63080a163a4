// Which text stands for a missing value.

/// The fields that mean a missing value.
///
/// `@unchecked Sendable`: the table of first bytes is written in `init` only.
final class MissingTokens: @unchecked Sendable {
  /// The tokens without the empty one.
  private let tokens: [[UInt8]]
  /// Whether the empty field is missing in columns of text too.
  let includesEmpty: Bool
  /// For each byte, whether a token begins with it: most fields are told apart by it alone.
  let firstBytes: UnsafePointer<Bool>

  init(_ tokens: [String]) {
    self.tokens = tokens.filter { !$0.isEmpty }.map { Array($0.utf8) }
    includesEmpty = tokens.contains("")
    let table = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
    table.initialize(repeating: false, count: 256)
    for token in self.tokens { table[Int(token[0])] = true }
    firstBytes = UnsafePointer(table)
  }

  deinit { firstBytes.deallocate() }

  /// Whether `field`, which is not empty, is one of the tokens.
  func contains(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard firstBytes[Int(field[0])] else { return false }
    return tokens.contains { $0.count == field.count && $0.elementsEqual(field) }
  }
}
