// The density at every row, estimated as scikit-learn's trees estimate it.

import Glibc
import Tensors

/// `kernel_density {kernel, bandwidth, total, absolute, relative, breadth_first, measure, exponent, tree}`:
/// the logarithm `f64[rows, 1]` of the density at each row.
///
/// Operands: rows `f64[rows, width]`, points `f64[count, width]`, the four operands of their tree as
/// `nearest_points` has them, and the weights of the points `f64[count]`, of which `total` is the
/// sum.
///
/// The walk of the tree narrows the bounds of the density until they are within the tolerances
/// `absolute` and `relative` of each other. Even at tolerances of 0 its rounding shows where the bounds
/// were much larger than the density, so the walk is the library's, step by step.
struct KernelDensityOperation: OperationDefinition {
  let name = "kernel_density"
  let summary = """
    The logarithm of the density at each row of the first operand: a `kernel` of a `bandwidth` at each \
    point (second operand), found by walking the tree of the next four operands; the last has the \
    weights of the points.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(7)
    let (x, points) = (try context.tensor(0, of: .f64), try context.tensor(1, of: .f64))
    guard x.rank == 2, points.rank == 2 else { throw context.error("two matrices were expected") }
    try context.expectEqual(x.dimensions[1], points.dimensions[1], "the numbers of coordinates")
    let kind = try NeighborTree.Kind(context.attributes, of: name)
    guard kind != .none else { throw context.error("a tree was expected") }
    try context.checkTreeOperands()
    guard try context.tensor(6, of: .f64).rank == 1 else {
      throw context.error("operand 6 must have rank 1")
    }
    _ = try DensityRule(context.attributes, of: name)
    return [.tensor(.f64, [x.dimensions[0], 1])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, points) = (try context.tensor(0), try context.tensor(1))
    let width = points.shape[1]
    let weights = try context.tensor(6).elements(of: Double.self)
    guard x.shape[1] == width, width > 0, weights.count == points.shape[0] else {
      throw context.error("points of \(points.shape) do not suit rows of \(x.shape)")
    }
    let kind = try NeighborTree.Kind(context.attributes, of: name)
    let tree = try NeighborTree(context, kind: kind, pointCount: points.shape[0])
    let rule = try DensityRule(context.attributes, of: name)
    var densities: [Double] = []
    densities.reserveCapacity(x.shape[0])
    x.withElements(of: Double.self) { rows in
      points.withElements(of: Double.self) { points in
        let search = DensitySearch(tree: tree, points: points, weights: weights, rule: rule)
        for row in 0..<x.shape[0] {
          densities.append(
            search.logDensity(
              at: UnsafeBufferPointer(rebasing: rows[row * width..<(row + 1) * width])))
        }
      }
    }
    return [.tensor(Tensor(densities, shape: [x.shape[0], 1]))]
  }
}

/// What a density is estimated by.
package struct DensityRule {
  let kernel: DensityKernel
  let bandwidth: Double
  /// The sum of the weights of the points.
  let total: Double
  /// How far the bounds may be apart, for all points together.
  let absolute: Double
  /// How far the bounds may be apart, by the density.
  let relative: Double
  /// Whether the nearest node of all is looked at next.
  let isBreadthFirst: Bool
  let measure: DistanceMeasure

  /// Describes a rule.
  package init(
    kernel: DensityKernel, bandwidth: Double, total: Double, absolute: Double,
    relative: Double, isBreadthFirst: Bool, measure: DistanceMeasure
  ) {
    self.kernel = kernel
    self.bandwidth = bandwidth
    self.total = total
    self.absolute = absolute
    self.relative = relative
    self.isBreadthFirst = isBreadthFirst
    self.measure = measure
  }

  init(_ attributes: Attributes, of operation: String) throws {
    kernel = try DensityKernel(attributes, of: operation)
    bandwidth = try attributes.double("bandwidth", of: operation)
    total = try attributes.double("total", of: operation)
    absolute = try attributes.double("absolute", of: operation)
    relative = try attributes.double("relative", of: operation)
    isBreadthFirst = try attributes.bool("breadth_first", default: true, of: operation)
    measure = try DistanceMeasure(attributes, of: operation)
    guard bandwidth > 0 else {
      throw ProgramError(.type, at: operation, "a bandwidth of \(bandwidth) is no bandwidth")
    }
  }

  fileprivate var attributes: Attributes {
    var attributes = measure.attributes
    attributes["kernel"] = .string(kernel.rawValue)
    attributes["bandwidth"] = .double(bandwidth)
    attributes["total"] = .double(total)
    attributes["absolute"] = .double(absolute)
    attributes["relative"] = .double(relative)
    attributes["breadth_first"] = .bool(isBreadthFirst)
    return attributes
  }
}

extension FunctionBuilder {
  /// The logarithm of the density at each row of `x` of weighted `points`, which stand in a `tree`.
  package func kernelDensity(
    _ x: ValueID, _ points: ValueID, tree: (kind: NeighborTree.Kind, operands: [ValueID]),
    weights: ValueID, _ rule: DensityRule
  ) throws -> ValueID {
    var attributes = rule.attributes
    attributes["tree"] = .string(tree.kind.rawValue)
    return try append(one: "kernel_density", [x, points] + tree.operands + [weights], attributes)
  }
}
