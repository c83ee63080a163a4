import Archives
import Testing

/// A member as bytes: local header with `packed`, and the directory entry for it.
private func member(
  _ name: String, method: UInt8, packed: [UInt8], size: Int, checksum: [UInt8], offset: Int
) -> (local: [UInt8], entry: [UInt8]) {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let fields =
    [20, 0, 0, 0, method, 0, 0, 0, 0, 0] + checksum + little(packed.count, 4) + little(size, 4)
    + little(name.utf8.count, 2) + [0, 0]
  let local = [0x50, 0x4B, 3, 4] + fields + Array(name.utf8) + packed
  let entry =
    [0x50, 0x4B, 1, 2, 20, 0] + fields + [UInt8](repeating: 0, count: 10) + little(offset, 4)
    + Array(name.utf8)
  return (local, entry)
}

private func archive(_ members: [(local: [UInt8], entry: [UInt8])]) -> [UInt8] {
  let locals = members.flatMap(\.local)
  let entries = members.flatMap(\.entry)
  func little(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let count = UInt8(members.count)
  return locals + entries + [0x50, 0x4B, 5, 6, 0, 0, 0, 0, count, 0, count, 0]
    + little(entries.count) + little(locals.count) + [0, 0]
}

private let text = Array("Hello, hello, hello!".utf8)
/// The CRC-32 of `text`, as zlib computes it.
private let textChecksum: [UInt8] = {
  let gzip = deflated(text, windowBits: 31)
  return Array(gzip[(gzip.count - 8)..<(gzip.count - 4)])
}()

@Suite struct ZipTests {
  @Test func writtenMembersAreReadBack() throws {
    var writer = ZipWriter()
    try writer.add(text, named: "a.txt")
    try writer.add([], named: "déjà/empty")
    let reader = try ZipReader(Bytes(writer.finish()))
    #expect(reader.members.map(\.name) == ["a.txt", "déjà/empty"])
    #expect(Array(try reader.contents(of: "a.txt")) == text)
    #expect(try reader.contents(of: "déjà/empty").isEmpty)
    #expect(throws: ArchiveError.self) { try reader.contents(of: "other") }
    #expect(throws: ArchiveError.self) { try writer.add([1], named: "a.txt") }
  }

  @Test func deflatedMembersAreRead() throws {
    let packed = deflated(text, windowBits: -15)
    let bytes = archive([
      member(
        "a", method: 8, packed: packed, size: text.count, checksum: textChecksum, offset: 0)
    ])
    #expect(Array(try ZipReader(Bytes(bytes)).contents(of: "a")) == text)
  }

  @Test func sizesAndChecksumsAreVerified() throws {
    let packed = deflated(text, windowBits: -15)
    for (size, checksum) in [
      (text.count - 1, textChecksum), (text.count + 1, textChecksum), (text.count, [1, 2, 3, 4]),
    ] {
      let bytes = archive([
        member("a", method: 8, packed: packed, size: size, checksum: checksum, offset: 0)
      ])
      let reader = try ZipReader(Bytes(bytes))
      #expect(throws: ArchiveError.self) { try reader.contents(of: "a") }
    }
  }

  @Test func overlappingAndRepeatedMembersAreRefused() {
    let first = member(
      "a", method: 0, packed: text, size: text.count, checksum: textChecksum, offset: 0)
    var second = member(
      "b", method: 0, packed: text, size: text.count, checksum: textChecksum, offset: 10)
    #expect(throws: ArchiveError.self) { try ZipReader(Bytes(archive([first, second]))) }
    second = member(
      "a", method: 0, packed: text, size: text.count, checksum: textChecksum,
      offset: first.local.count)
    #expect(throws: ArchiveError.self) { try ZipReader(Bytes(archive([first, second]))) }
  }

  @Test func declaredSizesBeyondTheRatioAreRefusedAtOnce() {
    let packed = deflated([UInt8](repeating: 0, count: 40 << 20), windowBits: -15)
    let bomb = member(
      "a", method: 8, packed: packed, size: 40 << 20, checksum: textChecksum, offset: 0)
    let error = #expect(throws: ArchiveError.self) { try ZipReader(Bytes(archive([bomb]))) }
    #expect(error?.kind == .tooLarge)
  }

  @Test func everyTruncationAndFlippedBitReturnsOrThrows() throws {
    let packed = deflated(text, windowBits: -15)
    let bytes = archive([
      member(
        "a", method: 8, packed: packed, size: text.count, checksum: textChecksum, offset: 0)
    ])
    for end in bytes.indices {
      #expect(throws: ArchiveError.self) { try ZipReader(Bytes(Array(bytes[..<end]))) }
    }
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let reader = try? ZipReader(Bytes(damaged)),
        let contents = try? reader.contents(of: "a")
      else { continue }
      #expect(Array(contents) == text)
    }
  }
}
