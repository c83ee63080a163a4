// Decoding the bytes of a numpy array, in either memory order and either byte order.

import Archives

/// The elements of a numpy array as bytes, with what is needed to read them.
public struct NumpyBuffer: Sendable {
  /// The type of the elements.
  public let dtype: NumpyDType
  /// The extent along each axis.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int
  /// Whether the first axis varies fastest.
  let isColumnMajor: Bool
  let bytes: Bytes
  /// The distance between elements, which exceeds the size of one for a field of records.
  let stride: Int
  let offset: Int

  /// The most axes an array of numpy has.
  public static let maximumRank = 64

  /// The number of elements of `shape`, or `nil` where it is no shape that numpy has.
  public static func elementCount(of shape: [Int]) -> Int? {
    guard shape.count <= maximumRank else { return nil }
    var product = 1
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      // An empty axis must not hide a product that would overflow.
      let (next, overflow) = product.multipliedReportingOverflow(by: max(dimension, 1))
      if overflow || next > 1 << 48 { return nil }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }

  /// The size in bytes of an array, or `nil` where it is beyond any memory.
  ///
  /// Elements of no size at all may be only as many as 65,536: they cost memory that no file paid for.
  public static func byteCount(of shape: [Int], dtype: NumpyDType) -> Int? {
    guard let count = elementCount(of: shape) else { return nil }
    if dtype.itemSize == 0 { return count <= 1 << 16 ? 0 : nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: dtype.itemSize)
    return overflow ? nil : product
  }

  /// Creates an array over `bytes`, which must be exactly as many as its elements.
  public init(
    _ bytes: Bytes, dtype: NumpyDType, shape: [Int], isColumnMajor: Bool
  ) throws(TensorFileError) {
    guard let needed = Self.byteCount(of: shape, dtype: dtype),
      let count = Self.elementCount(of: shape)
    else {
      throw TensorFileError(kind: .damaged, found: "an array of the impossible shape \(shape)")
    }
    guard bytes.count == needed else {
      throw TensorFileError(
        kind: .damaged,
        found: "\(bytes.count) bytes for an array of shape \(shape) and type \(dtype)",
        expected: "\(needed)")
    }
    self.init(
      bytes: bytes, dtype: dtype, shape: shape, count: count, isColumnMajor: isColumnMajor,
      stride: dtype.itemSize, offset: 0)
  }

  private init(
    bytes: Bytes, dtype: NumpyDType, shape: [Int], count: Int, isColumnMajor: Bool, stride: Int,
    offset: Int
  ) {
    self.bytes = bytes
    self.dtype = dtype
    self.shape = shape
    self.count = count
    self.isColumnMajor = isColumnMajor
    self.stride = stride
    self.offset = offset
  }

  /// The column of a structured array that `field`, one of the dtype's, describes.
  public func column(_ field: NumpyDType.Field) -> NumpyBuffer {
    NumpyBuffer(
      bytes: bytes, dtype: field.dtype, shape: shape, count: count, isColumnMajor: isColumnMajor,
      stride: stride, offset: offset + field.offset)
  }

  /// Whether the elements lie one after the other in row-major order.
  var isContiguous: Bool {
    stride == dtype.itemSize && (!isColumnMajor || shape.count { $0 > 1 } <= 1)
  }

  /// Calls `body` with the offset in `bytes` of each element in row-major order.
  @inline(__always)
  func forEachOffset<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
    if !isColumnMajor || shape.count < 2 {
      var position = offset
      for _ in 0..<count {
        try body(position)
        position &+= stride
      }
      return
    }
    var strides = [Int](repeating: stride, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] &* max(shape[axis - 1], 1) }
    var index = [Int](repeating: 0, count: shape.count)
    var position = offset
    for _ in 0..<count {
      try body(position)
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        position &+= strides[axis]
        if index[axis] < shape[axis] { break }
        position &-= strides[axis] &* shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  /// Loads every element as a `Raw` integer of its size and converts it.
  @inline(__always)
  private func load<Raw: FixedWidthInteger & BitwiseCopyable, Output>(
    _ type: Raw.Type, _ convert: (Raw) -> Output
  ) -> [Output] {
    precondition(MemoryLayout<Raw>.size == dtype.itemSize)
    return bytes.withUnsafeBytes { memory in
      [Output](unsafeUninitializedCapacity: count) { output, initializedCount in
        var next = 0
        forEachOffset { offset in
          let raw = memory.loadUnaligned(fromByteOffset: offset, as: Raw.self)
          let value = dtype.isBigEndian ? Raw(bigEndian: raw) : Raw(littleEndian: raw)
          output.initializeElement(at: next, to: convert(value))
          next += 1
        }
        initializedCount = next
      }
    }
  }

  /// The elements of a floating-point array as doubles, in row-major order, exactly.
  ///
  /// `nil` for other dtypes, and for long doubles.
  public func doubles() -> [Double]? {
    switch (dtype.kind, dtype.itemSize) {
    case (.float, 8): load(UInt64.self) { Double(bitPattern: $0) }
    case (.float, 4): load(UInt32.self) { Double(Float(bitPattern: $0)) }
    case (.float, 2): load(UInt16.self) { Double(Float16(bitPattern: $0)) }
    default: nil
    }
  }

  /// The elements of an integer or boolean array, in row-major order.
  ///
  /// `nil` for other dtypes, and where an element of `uint64` does not fit 63 bits.
  public func integers() -> [Int]? {
    switch (dtype.kind, dtype.itemSize) {
    case (.bool, 1): load(UInt8.self) { $0 == 0 ? 0 : 1 }
    case (.signed, 1): load(Int8.self) { Int($0) }
    case (.signed, 2): load(Int16.self) { Int($0) }
    case (.signed, 4): load(Int32.self) { Int($0) }
    case (.signed, 8): load(Int64.self) { Int($0) }
    case (.unsigned, 1): load(UInt8.self) { Int($0) }
    case (.unsigned, 2): load(UInt16.self) { Int($0) }
    case (.unsigned, 4): load(UInt32.self) { Int($0) }
    case (.unsigned, 8):
      if case let values = load(UInt64.self, { Int(truncatingIfNeeded: $0) }),
        values.allSatisfy({ $0 >= 0 })
      {
        values
      } else {
        nil
      }
    default: nil
    }
  }

  /// The elements of an array of text or of ASCII bytes, in row-major order, without padding.
  ///
  /// `nil` for other dtypes, where a code point is none, and where bytes are not ASCII.
  public func strings() -> [String]? {
    var strings: [String] = []
    strings.reserveCapacity(count)
    var isValid = true
    switch dtype.kind {
    case .unicode:
      forEachOffset { offset in
        guard isValid else { return }
        var text = String.UnicodeScalarView()
        for scalar in codePoints(at: offset) {
          guard let scalar = Unicode.Scalar(scalar) else {
            isValid = false
            return
          }
          text.append(scalar)
        }
        strings.append(String(text))
      }
    case .bytes:
      forEachOffset { offset in
        var end = offset + dtype.itemSize
        while end > offset, bytes[end - 1] == 0 { end -= 1 }
        let element = bytes[offset..<end]
        if !element.allSatisfy({ $0 < 0x80 }) { isValid = false }
        strings.append(bytes.text(in: offset..<end) ?? "")
      }
    default: return nil
    }
    return isValid ? strings : nil
  }

  /// The code points of the element at `offset` up to its padding of zeros.
  private func codePoints(at offset: Int) -> [UInt32] {
    var points: [UInt32] = []
    var end = 0
    for position in Swift.stride(from: offset, to: offset + dtype.itemSize, by: 4) {
      let point =
        dtype.isBigEndian
        ? bytes.bigEndian(UInt32.self, at: position)
        : bytes.littleEndian(UInt32.self, at: position)
      points.append(point)
      if point != 0 { end = points.count }
    }
    return Array(points[..<end])
  }
}
