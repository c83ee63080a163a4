// FlatBuffers, as far as CatBoost's models need them: tables, vectors, strings and structs, read in place.
//
// Little-endian. The first four bytes are the offset of the root table; a table begins with the distance
// back to its list of fields, which has the size of the list, the size of the table, and for each field
// its place in the table, or 0 where it has its standard value.

import Archives

/// The bytes of one FlatBuffer, with what may still be read from it.
///
/// Offsets may lead to one place again and again, so that a small file could describe a huge model: all
/// vectors and strings together may only be a multiple of the file.
final class FlatBuffer {
  let bytes: Bytes
  private let format: String
  private let baseOffset: Int
  private var budget: Int

  /// Begins to read `bytes`, which stand at `baseOffset` of a file of `format`.
  init(_ bytes: Bytes, format: String, baseOffset: Int) {
    self.bytes = bytes
    self.format = format
    self.baseOffset = baseOffset
    budget = bytes.count * 16 + 1 << 16
  }

  /// An error about what stands at `offset`.
  func error(_ found: String, expected: String? = nil, at offset: Int) -> ReaderError {
    ReaderError(
      format: format, place: .byte(baseOffset + offset), found: found, expected: expected,
      advice: ReaderError.damaged)
  }

  /// Checks that `size` bytes stand at `offset`.
  func require(_ size: Int, at offset: Int, _ what: String) throws(ReaderError) {
    guard offset >= 0, size >= 0, offset <= bytes.count, size <= bytes.count - offset else {
      throw error("\(what) beyond the end of \(bytes.count) bytes", at: offset)
    }
  }

  /// Takes `size` bytes of what may be read.
  func spend(_ size: Int, at offset: Int) throws(ReaderError) {
    budget -= size
    guard budget >= 0 else {
      throw error("the same contents again and again, which would fill the memory", at: offset)
    }
  }

  /// The root table.
  func root() throws(ReaderError) -> FlatTable { try table(referredAt: 0) }

  /// The number of type `Number` at `offset`.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) throws(ReaderError) -> Number {
    try require(MemoryLayout<Number>.size, at: offset, "a number")
    return bytes.littleEndian(type, at: offset)
  }

  /// Where the offset at `offset` leads to.
  func target(at offset: Int) throws(ReaderError) -> Int {
    try offset + Int(number(UInt32.self, at: offset))
  }

  /// The table that the offset at `offset` leads to.
  func table(referredAt offset: Int) throws(ReaderError) -> FlatTable {
    try spend(4, at: offset)
    return try FlatTable(self, at: target(at: offset))
  }

  /// The place of the first element, and the number of elements, of the vector that the offset at
  /// `offset` leads to.
  func vector(
    referredAt offset: Int, elementSize: Int
  ) throws(ReaderError) -> (start: Int, count: Int) {
    let start = try target(at: offset)
    let count = Int(try number(UInt32.self, at: start))
    try require(count * elementSize, at: start + 4, "a vector of \(count) elements")
    try spend(count * elementSize, at: start)
    return (start + 4, count)
  }

  /// The text that the offset at `offset` leads to.
  func text(referredAt offset: Int) throws(ReaderError) -> String {
    let (start, count) = try vector(referredAt: offset, elementSize: 1)
    guard let text = bytes.text(in: start..<start + count) else {
      throw error("text that is not valid UTF-8", at: start)
    }
    return text
  }
}

/// A table of a FlatBuffer: its fields by their numbers in the schema.
struct FlatTable {
  let buffer: FlatBuffer
  /// Where the table begins.
  let position: Int
  private let fields: Int
  private let fieldCount: Int

  fileprivate init(_ buffer: FlatBuffer, at position: Int) throws(ReaderError) {
    self.buffer = buffer
    self.position = position
    fields = try position - Int(buffer.number(Int32.self, at: position))
    let size = Int(try buffer.number(UInt16.self, at: fields))
    guard size >= 4, size.isMultiple(of: 2) else {
      throw buffer.error("a table with a list of fields of \(size) bytes", at: fields)
    }
    try buffer.require(size, at: fields, "a list of fields")
    fieldCount = (size - 4) / 2
  }

  /// An error about this table.
  func error(_ found: String, expected: String? = nil) -> ReaderError {
    buffer.error(found, expected: expected, at: position)
  }

  /// Where the value of field `number` stands; `nil` where it has its standard value.
  private func place(_ number: Int) throws(ReaderError) -> Int? {
    guard number < fieldCount else { return nil }
    let distance = Int(try buffer.number(UInt16.self, at: fields + 4 + 2 * number))
    return distance == 0 ? nil : position + distance
  }

  func integer(_ number: Int, default standard: Int = 0) throws(ReaderError) -> Int {
    guard let place = try place(number) else { return standard }
    return Int(try buffer.number(Int32.self, at: place))
  }

  func byte(_ number: Int) throws(ReaderError) -> Int {
    guard let place = try place(number) else { return 0 }
    return Int(try buffer.number(Int8.self, at: place))
  }

  func float(_ number: Int, default standard: Float = 0) throws(ReaderError) -> Float {
    guard let place = try place(number) else { return standard }
    return Float(bitPattern: try buffer.number(UInt32.self, at: place))
  }

  func double(_ number: Int, default standard: Double = 0) throws(ReaderError) -> Double {
    guard let place = try place(number) else { return standard }
    return Double(bitPattern: try buffer.number(UInt64.self, at: place))
  }

  func text(_ number: Int) throws(ReaderError) -> String {
    guard let place = try place(number) else { return "" }
    return try buffer.text(referredAt: place)
  }

  func table(_ number: Int) throws(ReaderError) -> FlatTable? {
    guard let place = try place(number) else { return nil }
    return try buffer.table(referredAt: place)
  }

  func tables(_ number: Int) throws(ReaderError) -> [FlatTable] {
    guard let place = try place(number) else { return [] }
    let (start, count) = try buffer.vector(referredAt: place, elementSize: 4)
    var tables: [FlatTable] = []
    tables.reserveCapacity(count)
    for index in 0..<count { tables.append(try buffer.table(referredAt: start + 4 * index)) }
    return tables
  }

  func texts(_ number: Int) throws(ReaderError) -> [String] {
    guard let place = try place(number) else { return [] }
    let (start, count) = try buffer.vector(referredAt: place, elementSize: 4)
    var texts: [String] = []
    for index in 0..<count { texts.append(try buffer.text(referredAt: start + 4 * index)) }
    return texts
  }

  /// A vector of numbers.
  func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Int, of type: Number.Type
  ) throws(ReaderError) -> [Number] {
    guard let place = try place(number) else { return [] }
    let size = MemoryLayout<Number>.size
    let (start, count) = try buffer.vector(referredAt: place, elementSize: size)
    return (0..<count).map { buffer.bytes.littleEndian(type, at: start + size * $0) }
  }

  func integers(_ number: Int) throws(ReaderError) -> [Int] {
    try numbers(number, of: Int32.self).map(Int.init)
  }

  func floats(_ number: Int) throws(ReaderError) -> [Float] {
    try numbers(number, of: UInt32.self).map(Float.init(bitPattern:))
  }

  func doubles(_ number: Int) throws(ReaderError) -> [Double] {
    try numbers(number, of: UInt64.self).map(Double.init(bitPattern:))
  }

  /// A vector of bytes.
  func bytes(_ number: Int) throws(ReaderError) -> Bytes {
    guard let place = try place(number) else { return Bytes([]) }
    let (start, count) = try buffer.vector(referredAt: place, elementSize: 1)
    return buffer.bytes[start..<start + count]
  }
}
