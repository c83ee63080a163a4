// The extent of a tensor along each of its axes.

/// The dimensions of a dense, row-major tensor.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent along each axis, outermost first.
  public let dimensions: [Int]

  /// Creates a shape; every dimension must be zero or more.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "a dimension is negative")
    self.dimensions = dimensions
  }

  /// Creates a shape from a literal; every dimension must be zero or more.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The shape of a single number.
  public static let scalar: Shape = []

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }

  /// The extent along `axis`.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The distance in elements between neighbours along each axis.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
