// Counting, and the extents of values.

import Tensors

/// `iota {dimensions, axis, dtype}`: the index along an axis, at every place.
struct IotaOperation: OperationDefinition {
  let name = "iota"
  let summary = "The index along `axis` at every place of a tensor with extents `dimensions`."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(0)
    let dimensions = try context.dimensions()
    _ = try context.axis(rank: dimensions.count)
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard dtype.isNumeric, !dimensions.contains(.unknown) else {
      throw context.error("a numeric dtype and known or symbolic extents were expected")
    }
    return [.tensor(dtype, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let shape = try context.boundShape()
    let axis = try context.attributes.int("axis", of: name)
    let strides = shape.dimensions.indices.map { $0 == axis ? 1 : 0 }
    let indices = Positions.strided(shape.dimensions, strides: strides).map { Int64($0) }
    let dtype = try context.attributes.dtype("dtype", of: name)
    return [.tensor(Tensor(indices, shape: shape).casting(to: dtype))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [] }
}

/// `dimension_size {axis}`: the extent of the operand along an axis, as an `i64` scalar.
struct DimensionSizeOperation: OperationDefinition {
  let name = "dimension_size"
  let summary = "The extent of the operand along `axis`, as an i64 scalar."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try context.axis(rank: try context.tensor(0).rank)
    return [.tensor(.i64, [])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let axis = try context.attributes.int("axis", of: name)
    return [.tensor(Tensor(scalar: Int64(try context.tensor(0).shape[axis])))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension FunctionBuilder {
  /// The index along `axis` at every place.
  public func iota(_ dimensions: [Dimension], axis: Int, _ dtype: DType) throws -> ValueID {
    try append(
      one: "iota", [],
      ["dimensions": .dimensions(dimensions), "axis": .int(axis), "dtype": .dtype(dtype)])
  }

  /// The extent of `x` along `axis`, as an `i64` of rank 0.
  public func dimensionSize(_ x: ValueID, axis: Int) throws -> ValueID {
    try append(one: "dimension_size", [x], ["axis": .int(axis)])
  }
}
