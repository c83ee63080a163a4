// The same elements under another shape.

import Tensors

/// `reshape {dimensions}`: the elements in row-major order under other extents, of which at most one
/// is unknown and follows from the others.
struct ReshapeOperation: OperationDefinition {
  let name = "reshape"
  let summary = """
    The elements in row-major order under the extents `dimensions`; one may be `?`, which is inferred.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0)
    var dimensions = try context.dimensions()
    let unknown = dimensions.indices.filter { dimensions[$0] == .unknown }
    guard unknown.count <= 1 else { throw context.error("at most one extent can be inferred") }
    // Symbols that stand on both sides cancel out.
    var rest = dimensions.filter { $0 != .unknown }
    var source: [Dimension] = []
    for dimension in type.dimensions {
      if let place = rest.firstIndex(of: dimension) {
        rest.remove(at: place)
      } else {
        source.append(dimension)
      }
    }
    let (count, others) = (Self.product(source), Self.product(rest))
    if let place = unknown.first {
      if let inferred = Self.inferred(source, rest) {
        dimensions[place] = inferred
      } else if let count, let others, others == 0 || count % others != 0 {
        throw context.error("\(count) elements do not divide into \(others)")
      }
    } else if let count, let others, count != others {
      throw context.error("the numbers of elements differ: \(count) and \(others)")
    }
    return [.tensor(type.dtype, dimensions)]
  }

  private static func product(_ dimensions: [Dimension]) -> Int? {
    var product = 1
    for dimension in dimensions {
      guard let extent = dimension.extent else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      product = next
    }
    return product
  }

  private static func inferred(_ source: [Dimension], _ rest: [Dimension]) -> Dimension? {
    if rest.isEmpty, source.count == 1 { return source[0] }
    guard let count = product(source), let others = product(rest), others > 0,
      count % others == 0
    else { return nil }
    return .fixed(count / others)
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let dimensions = try context.attributes.dimensions("dimensions", of: name)
    var extents: [Int] = []
    for dimension in dimensions where dimension != .unknown {
      guard let extent = dimension.extent else {
        throw context.error("the symbol \(dimension) is not bound")
      }
      extents.append(extent)
    }
    if let place = dimensions.firstIndex(of: .unknown) {
      guard let others = Self.product(extents.map(Dimension.fixed)), others > 0,
        x.count % others == 0
      else {
        throw context.error("\(x.shape) does not reshape to \(dimensions.bracketed)")
      }
      extents.insert(x.count / others, at: place)
    }
    guard Self.product(extents.map(Dimension.fixed)) == x.count else {
      throw context.error("\(x.shape) does not reshape to \(dimensions.bracketed)")
    }
    return [.tensor(x.reshaped(to: Shape(extents)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    return [try context.builder.reshape(g, toShapeOf: context.x)]
  }
}

extension [Dimension] {
  /// The extents as they stand in types.
  package var bracketed: String { "[\(map(\.description).joined(separator: ", "))]" }
}

extension FunctionBuilder {
  /// The elements in row-major order under other extents, of which one may be `.unknown`.
  public func reshape(_ x: ValueID, _ dimensions: [Dimension]) throws -> ValueID {
    try append(one: "reshape", [x], ["dimensions": .dimensions(dimensions)])
  }

  /// The value with a new axis of extent 1 that becomes axis `axis`.
  public func insertAxis(_ x: ValueID, _ axis: Int) throws -> ValueID {
    var dimensions = tensorType(of: x).dimensions
    dimensions.insert(1, at: axis)
    if dimensions.count(where: { $0 == .unknown }) <= 1 { return try reshape(x, dimensions) }
    return try append(one: "insert_axis", [x], ["axis": .int(axis)])
  }
}

/// `insert_axis {axis}`: a new axis of extent 1, whatever else is unknown of the shape.
struct InsertAxisOperation: OperationDefinition {
  let name = "insert_axis"
  let summary = "The operand with a new axis of extent 1 that becomes axis `axis`."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    var type = try context.tensor(0)
    type.dimensions.insert(1, at: try context.axis(rank: type.rank + 1))
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    var dimensions = x.shape.dimensions
    dimensions.insert(1, at: try context.attributes.int("axis", of: name))
    return [.tensor(x.reshaped(to: Shape(dimensions)))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    return [try context.builder.reshape(g, toShapeOf: context.x)]
  }
}
