// libFuzzer: JSON text. See FUZZING.md.

import Archives
import PipelineReaders

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  _ = try? JSONParser.parse(Bytes(Array(UnsafeBufferPointer(start: start, count: count))))
  return 0
}
