// Adding to elements picked by index: the adjoints of the gathers.

import Tensors

/// `scatter_add {axis}` and `scatter_add_along {axis}`: the first operand with the updates (third)
/// added at the indices (second); an index that occurs twice adds twice, in row-major order.
struct ScatterAddOperation: OperationDefinition {
  let isAlong: Bool
  var name: String { isAlong ? "scatter_add_along" : "scatter_add" }
  var summary: String {
    let gather = isAlong ? "gather_along" : "gather"
    return "The first operand with the third added where \(gather) with the second would read."
  }

  static let all = [ScatterAddOperation(isAlong: false), ScatterAddOperation(isAlong: true)]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(3)
    let (type, indices, updates) =
      (try context.numeric(0), try context.indices(1), try context.tensor(2))
    let axis = try context.axis(rank: type.rank)
    var expected = type.dimensions
    if isAlong {
      expected = try context.alongDimensions(type, indices, axis)
    } else {
      expected.replaceSubrange(axis...axis, with: indices.dimensions)
    }
    guard updates.dtype == type.dtype, updates.rank == expected.count else {
      throw context.error("updates \(TensorType(type.dtype, expected)) were expected")
    }
    for (extent, found) in zip(expected, updates.dimensions) {
      try context.expectEqual(extent, found, "the extents of the updates")
    }
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    try context.inSinglePrecision { context in
      let (x, indices) = (try context.tensor(0), try context.tensor(1))
      let updates = try context.tensor(2)
      let axis = try context.attributes.int("axis", of: name)
      let positions: [Int]
      if isAlong {
        positions = try context.positions(along: axis, of: x.shape, indices)
      } else {
        let view = AxisView(x.shape, axis: axis)
        let picks = try context.checkedIndices(indices, below: view.extent)
        positions = (0..<view.outer).flatMap { outer in
          picks.flatMap { pick in
            (0..<view.inner).map { view.position(outer, pick, $0) }
          }
        }
      }
      guard positions.count == updates.count else {
        throw context.error("updates of \(updates.shape) do not fit")
      }
      return [.tensor(add(x, positions, updates, try context.numericElement(0)))]
    }
  }

  private func add<Element: NumericElement>(
    _ x: Tensor, _ positions: [Int], _ updates: Tensor, _ type: Element.Type
  ) -> Tensor {
    var sums = x.elements(of: type)
    for (position, update) in zip(positions, updates.elements(of: type)) {
      sums[position] = sums[position].plus(update)
    }
    return Tensor(sums, shape: x.shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil, nil] }
    let axis = try context.attributes.int("axis", of: name)
    let indices = context.operands[1]
    let updates =
      isAlong
      ? try context.builder.gatherAlong(g, indices, axis: axis)
      : try context.builder.gather(g, indices, axis: axis)
    return [g, nil, updates]
  }
}

extension FunctionBuilder {
  /// `x` with `updates` added where `gather(x, indices, axis)` would read; the adjoint of `gather`.
  public func scatterAdd(
    _ x: ValueID, _ indices: ValueID, _ updates: ValueID, axis: Int
  ) throws -> ValueID {
    try append(one: "scatter_add", [x, indices, updates], ["axis": .int(axis)])
  }

  /// `x` with `updates` added where `gatherAlong(x, indices, axis)` would read.
  public func scatterAddAlong(
    _ x: ValueID, _ indices: ValueID, _ updates: ValueID, axis: Int
  ) throws -> ValueID {
    try append(one: "scatter_add_along", [x, indices, updates], ["axis": .int(axis)])
  }
}
