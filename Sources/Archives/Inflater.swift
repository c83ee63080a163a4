// RFC 1950, 1951 and 1952: zlib, deflate and gzip streams, with bounds on what they grow to.

import CZlib

/// How much a compressed stream may grow to.
public struct InflationLimit: Hashable, Sendable {
  /// The most bytes the stream may grow to.
  public var byteCount: Int
  /// The most bytes of output for each byte of input, once `allowance` bytes were written.
  ///
  /// Deflate reaches 1,032; models and arrays stay below 50.
  public var ratio: Int
  /// The output to which `ratio` does not apply, because small files of zeros are common.
  public var allowance: Int

  /// Creates a limit.
  public init(byteCount: Int, ratio: Int = 200, allowance: Int = 32 << 20) {
    self.byteCount = byteCount
    self.ratio = ratio
    self.allowance = allowance
  }

  /// The limit for model files: 16 GiB.
  public static let standard = InflationLimit(byteCount: 16 << 30)

  /// Whether `outputCount` bytes may come of `inputCount` bytes.
  public func allows(outputCount: Int, inputCount: Int) -> Bool {
    if outputCount > byteCount { return false }
    if outputCount <= allowance { return true }
    let (product, overflow) = inputCount.multipliedReportingOverflow(by: ratio)
    return overflow || outputCount <= product
  }
}

/// Inflates deflate streams.
public enum Inflater {
  /// What surrounds the deflated data.
  public enum Wrapper: Sendable {
    /// A zlib header and an Adler-32 checksum.
    case zlib
    /// One or more gzip members.
    case gzip
    /// Nothing, as in ZIP.
    case raw

    var windowBits: Int32 {
      switch self {
      case .zlib: 15
      case .gzip: 15 + 16
      case .raw: -15
      }
    }
  }

  /// Inflates a complete stream, which must end where `bytes` end.
  ///
  /// Throws `ArchiveError` for a damaged, truncated or followed stream, and as soon as the output
  /// exceeds `limit`: a small file that would fill the memory fails after `limit.allowance` bytes.
  ///
  /// - Parameters:
  ///   - subject: what errors call the stream.
  public static func inflate(
    _ bytes: Bytes, wrapper: Wrapper, limit: InflationLimit = .standard, subject: String? = nil
  ) throws(ArchiveError) -> Bytes {
    let subject = subject ?? "\(wrapper)"
    var stream = z_stream()
    guard
      inflateInit2_(
        &stream, wrapper.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw ArchiveError(.unsupported, subject: subject, found: "zlib cannot be initialised") }
    defer { inflateEnd(&stream) }

    let output = GrowingMemory(limit: limit)
    var consumed = 0
    try bytes.withUnsafeBytes { input throws(ArchiveError) in
      while true {
        let available = min(input.count - consumed, Int(Int32.max))
        let start = input.baseAddress.map { $0 + consumed }
        stream.next_in = UnsafeMutablePointer(
          mutating: start?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(available)
        let room = output.reserve()
        stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(room.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        let wasRead = available - Int(stream.avail_in)
        let wasWritten = room.count - Int(stream.avail_out)
        consumed += wasRead
        output.count += wasWritten
        guard limit.allows(outputCount: output.count, inputCount: consumed) else {
          throw ArchiveError(
            .tooLarge, subject: subject,
            found: "\(bytes.count) compressed bytes grow beyond \(output.count) bytes",
            byteOffset: consumed, advice: "refused: this looks like a decompression bomb")
        }
        switch status {
        case Z_OK:
          if wasRead == 0, wasWritten == 0 { throw truncated(subject, at: consumed) }
        case Z_BUF_ERROR:
          throw truncated(subject, at: consumed)
        case Z_STREAM_END:
          if consumed == input.count { return }
          guard case .gzip = wrapper, inflateReset(&stream) == Z_OK else {
            throw ArchiveError(
              .damaged, subject: subject,
              found: "\(input.count - consumed) bytes after the end of the compressed data",
              byteOffset: consumed)
          }
        default:
          let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
          throw ArchiveError(
            .damaged, subject: subject, found: "damaged compressed data (\(reason))",
            byteOffset: consumed)
        }
      }
    }
    return output.bytes
  }

  private static func truncated(_ subject: String, at offset: Int) -> ArchiveError {
    ArchiveError(
      .damaged, subject: subject, found: "the compressed data are cut off", byteOffset: offset)
  }
}
