// Kernels against points.

import Pipelines
import TensorIR

extension KernelMatrix: LowerableOperator {
  /// A matrix product or distances, and an elementwise function.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].floats(in: context)
    return LoweredTable(try kernel.emit(x, points, in: context), in: context)
  }
}

extension KernelMatrix.Kernel {
  /// The kernel of each row of `x` against each of `points`.
  func emit(
    _ x: ValueID, _ points: ReferencePoints, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let dtype = b.tensorType(of: x).dtype
    func number(_ value: Double) throws -> ValueID { try context.number(value, like: x) }
    func affineProduct(_ gamma: Double, _ offset: Double) throws -> ValueID {
      let product = try b.matmul(x, points.columns(dtype, in: context))
      return try b.add(b.multiply(product, number(gamma)), number(offset))
    }
    func measured(_ measure: DistanceMeasure, times factor: Double) throws -> ValueID {
      let measures = try b.pairwiseDistance(x, points.columns(dtype, in: context), measure)
      return try b.multiply(measures, number(factor))
    }
    switch self {
    case .linear: return try b.matmul(x, points.columns(dtype, in: context))
    case .rbf(let gamma): return try b.exp(measured(.squaredEuclidean, times: -gamma))
    case .laplacian(let gamma): return try b.exp(measured(.manhattan, times: -gamma))
    case .chiSquared(let gamma): return try b.exp(measured(.chiSquared, times: -gamma))
    case .additiveChiSquared: return try measured(.chiSquared, times: -1)
    case .polynomial(let gamma, let offset, let degree):
      return try power(affineProduct(gamma, offset), degree, in: context)
    case .sigmoid(let gamma, let offset): return try b.tanh(affineProduct(gamma, offset))
    case .cosine:
      let rows = try NormalizeRows(norm: .l2).normalized(x, in: context)
      let units = try NormalizeRows(norm: .l2).normalized(
        points.rows(dtype, in: context), in: context)
      return try b.matmul(rows, units, transposeRight: true)
    }
  }

  /// `x` to a power: by squaring where it is a whole number, as LIBSVM does.
  private func power(
    _ x: ValueID, _ degree: Double, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    guard let whole = Int(exactly: degree), (1...1024).contains(whole) else {
      return try b.power(x, context.number(degree, like: x))
    }
    var (rest, square) = (whole, x)
    var product: ValueID?
    while true {
      if rest % 2 == 1 { product = try product.map { try b.multiply($0, square) } ?? square }
      rest /= 2
      guard rest > 0 else { return product ?? x }
      square = try b.multiply(square, square)
    }
  }
}
