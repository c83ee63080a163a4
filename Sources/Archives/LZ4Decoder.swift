// Frames of lz4, one or more after the other, by liblz4.

import CLZ4

/// Decodes lz4 frames.
final class LZ4Decoder: StreamDecoder {
  private var context: OpaquePointer?

  /// `nil` where liblz4 cannot be initialised.
  init?() {
    guard
      LZ4F_isError(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))) == 0,
      context != nil
    else { return nil }
  }

  deinit { LZ4F_freeDecompressionContext(context) }

  func decode(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecodingStep {
    var consumed = input.count
    var written = output.count
    let hint = LZ4F_decompress(
      context, output.baseAddress, &written, input.baseAddress, &consumed, nil)
    guard LZ4F_isError(hint) == 0 else {
      let reason = LZ4F_getErrorName(hint).map { String(cString: $0) } ?? "an error"
      return DecodingStep(consumed: 0, written: 0, outcome: .failed(reason))
    }
    // A hint of 0 says that the frame is complete; the context is ready for another.
    return DecodingStep(
      consumed: consumed, written: written, outcome: hint == 0 ? .ended : .goesOn)
  }

  func restart() -> Bool { true }
}
