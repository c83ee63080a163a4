// Dense tensors: a dtype, a shape and immutable shared contents.

/// A dense, row-major, immutable array of elements of one dtype.
public struct Tensor: Sendable {
  /// Where the elements are.
  public enum Contents: Sendable {
    /// Elements of fixed size, beginning `byteOffset` bytes into `storage`.
    case fixedSize(TensorStorage, byteOffset: Int)
    /// Text.
    case strings(StringStorage)
  }

  /// The type of every element.
  public let dtype: DType
  /// The extent along each axis.
  public let shape: Shape
  /// The elements.
  public let contents: Contents

  /// The number of elements.
  public var count: Int { shape.count }

  /// Creates a tensor of fixed-size elements over `storage`, which must hold them all.
  public init(dtype: DType, shape: Shape, storage: TensorStorage, byteOffset: Int = 0) {
    guard let size = dtype.byteCount else { preconditionFailure("strings have their own storage") }
    precondition(byteOffset >= 0 && byteOffset + size * shape.count <= storage.byteCount)
    self.dtype = dtype
    self.shape = shape
    self.contents = .fixedSize(storage, byteOffset: byteOffset)
  }

  /// Creates a tensor of text over `storage`, which must hold `shape.count` elements.
  public init(shape: Shape, strings storage: StringStorage) {
    precondition(storage.count == shape.count)
    self.dtype = .string
    self.shape = shape
    self.contents = .strings(storage)
  }

  /// Copies `elements`, in row-major order, into a new tensor; a `nil` shape means one axis.
  public init<Element: TensorElement>(_ elements: [Element], shape: Shape? = nil) {
    let shape = shape ?? Shape([elements.count])
    precondition(shape.count == elements.count, "\(elements.count) elements for shape \(shape)")
    self = Tensor.filling(Element.self, shape: shape) { buffer in
      _ = buffer.initialize(from: elements)
    }
  }

  /// Copies `strings`, in row-major order, into a new tensor; `nil` is a missing element.
  public init(strings: [String?], shape: Shape? = nil) {
    self.init(shape: shape ?? Shape([strings.count]), strings: StringStorage(strings))
  }

  /// A tensor of rank 0.
  public init<Element: TensorElement>(scalar: Element) {
    self.init([scalar], shape: .scalar)
  }

  /// Makes a tensor whose elements `body` initialises, all of them.
  public static func filling<Element: TensorElement>(
    _ type: Element.Type, shape: Shape, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Void
  ) rethrows -> Tensor {
    let storage = TensorStorage(byteCount: MemoryLayout<Element>.stride * shape.count)
    let start = storage.base.bindMemory(to: Element.self, capacity: shape.count)
    try body(UnsafeMutableBufferPointer(start: start, count: shape.count))
    return Tensor(dtype: Element.dtype, shape: shape, storage: storage)
  }

  /// Makes a tensor of a fixed-size `dtype` whose bytes `body` initialises, all of them.
  public static func fillingBytes(
    dtype: DType, shape: Shape, _ body: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows -> Tensor {
    guard let size = dtype.byteCount else { preconditionFailure("strings have their own storage") }
    let storage = TensorStorage(byteCount: size * shape.count)
    try body(UnsafeMutableRawBufferPointer(start: storage.base, count: storage.byteCount))
    return Tensor(dtype: dtype, shape: shape, storage: storage)
  }

  /// The same elements under another shape with as many elements.
  public func reshaped(to shape: Shape) -> Tensor {
    precondition(shape.count == count, "cannot reshape \(self.shape) to \(shape)")
    switch contents {
    case .fixedSize(let storage, let offset):
      return Tensor(dtype: dtype, shape: shape, storage: storage, byteOffset: offset)
    case .strings(let storage):
      return Tensor(shape: shape, strings: storage)
    }
  }
}
