// Recognising compressed streams by their first bytes.

/// A format of compressed bytes.
public enum Compression: String, Sendable, CaseIterable {
  case zlib
  case gzip
  case bzip2
  case xz
  case lzma
  case lz4
  case zstd

  /// The format that `bytes` begin with the magic number of, if any.
  public init?(of bytes: Bytes) {
    let prefixes: [(Compression, [UInt8])] = [
      (.gzip, [0x1F, 0x8B]),
      (.bzip2, [0x42, 0x5A, 0x68]),
      (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
      (.lzma, [0x5D, 0x00, 0x00]),
      (.lz4, [0x04, 0x22, 0x4D, 0x18]),
      (.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
    ]
    if let match = prefixes.first(where: { bytes.hasPrefix($0.1) }) {
      self = match.0
      return
    }
    // RFC 1950: deflate with a window of 32 KiB, and a header divisible by 31. Smaller windows, which
    // no library of models uses, would match the first letters of many texts.
    guard bytes.count >= 2, bytes[0] == 0x78,
      (Int(bytes[0]) << 8 | Int(bytes[1])).isMultiple(of: 31)
    else { return nil }
    self = .zlib
  }

  /// Whether `Decompressor` reads the format.
  public var isReadable: Bool { self != .zstd }
}
