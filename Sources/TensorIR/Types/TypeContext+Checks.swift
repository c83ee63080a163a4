// Checks that many type rules share.

import Tensors

extension TypeContext {
  /// The dense numeric type of operand `index`.
  public func numeric(_ index: Int) throws -> TensorType {
    let type = try tensor(index)
    guard type.dtype.isNumeric else { throw error("operand \(index) must be numeric; cast it") }
    return type
  }

  /// The dense floating-point type of operand `index`.
  public func floating(_ index: Int) throws -> TensorType {
    let type = try tensor(index)
    guard type.dtype.isFloatingPoint else {
      throw error("operand \(index) must be f64, f32 or bf16; cast it")
    }
    return type
  }

  /// The dense type of operand `index`, whose elements must be `dtype`.
  public func tensor(_ index: Int, of dtype: DType) throws -> TensorType {
    let type = try tensor(index)
    guard type.dtype == dtype else { throw error("operand \(index) must be \(dtype)") }
    return type
  }

  /// The dense type of operand `index`, which must hold indices: `i64` or `i32`.
  public func indices(_ index: Int) throws -> TensorType {
    let type = try tensor(index)
    guard type.dtype == .i64 || type.dtype == .i32 else {
      throw error("operand \(index) must be i64 or i32")
    }
    return type
  }

  /// The dense type of operand `index`, which must have rank 0.
  public func scalar(_ index: Int, of dtype: DType) throws {
    guard try tensor(index, of: dtype).rank == 0 else {
      throw error("operand \(index) must have rank 0")
    }
  }

  /// The attribute `name` as an axis of a tensor of rank `rank`.
  public func axis(_ attribute: String = "axis", rank: Int) throws -> Int {
    let axis = try attributes.int(attribute, of: name)
    guard (0..<rank).contains(axis) else {
      throw error("axis \(axis) was given for rank \(rank); 0 ..< \(rank) were expected")
    }
    return axis
  }

  /// The attribute `name` as distinct axes of a tensor of rank `rank`.
  public func axes(_ attribute: String = "axes", rank: Int) throws -> [Int] {
    let axes = try attributes.ints(attribute, of: name)
    guard axes.allSatisfy((0..<rank).contains), Set(axes).count == axes.count else {
      throw error("axes \(axes) were given for rank \(rank); distinct axes were expected")
    }
    return axes
  }

  /// The attribute `name` as extents, none negative.
  public func dimensions(_ attribute: String = "dimensions") throws -> [Dimension] {
    let dimensions = try attributes.dimensions(attribute, of: name)
    guard dimensions.allSatisfy({ ($0.extent ?? 0) >= 0 }) else {
      throw error("\(dimensions) has a negative extent")
    }
    return dimensions
  }

  /// Whether two dimensions can be equal at run time.
  public func expectEqual(_ a: Dimension, _ b: Dimension, _ what: String) throws {
    guard a.isCompatible(with: b) else { throw error("\(what) differ: \(a) and \(b)") }
  }

  /// Broadcast extents of `types`.
  public func broadcast(_ types: [TensorType]) throws -> [Dimension] {
    var dimensions: [Dimension] = []
    for type in types {
      guard let combined = Broadcasting.combine(dimensions, type.dimensions) else {
        throw error("the shapes do not broadcast")
      }
      dimensions = combined
    }
    return dimensions
  }
}

extension Dimension {
  /// The extent that is known more exactly, of two that are compatible.
  package func refined(by other: Dimension) -> Dimension { self == .unknown ? other : self }
}
