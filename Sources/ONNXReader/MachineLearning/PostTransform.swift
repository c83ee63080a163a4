// What the operators for classical models do with scores at the end.

import TensorIR
import Tensors

/// The attribute `post_transform`.
enum PostTransform: String {
  case none = "NONE"
  case logistic = "LOGISTIC"
  case softmax = "SOFTMAX"
  case softmaxZero = "SOFTMAX_ZERO"
  case probit = "PROBIT"

  init(_ node: GraphNode) throws {
    let name = node.text("post_transform") ?? "NONE"
    guard let transform = PostTransform(rawValue: name) else {
      throw node.error("the transform '\(name)'")
    }
    self = transform
  }

  /// The scores of several classes `[rows, classes]`, transformed.
  func apply(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    switch self {
    case .none: return x
    case .logistic: return try c.b.logistic(x)
    case .softmax: return try c.b.softmax(x)
    case .softmaxZero: return try softmaxZero(c, x)
    case .probit: return try probit(c, x)
    }
  }

  /// Softmax over the scores that are not zero; zeros stay zeros.
  private func softmaxZero(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let b = c.b
    let largest = try b.reduceMax(x, axes: [1], keepDimensions: true)
    let isZero = try b.compare(b.abs(x), c.number(1e-7, like: x), .lessOrEqual)
    let powers = try b.exp(b.subtract(x, largest))
    let zero = try c.number(0, like: x)
    let sum = try b.reduceSum(
      b.select(isZero, zero, powers), axes: [1], keepDimensions: true, ordered: true)
    let scaled = try b.multiply(x, b.exp(b.negate(largest)))
    return try b.divide(b.select(isZero, scaled, powers), sum)
  }

  /// `√2 · erf⁻¹(2x - 1)`, by the approximation that the reference implementation uses.
  private func probit(_ c: NodeContext, _ x: ValueID) throws -> ValueID {
    let b = c.b
    func n(_ value: Double) throws -> ValueID { try c.number(value, like: x) }
    let y = try b.subtract(b.multiply(n(2), x), n(1))
    let sign = try b.select(b.compare(y, n(0), .less), n(-1), n(1))
    let logarithm = try b.log(b.multiply(b.subtract(n(1), y), b.add(n(1), y)))
    let scale = Double(Float(3.14159) * Float(0.147))
    let v = try b.add(n(Double(2 / Float(scale))), b.multiply(n(0.5), logarithm))
    let rest = try b.multiply(n(Double(1 / Float(0.147))), logarithm)
    let root = try b.sqrt(b.subtract(b.multiply(v, v), rest))
    let size = try b.sqrt(b.add(b.negate(v), root))
    return try b.multiply(n(Double(Float(1.41421356))), b.multiply(sign, size))
  }
}

extension FunctionBuilder {
  /// Softmax over the rows of a matrix.
  func softmax(_ x: ValueID) throws -> ValueID {
    let largest = try reduceMax(x, axes: [1], keepDimensions: true)
    let powers = try exp(subtract(x, largest))
    return try divide(
      powers, reduceSum(powers, axes: [1], keepDimensions: true, ordered: true))
  }
}

/// The labels of a classifier's classes.
struct GraphLabels {
  /// The labels, one axis.
  let tensor: Tensor
  /// How many there are.
  var count: Int { tensor.count }

  /// The labels that the attributes `classlabels_*` list.
  init(_ node: GraphNode) throws {
    let texts = node.texts("classlabels_strings") ?? []
    let integers =
      node.ints("classlabels_ints") ?? node.ints("classlabels_int64s") ?? []
    tensor = texts.isEmpty ? Tensor(integers.map { Int64($0) }) : Tensor(strings: texts)
  }

  private init(tensor: Tensor) { self.tensor = tensor }

  /// The two labels that a model with one score chooses from, which are 0 and 1 unless two are listed.
  var pair: GraphLabels {
    if count == 2 { return self }
    return GraphLabels(
      tensor: tensor.dtype == .string ? Tensor(strings: ["0", "1"]) : Tensor([Int64(0), 1]))
  }

  /// The label at each place, `[rows]`.
  func at(_ places: ValueID, _ c: NodeContext) throws -> ValueID {
    guard count > 0 else { throw c.node.error("no class labels") }
    return try c.b.gather(c.b.constant(tensor, named: "labels"), places, axis: 0)
  }
}
