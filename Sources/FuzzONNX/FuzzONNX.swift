// libFuzzer: ONNX models, read as pipelines. See FUZZING.md.

import Archives
import ONNXReader

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzONNX(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)))
  _ = try? ONNXReader.read(bytes, name: "input")
  return 0
}
