// Streams of bzip2, one or more after the other, by libbz2.

import CBzip2

/// Decodes bzip2.
final class Bzip2Decoder: StreamDecoder {
  private var stream = bz_stream()

  /// `nil` where libbz2 cannot be initialised.
  init?() {
    guard BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else { return nil }
  }

  deinit { BZ2_bzDecompressEnd(&stream) }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.avail_in = UInt32(input.count)
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.avail_out = UInt32(output.count)
    let status = BZ2_bzDecompress(&stream)
    let outcome: DecodingStep.Outcome =
      switch status {
      case BZ_OK: .goesOn
      case BZ_STREAM_END: .ended
      default: .failed("status \(status)")
      }
    return DecodingStep(
      consumed: input.count - Int(stream.avail_in), written: output.count - Int(stream.avail_out),
      outcome: outcome)
  }

  func restart() -> Bool {
    BZ2_bzDecompressEnd(&stream)
    stream = bz_stream()
    return BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK
  }
}
