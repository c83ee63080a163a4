// libFuzzer: `.npy` and `.npz` files. See FUZZING.md.

import Archives
import Tensors

/// Reads one input; a crash, a hang or too much memory is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNpy(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)))
  if ZipReader.recognizes(bytes) {
    _ = try? NpzFile.read(bytes)
  } else if let tensor = try? NpyFile.read(bytes) {
    _ = try? NpyFile.write(tensor)
  }
  return 0
}
