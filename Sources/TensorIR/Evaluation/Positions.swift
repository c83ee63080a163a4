// Where the elements of a shape lie in row-major memory.

import Tensors

/// Positions of elements in row-major order.
package enum Positions {
  /// `offset` plus the index along each axis times its stride, for every index in row-major order.
  package static func strided(
    _ extents: [Int], strides: [Int], offset: Int = 0
  ) -> [Int] {
    var positions = [offset]
    for (extent, stride) in zip(extents, strides) {
      var next: [Int] = []
      next.reserveCapacity(positions.count * extent)
      for position in positions {
        for index in 0..<extent { next.append(position + index * stride) }
      }
      positions = next
    }
    return positions
  }

  /// The positions in a tensor of shape `source` for every element of `target`, to which it
  /// broadcasts.
  package static func broadcast(_ source: Shape, to target: Shape) -> [Int] {
    let lead = target.rank - source.rank
    let strides = source.strides
    return strided(
      target.dimensions,
      strides: target.dimensions.indices.map { axis in
        axis < lead || source[axis - lead] == 1 ? 0 : strides[axis - lead]
      })
  }
}

extension Tensor {
  /// The tensor with elements repeated so that it has shape `target`.
  package func broadcasting(to target: Shape) -> Tensor {
    shape == target ? self : picking(Positions.broadcast(shape, to: target), shape: target)
  }
}

extension Shape {
  /// The extents after broadcasting with `other`, or `nil` where the two do not fit.
  package func broadcast(with other: Shape) -> Shape? {
    Broadcasting.combine(dimensions.map(Dimension.fixed), other.dimensions.map(Dimension.fixed))
      .map { Shape($0.map { $0.extent ?? 0 }) }
  }

  /// The shape with `extent` along `axis`.
  package func replacing(axis: Int, with extent: Int) -> Shape {
    var dimensions = dimensions
    dimensions[axis] = extent
    return Shape(dimensions)
  }
}

/// A shape seen from one of its axes: everything outside it, itself, and everything inside.
package struct AxisView {
  /// The number of index combinations of the axes before.
  package let outer: Int
  /// The extent along the axis.
  package let extent: Int
  /// The number of index combinations of the axes behind.
  package let inner: Int

  /// Views `shape` from `axis`.
  package init(_ shape: Shape, axis: Int) {
    outer = shape.dimensions[..<axis].reduce(1, *)
    extent = shape[axis]
    inner = shape.dimensions[(axis + 1)...].reduce(1, *)
  }

  /// The position of an element in row-major order.
  package func position(_ outerIndex: Int, _ index: Int, _ innerIndex: Int) -> Int {
    (outerIndex * extent + index) * inner + innerIndex
  }

  /// The position of the first element of every line along the axis, in row-major order; its
  /// neighbours are `inner` apart.
  package var lines: [Int] {
    (0..<outer).flatMap { outerIndex in
      (0..<inner).map { position(outerIndex, 0, $0) }
    }
  }
}
