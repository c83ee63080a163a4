// Indices as indicator vectors.

import Tensors

/// `one_hot {depth, dtype}`: along a new last axis, 1 (or true) at the index and 0 elsewhere; an index
/// out of range, -1 for example, gives zeros.
struct OneHotOperation: OperationDefinition {
  let name = "one_hot"
  let summary = """
    A new last axis of extent `depth` with 1 at the index and 0 elsewhere, as `dtype`; an index out \
    of range gives zeros.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let indices = try context.indices(0)
    let depth = try context.attributes.int("depth", of: name)
    let dtype = try context.attributes.dtype("dtype", of: name)
    guard depth >= 0, dtype != .string else {
      throw context.error("a depth of 0 or more and a dtype of numbers or booleans were expected")
    }
    return [.tensor(dtype, indices.dimensions + [.fixed(depth)])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let indices = try context.tensor(0)
    let depth = try context.attributes.int("depth", of: name)
    let dtype = try context.attributes.dtype("dtype", of: name)
    var hot = [Int8](repeating: 0, count: indices.count * depth)
    for (place, index) in indices.casting(to: .i64).elements(of: Int64.self).enumerated()
    where index >= 0 && index < depth {
      hot[place * depth + Int(index)] = 1
    }
    let shape = Shape(indices.shape.dimensions + [depth])
    return [.tensor(Tensor(hot, shape: shape).casting(to: dtype))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension FunctionBuilder {
  /// Along a new last axis of extent `depth`, 1 at the index and 0 elsewhere; out of range is zeros.
  public func oneHot(_ indices: ValueID, depth: Int, _ dtype: DType) throws -> ValueID {
    try append(one: "one_hot", [indices], ["depth": .int(depth), "dtype": .dtype(dtype)])
  }
}
