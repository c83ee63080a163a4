// Operators for categories: codes, indicators, labels.

import ONNXSchema
import Pipelines
import TensorIR
import Tensors

enum ClassicalCategories {
  static var rules: [String: OperatorRule] {
    [
      "LabelEncoder": tensor { c in try c.node.version < 2 ? firstLabels(c) : labels(c) },
      "CategoryMapper": tensor(mapCategories),
      "OneHotEncoder": tensor(oneHot),
    ]
  }

  /// Version 1: from text to its place in a list, or back.
  private static func firstLabels(_ c: NodeContext) throws -> ValueID {
    let classes = c.node.texts("classes_strings") ?? []
    let x = try c.tensor(0)
    if c.dtype(x) == .string {
      return try lookup(
        c, x, .texts(classes), Tensor(classes.indices.map { Int64($0) }),
        Tensor([Int64(c.node.int("default_int64", -1))]))
    }
    return try lookup(
      c, x, .integers(classes.indices.map { Int64($0) }), Tensor(strings: classes),
      Tensor(strings: [c.node.text("default_string") ?? "_Unused"]))
  }

  /// From version 2 on: any key to any value.
  private static func labels(_ c: NodeContext) throws -> ValueID {
    let keys = try keys(c.node)
    let (values, other) = try values(c.node)
    guard keys.count == values.count else {
      throw c.node.error("\(keys.count) keys and \(values.count) values")
    }
    return try lookup(c, c.tensor(0), keys, values.reshaped(to: [values.count]), other)
  }

  private static func keys(_ node: GraphNode) throws -> CategoryKeys {
    if let keys = node.texts("keys_strings") { return .texts(keys) }
    if let keys = node.ints("keys_int64s") { return .integers(keys.map { Int64($0) }) }
    if let keys = node.floats("keys_floats") { return .numbers(keys) }
    guard let tensor = try node.tensor("keys_tensor") else { throw node.error("no keys") }
    switch tensor.dtype {
    case .string: return .texts((0..<tensor.count).map { tensor.strings[$0] ?? "" })
    case .f64, .f32, .bf16: return .numbers(tensor.doubles())
    default: return .integers(tensor.casting(to: .i64).elements())
    }
  }

  /// The values, and the one for what is no key.
  private static func values(_ node: GraphNode) throws -> (Tensor, Tensor) {
    if let values = node.texts("values_strings") {
      return (
        Tensor(strings: values), Tensor(strings: [node.text("default_string") ?? "_Unused"])
      )
    }
    if let values = node.ints("values_int64s") {
      return (
        Tensor(values.map { Int64($0) }), Tensor([Int64(node.int("default_int64", -1))])
      )
    }
    if let values = node.floats("values_floats") {
      return (
        Tensor(values.map { Float($0) }), Tensor([Float(node.float("default_float", -0.0))])
      )
    }
    guard let values = try node.tensor("values_tensor") else { throw node.error("no values") }
    let other = try node.tensor("default_tensor") ?? fallback(values.dtype)
    guard other.dtype == values.dtype, other.count == 1 else {
      throw node.error("a default that is no \(values.dtype)")
    }
    return (values, other.reshaped(to: [1]))
  }

  private static func fallback(_ dtype: DType) -> Tensor {
    switch dtype {
    case .string: Tensor(strings: ["_Unused"])
    case .f64, .f32, .bf16: Tensor([-0.0]).casting(to: dtype)
    default: Tensor([Int64(-1)]).casting(to: dtype)
    }
  }

  /// The value at the place of each element among the keys.
  private static func lookup(
    _ c: NodeContext, _ x: ValueID, _ keys: CategoryKeys, _ values: Tensor, _ other: Tensor
  ) throws -> ValueID {
    let table = try c.b.constant(Tensor.joining([values, other]))
    return try c.b.gather(table, keys.places(c, of: x), axis: 0)
  }

  private static func mapCategories(_ c: NodeContext) throws -> ValueID {
    let texts = c.node.texts("cats_strings") ?? []
    let integers = (c.node.ints("cats_int64s") ?? []).map { Int64($0) }
    guard texts.count == integers.count else {
      throw c.node.error("\(texts.count) texts and \(integers.count) integers")
    }
    let x = try c.tensor(0)
    if c.dtype(x) == .string {
      return try lookup(
        c, x, .texts(texts), Tensor(integers), Tensor([Int64(c.node.int("default_int64", -1))]))
    }
    return try lookup(
      c, x, .integers(integers), Tensor(strings: texts),
      Tensor(strings: [c.node.text("default_string") ?? "_Unused"]))
  }

  /// A new last axis with 1 at the category's place.
  private static func oneHot(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let keys: CategoryKeys
    var source = x
    if let texts = c.node.texts("cats_strings"), !texts.isEmpty {
      keys = .texts(texts)
    } else {
      keys = .integers((c.node.ints("cats_int64s") ?? []).map { Int64($0) })
      guard c.dtype(x) != .string else { throw c.node.error("text for categories of integers") }
      source = try c.b.cast(x, .i64)
    }
    var places = try keys.places(c, of: source)
    if !c.node.flag("zeros", true) {
      let isKnown = try c.b.compare(places, c.b.scalar(Double(keys.count), .i64), .less)
      places = try c.b.require(
        places, isKnown, subject: source, message: "\(c.node.place): a category is not known")
    }
    return try c.b.oneHot(places, depth: keys.count, .f32)
  }
}
