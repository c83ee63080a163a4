// APPNOTE 6.3: small archives of stored members, for `.npz`.

/// Writes a ZIP archive of stored members into memory.
public struct ZipWriter {
  private var output: [UInt8] = []
  private var directory: [UInt8] = []
  private var names: Set<String> = []

  /// Starts an empty archive.
  public init() {}

  /// Adds a member whose name no other has.
  ///
  /// Throws `ArchiveError` for a repeated or overlong name, and where the archive would exceed 4 GiB.
  public mutating func add(_ contents: [UInt8], named name: String) throws(ArchiveError) {
    guard names.insert(name).inserted, (1...0xFFFF).contains(name.utf8.count) else {
      throw ArchiveError(
        .damaged, subject: "zip member \(name)", found: "a name that is repeated or too long")
    }
    guard output.count + contents.count + directory.count + 2 * name.utf8.count + 128 < 0xFFFF_FFFF,
      names.count < 0xFFFF
    else {
      throw ArchiveError(
        .tooLarge, subject: "zip member \(name)", found: "an archive beyond 4 GiB",
        advice: "write the arrays as separate .npy files")
    }
    let offset = output.count
    // Version 2.0, UTF-8 names, stored, 1 January 1980: the same contents give the same bytes.
    var fields: [UInt8] = []
    fields.append(little: UInt16(20))
    fields.append(little: UInt16(0x0800))
    fields.append(little: UInt16(0))
    fields.append(little: UInt16(0))
    fields.append(little: UInt16(0x0021))
    fields.append(little: Checksum.crc32(Bytes(contents)))
    fields.append(little: UInt32(contents.count))
    fields.append(little: UInt32(contents.count))
    fields.append(little: UInt16(name.utf8.count))
    fields.append(little: UInt16(0))

    output.append(little: UInt32(0x0403_4B50))
    output += fields
    output += name.utf8
    output += contents

    directory.append(little: UInt32(0x0201_4B50))
    directory.append(little: UInt16(20))
    directory += fields
    directory += [UInt8](repeating: 0, count: 10)
    directory.append(little: UInt32(offset))
    directory += name.utf8
  }

  /// The archive.
  public func finish() -> [UInt8] {
    var archive = output + directory
    archive.append(little: UInt32(0x0605_4B50))
    archive.append(little: UInt32(0))
    archive.append(little: UInt16(names.count))
    archive.append(little: UInt16(names.count))
    archive.append(little: UInt32(directory.count))
    archive.append(little: UInt32(output.count))
    archive.append(little: UInt16(0))
    return archive
  }
}

extension [UInt8] {
  fileprivate mutating func append<Integer: FixedWidthInteger>(little value: Integer) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
