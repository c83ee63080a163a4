// Reading a tensor's elements.

extension Tensor {
  /// Reads the raw bytes of fixed-size elements; a tensor of strings is a programmer's mistake.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard case .fixedSize(let storage, let offset) = contents, let size = dtype.byteCount else {
      preconditionFailure("a tensor of strings has no raw bytes")
    }
    defer { extendLifetime(storage) }
    return try body(
      UnsafeRawBufferPointer(start: storage.base + offset, count: size * shape.count))
  }

  /// Reads the elements as `Element`, whose dtype must be the tensor's.
  public func withElements<Element: TensorElement, Result>(
    of type: Element.Type, _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(Element.dtype == dtype, "the tensor's elements are \(dtype)")
    return try withUnsafeBytes { try body($0.bindMemory(to: Element.self)) }
  }

  /// The elements in row-major order; `Element`'s dtype must be the tensor's.
  public func elements<Element: TensorElement>(of type: Element.Type = Element.self) -> [Element] {
    withElements(of: Element.self) { Array($0) }
  }

  /// The text storage of a tensor of strings; any other dtype is a programmer's mistake.
  public var strings: StringStorage {
    guard case .strings(let storage) = contents else {
      preconditionFailure("the tensor's elements are \(dtype)")
    }
    return storage
  }

  /// Numeric or boolean elements converted to `Double`, in row-major order.
  ///
  /// Integers beyond 2^53 round to the nearest double.
  public func doubles() -> [Double] {
    switch dtype {
    case .f64: elements(of: Double.self)
    case .f32: withElements(of: Float.self) { $0.map(Double.init) }
    case .bf16: withElements(of: BFloat16.self) { $0.map { Double($0.float) } }
    case .i64: withElements(of: Int64.self) { $0.map(Double.init) }
    case .i32: withElements(of: Int32.self) { $0.map(Double.init) }
    case .i8: withElements(of: Int8.self) { $0.map(Double.init) }
    case .bool: withElements(of: Bool.self) { $0.map { $0 ? 1 : 0 } }
    case .string: preconditionFailure("text has no numeric value")
    }
  }
}
