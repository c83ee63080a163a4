// What is known of a value before the program runs.

import Tensors

/// The dtype and extents of a dense tensor.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// The type of the elements.
  public var dtype: DType
  /// The extent along each axis, outermost first.
  public var dimensions: [Dimension]

  /// Creates a type.
  public init(_ dtype: DType, _ dimensions: [Dimension]) {
    self.dtype = dtype
    self.dimensions = dimensions
  }

  /// The type of an existing tensor.
  public init(of tensor: Tensor) {
    self.init(tensor.dtype, tensor.shape.dimensions.map(Dimension.fixed))
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The shape, where every extent is known.
  public var shape: Shape? {
    var extents: [Int] = []
    for dimension in dimensions {
      guard let extent = dimension.extent else { return nil }
      extents.append(extent)
    }
    return Shape(extents)
  }

  public var description: String {
    "\(dtype.rawValue)[\(dimensions.map(\.description).joined(separator: ", "))]"
  }
}

/// The type of a value of a tensor program.
public enum ValueType: Hashable, Sendable, CustomStringConvertible {
  /// A dense tensor.
  case tensor(TensorType)
  /// Rows of different lengths.
  case ragged(DType, rows: Dimension)
  /// A matrix in compressed sparse row form.
  case sparse(DType, rows: Dimension, columns: Dimension)

  /// A dense tensor's type.
  public static func tensor(_ dtype: DType, _ dimensions: [Dimension]) -> ValueType {
    .tensor(TensorType(dtype, dimensions))
  }

  /// The type of the elements.
  public var dtype: DType {
    switch self {
    case .tensor(let type): type.dtype
    case .ragged(let dtype, _), .sparse(let dtype, _, _): dtype
    }
  }

  /// The dense type, where the value is dense.
  public var tensorType: TensorType? {
    if case .tensor(let type) = self { type } else { nil }
  }

  public var description: String {
    switch self {
    case .tensor(let type): type.description
    case .ragged(let dtype, let rows): "ragged<\(dtype.rawValue)>[\(rows)]"
    case .sparse(let dtype, let rows, let columns): "sparse<\(dtype.rawValue)>[\(rows), \(columns)]"
    }
  }
}
