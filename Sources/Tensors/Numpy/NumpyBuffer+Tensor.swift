// From numpy elements to tensors: the same dtype where there is one, else the next wider exact one.

import Archives

extension NumpyBuffer {
  /// The elements as a tensor.
  ///
  /// `float16` widens to f32; `int16`, `uint8` and `uint16` to i32; `uint32` and `uint64` to i64; `U`
  /// and ASCII `S` become strings. Throws `TensorFileError` for other dtypes, and for elements that
  /// the wider type does not hold. Elements that already lie as a tensor's do are not copied: they
  /// keep the memory that they are in alive.
  public func tensor() throws(TensorFileError) -> Tensor {
    let tensorShape = Shape(shape)
    if let borrowed = plainTensor(shape: tensorShape) { return borrowed }
    switch dtype.kind {
    case .float:
      if let values = doubles() {
        return dtype.itemSize == 8
          ? Tensor(values, shape: tensorShape)
          : Tensor(values.map(Float.init), shape: tensorShape)
      }
    case .bool, .signed, .unsigned:
      guard let values = integers() else {
        throw unsupported("a value of type \(dtype) beyond 63 bits")
      }
      switch (dtype.kind, dtype.itemSize) {
      case (.bool, _): return Tensor(values.map { $0 != 0 }, shape: tensorShape)
      case (.signed, 1): return Tensor(values.map { Int8($0) }, shape: tensorShape)
      case (.signed, 2...4), (.unsigned, 1...2):
        return Tensor(values.map { Int32($0) }, shape: tensorShape)
      default: return Tensor(values.map { Int64($0) }, shape: tensorShape)
      }
    case .unicode, .bytes:
      guard let values = strings() else {
        throw unsupported(
          dtype.kind == .bytes ? "bytes that are not ASCII" : "text with an invalid code point")
      }
      return Tensor(strings: values, shape: tensorShape)
    case .object:
      throw unsupported(
        "an array of Python objects", advice: "save it with a numeric or string dtype instead")
    default: break
    }
    throw unsupported("an array of type \(dtype)")
  }

  private func unsupported(_ found: String, advice: String? = nil) -> TensorFileError {
    TensorFileError(
      kind: .unsupported, found: found, expected: "numbers, booleans or text", advice: advice)
  }

  private func plainTensor(shape: Shape) -> Tensor? {
    let native: DType? =
      switch (dtype.kind, dtype.itemSize) {
      case (.float, 8): .f64
      case (.float, 4): .f32
      case (.signed, 8): .i64
      case (.signed, 4): .i32
      case (.signed, 1): .i8
      default: nil
      }
    guard let native, !dtype.isBigEndian || dtype.itemSize == 1, isContiguous, count > 0 else {
      return nil
    }
    let memory = bytes[offset..<offset + count * dtype.itemSize]
    return Tensor(memory, dtype: native, shape: shape)
  }
}
