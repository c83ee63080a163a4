// Maps from classes to scores, and from keys to values.

import PipelineReaders
import TensorIR
import Tensors

enum ClassicalMaps {
  static var rules: [String: OperatorRule] {
    ["ZipMap": zip, "DictVectorizer": tensor(vectorize), "CastMap": tensor(cast)]
  }

  /// A matrix of scores with a class for each column.
  private static func zip(_ c: NodeContext) throws -> [GraphValue] {
    let scores = try c.rows(0)
    let texts = c.node.texts("classlabels_strings") ?? []
    let classes =
      texts.isEmpty ? (c.node.ints("classlabels_int64s") ?? []).map(String.init) : texts
    guard try classes.count == c.width(scores) else {
      throw c.node.error("\(classes.count) classes for \(c.type(scores))")
    }
    return [.map(ClassScores(classes: classes, scores: scores))]
  }

  /// The keys of a `DictVectorizer`, in the order of its columns.
  static func vocabulary(_ node: GraphNode) -> [String] {
    let texts = node.texts("string_vocabulary") ?? []
    return texts.isEmpty ? (node.ints("int64_vocabulary") ?? []).map(String.init) : texts
  }

  private static func map(_ c: NodeContext) throws -> ClassScores {
    guard case .map(let map)? = c.input(0) else { throw c.node.error("an input that is no map") }
    return map
  }

  /// The values of a vocabulary's keys; 0, or the empty text, of those that a map does not have.
  private static func vectorize(_ c: NodeContext) throws -> ValueID {
    let map = try map(c)
    let keys = vocabulary(c.node)
    guard !keys.isEmpty else { throw c.node.error("no vocabulary") }
    return try columns(c, map, keys.map { map.classes.firstIndex(of: $0) })
  }

  /// The columns of a map's values at some places, of which absent ones are 0 or the empty text.
  private static func columns(
    _ c: NodeContext, _ map: ClassScores, _ places: [Int?]
  ) throws -> ValueID {
    let b = c.b
    let width = map.classes.count
    let filler =
      c.dtype(map.scores) == .string
      ? try b.constant(Tensor(strings: [""], shape: [])) : try c.number(0, like: map.scores)
    let empty = try b.broadcast(filler, to: [c.type(map.scores).dimensions[0], 1])
    return try b.gather(
      b.concatenate([map.scores, empty], axis: 1),
      b.constant(Tensor(places.map { Int64($0 ?? width) })), axis: 1)
  }

  /// A map from integers as a matrix: the values in the order of the keys, or each at its key's place.
  private static func cast(_ c: NodeContext) throws -> ValueID {
    let map = try map(c)
    let keys = try map.classes.map { name in
      guard let key = Int(name) else { throw c.node.error("the key '\(name)'") }
      return key
    }
    var places: [Int?] = keys.indices.sorted { keys[$0] < keys[$1] }
    if c.node.text("map_form") == "SPARSE" {
      let width = c.node.int("max_map", 1)
      guard (1...1 << 20).contains(width) else { throw c.node.error("max_map \(width)") }
      places = (0..<width).map { keys.firstIndex(of: $0) }
    }
    let values = try columns(c, map, places)
    switch c.node.text("cast_to") ?? "TO_FLOAT" {
    case "TO_FLOAT": return try Casting.cast(c, values, .f32)
    case "TO_INT64": return try Casting.cast(c, values, .i64)
    case "TO_STRING": return try Casting.cast(c, values, .string)
    case let kind: throw c.node.error("cast_to '\(kind)'")
    }
  }
}
