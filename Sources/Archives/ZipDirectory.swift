// APPNOTE 4.3.12 to 4.3.16: where an archive lists its members, with the ZIP64 extensions.

/// Reads the end record and the central directory of an archive.
struct ZipDirectory {
  private let bytes: Bytes
  /// Where the next entry begins.
  private var position: Int
  private let end: Int
  private let memberCount: Int

  private static func damaged(_ found: String, at offset: Int? = nil) -> ArchiveError {
    ArchiveError(.damaged, subject: "zip", found: found, byteOffset: offset)
  }

  init(_ bytes: Bytes) throws(ArchiveError) {
    self.bytes = bytes
    let endRecord = try Self.findEndRecord(bytes)
    guard bytes.littleEndian(UInt16.self, at: endRecord + 4) == 0,
      bytes.littleEndian(UInt16.self, at: endRecord + 6) == 0
    else { throw Self.damaged("a part of an archive of several files", at: endRecord) }
    var count = UInt64(bytes.littleEndian(UInt16.self, at: endRecord + 10))
    var size = UInt64(bytes.littleEndian(UInt32.self, at: endRecord + 12))
    var offset = UInt64(bytes.littleEndian(UInt32.self, at: endRecord + 16))
    var limit = endRecord
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      let record = try Self.findZip64Record(bytes, before: endRecord)
      count = bytes.littleEndian(UInt64.self, at: record + 32)
      size = bytes.littleEndian(UInt64.self, at: record + 40)
      offset = bytes.littleEndian(UInt64.self, at: record + 48)
      limit = record
    }
    guard offset <= UInt64(limit), size <= UInt64(limit) - offset,
      count <= size / UInt64(Self.entrySize)
    else { throw Self.damaged("a directory that reaches beyond its place", at: endRecord) }
    position = Int(offset)
    end = Int(offset + size)
    memberCount = Int(count)
  }

  private static let endRecordSize = 22
  private static let entrySize = 46

  private static func findEndRecord(_ bytes: Bytes) throws(ArchiveError) -> Int {
    let latest = bytes.count - endRecordSize
    var offset = latest
    // A comment of up to 65,535 bytes may follow the record.
    while offset >= 0, offset >= latest - 0xFFFF {
      if bytes[offset] == 0x50, bytes.littleEndian(UInt32.self, at: offset) == 0x0605_4B50,
        Int(bytes.littleEndian(UInt16.self, at: offset + 20)) == latest - offset
      {
        return offset
      }
      offset -= 1
    }
    throw damaged("no directory at the end; the file is cut off or is no zip archive")
  }

  private static func findZip64Record(
    _ bytes: Bytes, before endRecord: Int
  ) throws(ArchiveError) -> Int {
    let locator = endRecord - 20
    guard locator >= 0, bytes.littleEndian(UInt32.self, at: locator) == 0x0706_4B50 else {
      throw damaged("no ZIP64 directory locator", at: endRecord)
    }
    let offset = bytes.littleEndian(UInt64.self, at: locator + 8)
    guard locator >= 56, offset <= UInt64(locator - 56),
      bytes.littleEndian(UInt32.self, at: Int(offset)) == 0x0606_4B50
    else { throw damaged("no ZIP64 directory record", at: locator) }
    return Int(offset)
  }

  /// Reads all entries.
  mutating func readMembers() throws(ArchiveError) -> [ZipReader.Member] {
    var members: [ZipReader.Member] = []
    members.reserveCapacity(memberCount)
    for _ in 0..<memberCount { members.append(try readMember()) }
    return members
  }

  private mutating func readMember() throws(ArchiveError) -> ZipReader.Member {
    let start = position
    guard end - start >= Self.entrySize, bytes.littleEndian(UInt32.self, at: start) == 0x0201_4B50
    else { throw Self.damaged("no directory entry", at: start) }
    let nameCount = Int(bytes.littleEndian(UInt16.self, at: start + 28))
    let extraCount = Int(bytes.littleEndian(UInt16.self, at: start + 30))
    let commentCount = Int(bytes.littleEndian(UInt16.self, at: start + 32))
    let nameStart = start + Self.entrySize
    let extraStart = nameStart + nameCount
    position = extraStart + extraCount + commentCount
    guard position <= end else {
      throw Self.damaged("a directory entry that is cut off", at: start)
    }
    guard let name = bytes.text(in: nameStart..<extraStart), !name.isEmpty, !name.contains("\0")
    else { throw Self.damaged("a member name that is not UTF-8", at: nameStart) }
    guard bytes.littleEndian(UInt16.self, at: start + 8) & 1 == 0 else {
      throw ArchiveError(.unsupported, subject: "zip member \(name)", found: "encrypted contents")
    }
    var fields = Zip64Fields(bytes, extra: extraStart..<extraStart + extraCount)
    let size = try fields.value(bytes.littleEndian(UInt32.self, at: start + 24))
    let compressed = try fields.value(bytes.littleEndian(UInt32.self, at: start + 20))
    let offset = try fields.value(bytes.littleEndian(UInt32.self, at: start + 42))
    let room = UInt64(bytes.count)
    guard offset <= room, compressed <= room - offset, size <= UInt64(Int.max) else {
      throw Self.damaged("member \(name) reaches beyond the end of the archive", at: start)
    }
    return ZipReader.Member(
      name: name, byteCount: Int(size), method: bytes.littleEndian(UInt16.self, at: start + 10),
      checksum: bytes.littleEndian(UInt32.self, at: start + 16), compressedCount: Int(compressed),
      headerOffset: Int(offset))
  }
}

/// The 64-bit sizes and offset of an entry whose 32-bit fields are all ones.
private struct Zip64Fields {
  private let bytes: Bytes
  private var values: Range<Int>?

  /// Finds the ZIP64 block among the extra fields.
  init(_ bytes: Bytes, extra: Range<Int>) {
    self.bytes = bytes
    var start = extra.lowerBound
    while extra.upperBound - start >= 4 {
      let size = Int(bytes.littleEndian(UInt16.self, at: start + 2))
      guard size <= extra.upperBound - start - 4 else { return }
      if bytes.littleEndian(UInt16.self, at: start) == 1 {
        values = start + 4..<start + 4 + size
        return
      }
      start += 4 + size
    }
  }

  /// The value of a 32-bit field, or the next 64-bit one where it is all ones.
  mutating func value(_ short: UInt32) throws(ArchiveError) -> UInt64 {
    if short != 0xFFFF_FFFF { return UInt64(short) }
    guard let range = values, range.count >= 8 else {
      throw ArchiveError(.damaged, subject: "zip", found: "a ZIP64 entry without its sizes")
    }
    values = range.lowerBound + 8..<range.upperBound
    return bytes.littleEndian(UInt64.self, at: range.lowerBound)
  }
}
