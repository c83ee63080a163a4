// Gzip streams inflated piece by piece, for files that are larger than memory.

import CZlib

/// Inflates a gzip stream of one or more members as its bytes come.
public final class InflatingStream {
  private var stream = z_stream()
  private let subject: String
  private let limit: InflationLimit
  private var inputCount = 0
  private var outputCount = 0
  /// Whether the stream is between members, where it may end.
  private var isBetweenMembers = true

  /// Starts a stream; `subject` is what errors call it.
  ///
  /// Throws `ArchiveError` where zlib cannot be initialised.
  public init(limit: InflationLimit, subject: String) throws(ArchiveError) {
    self.limit = limit
    self.subject = subject
    let status = inflateInit2_(
      &stream, Inflater.Wrapper.gzip.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw ArchiveError(.unsupported, subject: subject, found: "zlib cannot be initialised")
    }
  }

  deinit { inflateEnd(&stream) }

  /// Inflates some of `input` into `output`; gives how many bytes of each were used.
  ///
  /// No output of an `input` that is not empty means that more input is needed. Throws `ArchiveError`
  /// for damaged data, and where the output exceeds the limit.
  public func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(ArchiveError) -> (consumed: Int, written: Int) {
    var (consumed, written) = (0, 0)
    while consumed < input.count, written < output.count {
      let available = min(input.count - consumed, Int(Int32.max))
      let room = min(output.count - written, Int(Int32.max))
      stream.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress.map { ($0 + consumed).assumingMemoryBound(to: UInt8.self) })
      stream.avail_in = UInt32(available)
      stream.next_out = output.baseAddress.map {
        ($0 + written).assumingMemoryBound(to: UInt8.self)
      }
      stream.avail_out = UInt32(room)
      isBetweenMembers = false
      let status = CZlib.inflate(&stream, Z_NO_FLUSH)
      consumed += available - Int(stream.avail_in)
      written += room - Int(stream.avail_out)
      if status == Z_STREAM_END, inflateReset(&stream) == Z_OK {
        isBetweenMembers = true
      } else if status != Z_OK {
        if status == Z_BUF_ERROR { break }
        let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
        throw ArchiveError(
          .damaged, subject: subject, found: "damaged compressed data (\(reason))",
          byteOffset: inputCount + consumed)
      }
    }
    inputCount += consumed
    outputCount += written
    guard limit.allows(outputCount: outputCount, inputCount: inputCount) else {
      throw ArchiveError(
        .tooLarge, subject: subject,
        found: "\(inputCount) compressed bytes grow beyond \(outputCount) bytes",
        byteOffset: inputCount, advice: "refused: this looks like a decompression bomb")
    }
    return (consumed, written)
  }

  /// Says that there is no more input; throws `ArchiveError` where the stream is not complete.
  public func finish() throws(ArchiveError) {
    guard isBetweenMembers else {
      throw ArchiveError(
        .damaged, subject: subject, found: "the compressed data are cut off",
        byteOffset: inputCount)
    }
  }
}
