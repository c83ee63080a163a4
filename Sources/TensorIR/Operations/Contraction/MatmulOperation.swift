// Matrix products.

import Tensors

/// `matmul {transpose_left, transpose_right}`: products of the matrices in the last two axes, with
/// the axes before them broadcast.
struct MatmulOperation: OperationDefinition {
  let name = "matmul"
  let summary = """
    Matrix products over the last two axes, each operand transposed where `transpose_left` or \
    `transpose_right` says so; the axes before broadcast.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (left, right) = (try context.numeric(0), try context.numeric(1))
    guard left.dtype == right.dtype, left.rank >= 2, right.rank >= 2 else {
      throw context.error("two tensors of one dtype and of rank 2 or more were expected")
    }
    let flips = try flips(context.attributes)
    let (a, b) = (left.dimensions.suffix(2), right.dimensions.suffix(2))
    let (rows, inner) = flips.left ? (a.last, a.first) : (a.first, a.last)
    let (otherInner, columns) = flips.right ? (b.last, b.first) : (b.first, b.last)
    guard let rows, let inner, let otherInner, let columns else {
      throw context.error("two matrices were expected")
    }
    try context.expectEqual(inner, otherInner, "the inner extents")
    guard
      let batch = Broadcasting.combine(
        left.dimensions.dropLast(2), right.dimensions.dropLast(2))
    else { throw context.error("the axes before the last two do not broadcast") }
    return [.tensor(left.dtype, batch + [rows, columns])]
  }

  private func flips(_ attributes: Attributes) throws -> (left: Bool, right: Bool) {
    (
      try attributes.bool("transpose_left", default: false, of: name),
      try attributes.bool("transpose_right", default: false, of: name)
    )
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let flips = try flips(context.attributes)
    return try context.inSinglePrecision { context in
      let (a, b) = (try context.tensor(0), try context.tensor(1))
      let left = flips.left ? a.swappingLastAxes() : a
      let right = flips.right ? b.swappingLastAxes() : b
      let (leftBatch, rightBatch) = (left.batchShape, right.batchShape)
      guard let batch = leftBatch.broadcast(with: rightBatch),
        left.shape[left.shape.rank - 1] == right.shape[right.shape.rank - 2]
      else { throw context.error("shapes \(a.shape) and \(b.shape) do not multiply") }
      return [.tensor(multiply(left, right, batch, try context.numericElement(0)))]
    }
  }

  private func multiply<Element: NumericElement>(
    _ left: Tensor, _ right: Tensor, _ batch: Shape, _ type: Element.Type
  ) -> Tensor {
    let (rows, inner) = (left.shape[left.shape.rank - 2], left.shape[left.shape.rank - 1])
    let columns = right.shape[right.shape.rank - 1]
    let (a, b) = (left.elements(of: type), right.elements(of: type))
    let leftMatrices = Positions.broadcast(left.batchShape, to: batch)
    let rightMatrices = Positions.broadcast(right.batchShape, to: batch)
    var product = [Element](repeating: .zeroElement, count: batch.count * rows * columns)
    for matrix in 0..<batch.count {
      let leftStart = leftMatrices[matrix] * rows * inner
      let rightStart = rightMatrices[matrix] * inner * columns
      for row in 0..<rows {
        let start = (matrix * rows + row) * columns
        for k in 0..<inner {
          let factor = a[leftStart + row * inner + k]
          for column in 0..<columns {
            product[start + column] = product[start + column].plus(
              factor.times(b[rightStart + k * columns + column]))
          }
        }
      }
    }
    return Tensor(product, shape: Shape(batch.dimensions + [rows, columns]))
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil, nil] }
    let b = context.builder
    let (left, right) = (context.operands[0], context.operands[1])
    let flips = try flips(context.attributes)
    let leftCotangent =
      flips.left
      ? try b.matmul(right, g, transposeLeft: flips.right, transposeRight: true)
      : try b.matmul(g, right, transposeRight: !flips.right)
    let rightCotangent =
      flips.right
      ? try b.matmul(g, left, transposeLeft: true, transposeRight: flips.left)
      : try b.matmul(left, g, transposeLeft: !flips.left)
    return [
      try b.sum(leftCotangent, toShapeOf: left), try b.sum(rightCotangent, toShapeOf: right),
    ]
  }
}

extension FunctionBuilder {
  /// Matrix products over the last two axes; the axes before them broadcast.
  public func matmul(
    _ a: ValueID, _ b: ValueID, transposeLeft: Bool = false, transposeRight: Bool = false
  ) throws -> ValueID {
    var attributes: Attributes = [:]
    if transposeLeft { attributes["transpose_left"] = .bool(true) }
    if transposeRight { attributes["transpose_right"] = .bool(true) }
    return try append(one: "matmul", [a, b], attributes)
  }
}

extension Tensor {
  /// The extents before the last two axes.
  fileprivate var batchShape: Shape { Shape(shape.dimensions.dropLast(2)) }

  fileprivate func swappingLastAxes() -> Tensor {
    var permutation = Array(0..<shape.rank)
    permutation.swapAt(shape.rank - 1, shape.rank - 2)
    return transposing(permutation)
  }
}
