// Compressed streams of every format that model files use, with bounds on what they grow to.

/// Decompresses complete streams.
public enum Decompressor {
  /// Decompresses a stream that must end where `bytes` end.
  ///
  /// Throws `ArchiveError` for a damaged, truncated or followed stream, for a format that is not read,
  /// and as soon as the output exceeds `limit`.
  public static func decompress(
    _ bytes: Bytes, _ compression: Compression, limit: InflationLimit = .standard
  ) throws(ArchiveError) -> Bytes {
    switch compression {
    case .zlib: return try Inflater.inflate(bytes, wrapper: .zlib, limit: limit)
    case .gzip: return try Inflater.inflate(bytes, wrapper: .gzip, limit: limit)
    case .bzip2: return try run(Bzip2Decoder(), bytes, compression, limit)
    case .xz, .lzma: return try run(LZMADecoder(compression), bytes, compression, limit)
    case .lz4: return try run(LZ4Decoder(), bytes, compression, limit)
    case .zstd:
      throw ArchiveError(
        .unsupported, subject: compression.rawValue, found: "a format that is not read")
    }
  }

  /// Feeds a decoder until the input is used up.
  private static func run(
    _ decoder: (some StreamDecoder)?, _ bytes: Bytes, _ compression: Compression,
    _ limit: InflationLimit
  ) throws(ArchiveError) -> Bytes {
    let subject = compression.rawValue
    guard let decoder else {
      throw ArchiveError(
        .unsupported, subject: subject, found: "the decoder cannot be initialised")
    }
    let output = GrowingMemory(limit: limit)
    var consumed = 0
    try bytes.withUnsafeBytes { input throws(ArchiveError) in
      while true {
        let piece = UnsafeRawBufferPointer(
          rebasing: input[consumed..<min(input.count, consumed + (1 << 30))])
        let step = decoder.decode(piece, into: output.reserve())
        consumed += step.consumed
        output.count += step.written
        guard limit.allows(outputCount: output.count, inputCount: consumed) else {
          throw ArchiveError(
            .tooLarge, subject: subject,
            found: "\(bytes.count) compressed bytes grow beyond \(output.count) bytes",
            byteOffset: consumed, advice: "refused: this looks like a decompression bomb")
        }
        switch step.outcome {
        case .ended where consumed == input.count: return
        case .ended:
          guard decoder.restart() else {
            throw ArchiveError(
              .damaged, subject: subject,
              found: "\(input.count - consumed) bytes after the end of the compressed data",
              byteOffset: consumed)
          }
        case .goesOn where step.consumed == 0 && step.written == 0:
          throw ArchiveError(
            .damaged, subject: subject, found: "the compressed data are cut off",
            byteOffset: consumed)
        case .goesOn: break
        case .failed(let reason):
          throw ArchiveError(
            .damaged, subject: subject, found: "damaged compressed data (\(reason))",
            byteOffset: consumed)
        }
      }
    }
    return output.bytes
  }
}

/// A decoder of one format, which keeps its state between pieces of a stream.
protocol StreamDecoder: AnyObject {
  /// Decodes some of `input` into `output`.
  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep

  /// Prepares for another stream behind one that ended; gives whether the format allows one.
  func restart() -> Bool
}

/// What one call of a decoder did.
struct DecodingStep {
  enum Outcome {
    /// More input or more room is needed.
    case goesOn
    /// The stream is complete.
    case ended
    /// The input is no such stream; the text says why.
    case failed(String)
  }

  let consumed: Int
  let written: Int
  let outcome: Outcome
}
