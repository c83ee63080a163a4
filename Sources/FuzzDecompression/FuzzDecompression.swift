// libFuzzer: compressed streams. See FUZZING.md.

import Archives

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDecompression(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)))
  let limit = InflationLimit(byteCount: 64 << 20)
  for compression in Compression.allCases where compression.isReadable {
    _ = try? Decompressor.decompress(bytes, compression, limit: limit)
  }
  return 0
}
