// What the rule of an operator sees.

import PipelineReaders
import TensorIR
import Tensors

/// A value was needed when the graph was translated that only running the program gives: an extent, a
/// list of axes, a condition.
struct ValueNeeded: Error {
  /// The node that needs it.
  let place: String
  /// What it needs.
  let what: String

  /// The same as an error for people.
  var refusal: ReaderError {
    .onnx(place, unsupported: "\(what) that depends on the model's inputs")
  }
}

/// How an operator becomes operations of the program.
typealias OperatorRule = @Sendable (NodeContext) throws -> [GraphValue]

/// A node that is being translated.
struct NodeContext {
  let node: GraphNode
  /// The values of the inputs; `nil` for an optional input left out.
  let inputs: [GraphValue?]
  /// The names that the node's graphs can refer to.
  let scope: Scope
  let translator: GraphTranslator

  /// Where operations go.
  var b: FunctionBuilder { translator.builder }

  /// Input `index`, if it is there.
  func input(_ index: Int) -> GraphValue? { index < inputs.count ? inputs[index] : nil }

  /// Input `index`, which must be a tensor.
  func tensor(_ index: Int) throws -> ValueID {
    guard let value = try optionalTensor(index) else {
      throw node.error("input \(index) is absent")
    }
    return value
  }

  /// Input `index`, which must be a tensor if it is there.
  func optionalTensor(_ index: Int) throws -> ValueID? {
    switch input(index) {
    case .tensor(let value)?: return value
    case nil: return nil
    default: throw node.error("input \(index) is no tensor")
    }
  }

  /// All inputs, which must be tensors.
  func tensors() throws -> [ValueID] { try inputs.indices.map(tensor) }

  /// Input `index`, which must be a sequence.
  func sequence(_ index: Int) throws -> [GraphValue] {
    guard case .sequence(let values)? = input(index) else {
      throw node.error("input \(index) is no sequence")
    }
    return values
  }

  /// The type of a value.
  func type(_ value: ValueID) -> TensorType { b.tensorType(of: value) }

  /// The dtype of a value.
  func dtype(_ value: ValueID) -> DType { type(value).dtype }

  /// The number of axes of a value.
  func rank(_ value: ValueID) -> Int { type(value).rank }

  /// The extents of a value, all of which must be known.
  func extents(_ value: ValueID) throws -> [Int] {
    guard let shape = type(value).shape else { throw needs("a shape") }
    return shape.dimensions
  }

  /// The extent of a value along an axis, which must be known.
  func extent(_ value: ValueID, _ axis: Int) throws -> Int {
    guard let extent = type(value).dimensions[axis].extent else { throw needs("an extent") }
    return extent
  }

  /// The elements of a value, which must be known.
  func known(_ value: ValueID) throws -> Tensor {
    guard let tensor = b.constantTensor(value) else { throw needs("an input") }
    return tensor
  }

  /// The integers that input `index` holds, which must be known; `nil` where it is left out.
  func ints(_ index: Int) throws -> [Int]? {
    guard let value = try optionalTensor(index) else { return nil }
    let tensor = try known(value)
    guard tensor.dtype.isInteger else { throw node.error("input \(index) is no integers") }
    return tensor.casting(to: .i64).elements(of: Int64.self).map { Int($0) }
  }

  /// The numbers that input `index` holds, which must be known; `nil` where it is left out.
  func doubles(_ index: Int) throws -> [Double]? {
    guard let value = try optionalTensor(index) else { return nil }
    let tensor = try known(value)
    guard tensor.dtype != .string else { throw node.error("input \(index) is no numbers") }
    return tensor.doubles()
  }

  /// The extents that input `index` holds: numbers, or symbols of the program's inputs.
  func dimensions(_ index: Int) throws -> [Dimension] {
    let value = try tensor(index)
    if let dimensions = translator.dimensions[value] { return dimensions }
    return try ints(index)?.map { .fixed($0) } ?? []
  }

  /// A number in the dtype of `like`.
  func number(_ number: Double, like value: ValueID) throws -> ValueID {
    try b.number(number, dtype(value))
  }

  /// An axis counted from the front.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    let counted = axis < 0 ? axis &+ rank : axis
    guard (0..<rank).contains(counted) else {
      throw node.error("axis \(axis)", expected: "one of \(rank)")
    }
    return counted
  }

  /// The attribute `axis`, counted from the front.
  func axis(_ fallback: Int, of value: ValueID) throws -> Int {
    try axis(node.int("axis", fallback), rank: rank(value))
  }

  /// Distinct axes counted from the front.
  func axes(_ axes: [Int], rank: Int) throws -> [Int] {
    let counted = try axes.map { try axis($0, rank: rank) }
    guard Set(counted).count == counted.count else { throw node.error("axes \(axes), one twice") }
    return counted
  }

  /// A failure because `what` is not known yet.
  func needs(_ what: String) -> ValueNeeded { ValueNeeded(place: node.place, what: what) }
}

extension FunctionBuilder {
  /// A constant of rank 0: an integer as far as the dtype holds it.
  func number(_ number: Double, _ dtype: DType) throws -> ValueID {
    let range: ClosedRange<Double> =
      switch dtype {
      case .i64: -0x1p63...0x1.fffffffffffffp62
      case .i32: Double(Int32.min)...Double(Int32.max)
      case .i8: -128...127
      default: -Double.infinity...Double.infinity
      }
    guard dtype != .string, dtype.isFloatingPoint || !number.isNaN else {
      throw ProgramError(.type, at: "constant", "\(number) is no \(dtype)")
    }
    return try scalar(min(max(number, range.lowerBound), range.upperBound), dtype)
  }
}

/// A rule whose results are tensors.
func tensors(_ rule: @escaping @Sendable (NodeContext) throws -> [ValueID]) -> OperatorRule {
  { context in try rule(context).map(GraphValue.tensor) }
}

/// A rule whose one result is a tensor.
func tensor(_ rule: @escaping @Sendable (NodeContext) throws -> ValueID) -> OperatorRule {
  { context in [.tensor(try rule(context))] }
}
