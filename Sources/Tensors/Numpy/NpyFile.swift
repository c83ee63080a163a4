// The NPY format, versions 1 to 3 (numpy.lib.format): a header in Python syntax, then the elements.

import Archives

/// Reads and writes `.npy` files.
public enum NpyFile {
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// Whether `bytes` begin as an `.npy` file does.
  public static func recognizes(_ bytes: Bytes) -> Bool { bytes.hasPrefix(magic) }

  /// Reads an array as a tensor; see `NumpyBuffer.tensor()` for the dtypes.
  ///
  /// Throws `TensorFileError`.
  public static func read(_ bytes: Bytes) throws(TensorFileError) -> Tensor {
    try buffer(bytes).tensor()
  }

  /// Reads an array's header and finds its elements, of any dtype but `object`.
  ///
  /// Throws `TensorFileError`.
  public static func buffer(_ bytes: Bytes) throws(TensorFileError) -> NumpyBuffer {
    guard bytes.count >= 10, recognizes(bytes) else {
      throw damaged("no NPY header")
    }
    let (major, minor) = (bytes[6], bytes[7])
    guard (1...3).contains(major), minor == 0 else {
      throw TensorFileError(
        kind: .unsupported, found: "NPY format version \(major).\(minor)", expected: "1.0 to 3.0",
        advice: "save the array again with a current numpy")
    }
    let start = major == 1 ? 10 : 12
    guard bytes.count >= start else { throw damaged("an NPY header that is cut off") }
    let length =
      major == 1
      ? Int(bytes.littleEndian(UInt16.self, at: 8)) : Int(bytes.littleEndian(UInt32.self, at: 8))
    guard length <= bytes.count - start, length <= 1 << 20 else {
      throw damaged("an NPY header of \(length) bytes in a file of \(bytes.count)")
    }
    guard case .dictionary(let header)? = PythonLiteral.parse(bytes[start..<start + length]),
      let descriptor = header["descr"], case .bool(let isColumnMajor)? = header["fortran_order"],
      case .tuple(let dimensions)? = header["shape"], header.count == 3
    else {
      throw damaged(
        "an NPY header that does not parse", expected: "'descr', 'fortran_order' and 'shape'")
    }
    var shape: [Int] = []
    for dimension in dimensions {
      guard case .integer(let extent) = dimension, extent >= 0 else {
        throw damaged("an NPY shape that is not of integers")
      }
      shape.append(extent)
    }
    guard let dtype = dtype(descriptor) else {
      throw TensorFileError(
        kind: .unsupported, found: "an NPY dtype that is not known",
        expected: "a plain dtype or a record of them")
    }
    if dtype.containsObjects {
      throw TensorFileError(
        kind: .unsupported, found: "an array of Python objects, which numpy pickles",
        expected: "numbers, booleans or text",
        advice: "save it with a numeric or string dtype, or with joblib")
    }
    return try NumpyBuffer(
      bytes[(start + length)...], dtype: dtype, shape: shape, isColumnMajor: isColumnMajor)
  }

  private static func damaged(_ found: String, expected: String? = nil) -> TensorFileError {
    TensorFileError(kind: .damaged, found: found, expected: expected)
  }

  /// The dtype of a header: a type string, or a list of fields that lie one after the other.
  ///
  /// An unnamed field (`''`, of kind `V`) is padding. Fields that are arrays are not read.
  private static func dtype(_ literal: PythonLiteral) -> NumpyDType? {
    switch literal {
    case .string(let text): return NumpyDType(text)
    case .list(let items):
      var fields: [NumpyDType.Field] = []
      var offset = 0
      for item in items {
        guard case .tuple(let parts) = item, parts.count == 2, case .string(let name) = parts[0],
          let dtype = dtype(parts[1]), offset + dtype.itemSize <= NumpyDType.maximumItemSize
        else { return nil }
        if !name.isEmpty || dtype.kind != .void {
          fields.append(NumpyDType.Field(name: name, offset: offset, dtype: dtype))
        }
        offset += dtype.itemSize
      }
      return NumpyDType(fields: fields, itemSize: offset)
    default: return nil
    }
  }

  /// Writes `tensor` as format version 1.0, aligned as numpy aligns it.
  ///
  /// `bf16` is written as float32, which holds it exactly. Text is written as `U`; a missing element
  /// throws `TensorFileError`, because numpy has none.
  public static func write(_ tensor: Tensor) throws(TensorFileError) -> [UInt8] {
    let (descriptor, elements) = try encode(tensor)
    let dimensions = tensor.shape.dimensions.map(String.init)
    let shape =
      dimensions.count == 1 ? "(\(dimensions[0]),)" : "(\(dimensions.joined(separator: ", ")))"
    var header = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(shape), }"
    let prefixCount = magic.count + 4
    let padding = 63 - (prefixCount + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    let length = UInt16(header.utf8.count)
    var file = magic + [1, 0, UInt8(truncatingIfNeeded: length), UInt8(length >> 8)]
    file.reserveCapacity(prefixCount + header.utf8.count + elements.count)
    file += header.utf8
    file += elements
    return file
  }

  private static func encode(
    _ tensor: Tensor
  ) throws(TensorFileError) -> (descriptor: String, elements: [UInt8]) {
    let descriptor: String
    switch tensor.dtype {
    case .f64: descriptor = "<f8"
    case .f32: descriptor = "<f4"
    case .i64: descriptor = "<i8"
    case .i32: descriptor = "<i4"
    case .i8: descriptor = "|i1"
    case .bool: descriptor = "|b1"
    case .bf16:
      let floats = tensor.elements(of: BFloat16.self).map(\.float)
      return try encode(Tensor(floats, shape: tensor.shape))
    case .string: return try encodeText(tensor)
    }
    return (descriptor, tensor.withUnsafeBytes { Array($0) })
  }

  private static func encodeText(
    _ tensor: Tensor
  ) throws(TensorFileError) -> (descriptor: String, elements: [UInt8]) {
    var texts: [String.UnicodeScalarView] = []
    texts.reserveCapacity(tensor.count)
    for index in 0..<tensor.count {
      guard let text = tensor.strings[index] else {
        throw TensorFileError(
          kind: .unsupported, found: "a missing text element at index \(index)",
          expected: "text", advice: "NPY has no missing text: write CSV instead")
      }
      texts.append(text.unicodeScalars)
    }
    let width = max(texts.map(\.count).max() ?? 1, 1)
    var elements = [UInt8](repeating: 0, count: texts.count * width * 4)
    for (row, text) in texts.enumerated() {
      for (column, scalar) in text.enumerated() {
        for byte in 0..<4 {
          elements[(row * width + column) * 4 + byte] = UInt8(
            truncatingIfNeeded: scalar.value >> (8 * UInt32(byte)))
        }
      }
    }
    return ("<U\(width)", elements)
  }
}
