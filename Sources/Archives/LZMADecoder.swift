// Streams of xz, and of the older lzma format, by liblzma.

import CLZMA

/// Decodes xz or lzma.
final class LZMADecoder: StreamDecoder {
  /// The most memory that a decoder may take: the strongest preset needs 65 MiB.
  private static let memoryLimit: UInt64 = 256 << 20

  private var stream = lzma_stream()
  private let isXZ: Bool

  /// `nil` where liblzma cannot be initialised.
  init?(_ compression: Compression) {
    isXZ = compression == .xz
    guard start() else { return nil }
  }

  deinit { lzma_end(&stream) }

  private func start() -> Bool {
    let status =
      isXZ
      ? lzma_stream_decoder(&stream, Self.memoryLimit, 0)
      : lzma_alone_decoder(&stream, Self.memoryLimit)
    return status == LZMA_OK
  }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = input.count
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = output.count
    let status = lzma_code(&stream, LZMA_RUN)
    let outcome: DecodingStep.Outcome =
      switch status {
      // A buffer error says that nothing could be done, which the caller sees.
      case LZMA_OK, LZMA_BUF_ERROR: .goesOn
      case LZMA_STREAM_END: .ended
      case LZMA_MEMLIMIT_ERROR: .failed("it needs more than 256 MiB to decompress")
      default: .failed("status \(status.rawValue)")
      }
    return DecodingStep(
      consumed: input.count - stream.avail_in, written: output.count - stream.avail_out,
      outcome: outcome)
  }

  /// Streams of xz may follow each other; one of lzma stands alone.
  func restart() -> Bool { isXZ && start() }
}
