// libFuzzer: skops archives. An input that is no archive becomes the schema of one. See FUZZING.md.

import Archives
import PipelineReaders
import Tensors

/// A small array that schemas can name as `a.npy`.
private let array = (try? NpyFile.write(Tensor([1.0, 2.0]))) ?? []

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSkops(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  var bytes = Bytes(input)
  if !ZipReader.recognizes(bytes) {
    var writer = ZipWriter()
    try? writer.add(input, named: "schema.json")
    try? writer.add(array, named: "a.npy")
    bytes = Bytes(writer.finish())
  }
  _ = try? ObjectFile.read(bytes, name: "input")
  return 0
}
