// Tensors over the bytes of files.

import Archives

extension Tensor {
  /// The elements of a fixed-size `dtype` that lie in `bytes`, in this machine's byte order: the memory is
  /// shared where the elements are aligned, and copied where they are not.
  ///
  /// `bytes` must be as many as `shape` has elements for, and those of booleans 0 or 1.
  package init(_ bytes: Bytes, dtype: DType, shape: Shape) {
    guard let size = dtype.byteCount else { preconditionFailure("strings have their own storage") }
    precondition(bytes.count == size * shape.count, "\(bytes.count) bytes for shape \(shape)")
    self = bytes.withUnsafeBytes { memory in
      if Int(bitPattern: memory.baseAddress).isMultiple(of: size) {
        let storage = TensorStorage(borrowing: memory, from: BytesOwner(bytes))
        return Tensor(dtype: dtype, shape: shape, storage: storage)
      }
      return Tensor.fillingBytes(dtype: dtype, shape: shape) { $0.copyMemory(from: memory) }
    }
  }
}

/// Keeps bytes alive for a tensor over them.
private final class BytesOwner {
  let bytes: Bytes

  init(_ bytes: Bytes) { self.bytes = bytes }
}
