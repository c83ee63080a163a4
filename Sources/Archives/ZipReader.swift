// PKWARE APPNOTE 6.3: archives of stored and deflated members, as Python's zipfile writes them.

import CZlib

/// A ZIP archive in memory.
///
/// Opening reads the central directory and checks every offset and size in it: members lie within
/// the archive, do not overlap, have different names, and do not together exceed the limit.
public struct ZipReader: Sendable {
  /// A file in the archive.
  public struct Member: Sendable {
    /// The name.
    public let name: String
    /// The size of the contents.
    public let byteCount: Int
    let method: UInt16
    let checksum: UInt32
    let compressedCount: Int
    let headerOffset: Int
  }

  /// The members in the order of the central directory.
  public let members: [Member]
  private let positions: [String: Int]
  private let bytes: Bytes
  private let limit: InflationLimit

  /// Whether `bytes` begin as an archive with members does, or are an empty one.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    bytes.hasPrefix([0x50, 0x4B, 0x03, 0x04]) || bytes.hasPrefix([0x50, 0x4B, 0x05, 0x06])
  }

  /// Reads the central directory of an archive.
  public init(_ bytes: Bytes, limit: InflationLimit = .standard) throws(ArchiveError) {
    self.bytes = bytes
    self.limit = limit
    var directory = try ZipDirectory(bytes)
    members = try directory.readMembers()
    var positions: [String: Int] = [:]
    var total = 0
    for (index, member) in members.enumerated() {
      if positions.updateValue(index, forKey: member.name) != nil {
        throw ArchiveError(
          .damaged, subject: "zip", found: "two members named \(member.name)")
      }
      let (sum, overflow) = total.addingReportingOverflow(member.byteCount)
      total = sum
      guard !overflow, limit.allows(outputCount: total, inputCount: bytes.count) else {
        throw ArchiveError(
          .tooLarge, subject: "zip",
          found: "an archive of \(bytes.count) bytes with members of more than \(total) bytes",
          advice: "refused: this looks like a decompression bomb")
      }
    }
    self.positions = positions
    try Self.checkNoOverlap(members)
  }

  /// The smallest local header.
  static let localHeaderSize = 30

  private static func checkNoOverlap(_ members: [Member]) throws(ArchiveError) {
    var end = 0
    for member in members.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard member.headerOffset >= end else {
        throw ArchiveError(
          .damaged, subject: "zip", found: "member \(member.name) overlaps another",
          byteOffset: member.headerOffset)
      }
      end = member.headerOffset + localHeaderSize + member.compressedCount
    }
  }

  /// The member named `name`, if there is one.
  public func member(named name: String) -> Member? { positions[name].map { members[$0] } }

  /// The contents of the member named `name`, whose size and checksum are verified.
  public func contents(of name: String) throws(ArchiveError) -> Bytes {
    guard let member = member(named: name) else {
      throw ArchiveError(.noSuchMember, subject: "zip", found: "no member named \(name)")
    }
    return try contents(of: member)
  }

  /// The contents of `member`, whose size and checksum are verified.
  public func contents(of member: Member) throws(ArchiveError) -> Bytes {
    let offset = member.headerOffset
    func damaged(_ found: String) -> ArchiveError {
      ArchiveError(.damaged, subject: "zip member \(member.name)", found: found, byteOffset: offset)
    }
    guard bytes.count - offset >= Self.localHeaderSize,
      bytes.littleEndian(UInt32.self, at: offset) == 0x0403_4B50
    else { throw damaged("no local header") }
    let start =
      offset + Self.localHeaderSize + Int(bytes.littleEndian(UInt16.self, at: offset + 26))
      + Int(bytes.littleEndian(UInt16.self, at: offset + 28))
    guard start <= bytes.count, member.compressedCount <= bytes.count - start else {
      throw damaged("\(member.compressedCount) bytes that reach beyond the end of the archive")
    }
    let packed = bytes[start..<start + member.compressedCount]
    let contents: Bytes
    switch member.method {
    case 0: contents = packed
    case 8:
      var exact = limit
      exact.byteCount = min(limit.byteCount, member.byteCount)
      contents = try Inflater.inflate(
        packed, wrapper: .raw, limit: exact, subject: "zip member \(member.name)")
    default:
      throw ArchiveError(
        .unsupported, subject: "zip member \(member.name)",
        found: "compression method \(member.method)",
        advice: "write the archive with stored or deflated members")
    }
    guard contents.count == member.byteCount else {
      throw damaged("\(contents.count) bytes where the directory says \(member.byteCount)")
    }
    guard Checksum.crc32(contents) == member.checksum else {
      throw damaged("contents that do not match their checksum")
    }
    return contents
  }
}

/// Checksums of contents.
enum Checksum {
  static func crc32(_ bytes: Bytes) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      let start = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      return UInt32(truncatingIfNeeded: CZlib.crc32_z(0, start, buffer.count))
    }
  }
}
