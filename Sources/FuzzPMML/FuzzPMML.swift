// libFuzzer: PMML documents. See FUZZING.md.

import Archives
import PipelineReaders

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPMML(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)))
  _ = try? PMMLReader.read(bytes, name: "input")
  return 0
}
