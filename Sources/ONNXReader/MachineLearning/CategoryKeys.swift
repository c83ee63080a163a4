// Finding places of text and numbers in lists of keys.

import TensorIR
import Tensors

/// Keys of one type, of which the first of equal ones counts.
enum CategoryKeys {
  case texts([String])
  case integers([Int64])
  case numbers([Double])

  /// The number of keys.
  var count: Int {
    switch self {
    case .texts(let keys): keys.count
    case .integers(let keys): keys.count
    case .numbers(let keys): keys.count
    }
  }

  /// The place of each element of `x` among the keys, and `count` where it is none of them.
  func places(_ c: NodeContext, of x: ValueID) throws -> ValueID {
    let b = c.b
    let none = try b.scalar(Double(count), .i64)
    switch self {
    case .texts(let keys):
      guard c.dtype(x) == .string else { throw c.node.error("keys of text for \(c.type(x))") }
      if keys.isEmpty { return try b.broadcast(none, toShapeOf: x) }
      let found = try b.stringLookup(x, vocabulary: b.constant(Tensor(strings: keys)))
      return try b.select(b.compare(found, b.scalar(0, .i64), .less), none, found)
    case .integers(let keys):
      guard c.dtype(x).isInteger else { throw c.node.error("keys of integers for \(c.type(x))") }
      let order = Self.distinct(keys, of: keys.indices.map(\.self))
      return try search(
        c, b.cast(x, .i64), Tensor(order.map { keys[$0] }), order, none)
    case .numbers(let keys):
      guard c.dtype(x).isFloatingPoint else {
        throw c.node.error("keys of numbers for \(c.type(x))")
      }
      let order = Self.distinct(keys, of: keys.indices.filter { !keys[$0].isNaN })
      let sorted = Tensor(order.map { keys[$0] }).casting(to: c.dtype(x))
      let found = try search(c, x, sorted, order, none)
      // A NaN among the keys is found from version 4 on.
      guard c.node.version >= 4, let missing = keys.firstIndex(where: \.isNaN) else {
        return found
      }
      return try b.select(b.isNaN(x), b.scalar(Double(missing), .i64), found)
    }
  }

  /// The places of the keys in ascending order, of equal keys the first.
  private static func distinct<Key: Comparable>(_ keys: [Key], of places: [Int]) -> [Int] {
    let order = places.sorted { (keys[$0], $0) < (keys[$1], $1) }
    return order.enumerated().filter { $0 == 0 || keys[order[$0 - 1]] != keys[$1] }.map(\.1)
  }

  /// The place of each element among ascending keys, of which `order` says where they were.
  private func search(
    _ c: NodeContext, _ x: ValueID, _ sorted: Tensor, _ order: [Int], _ none: ValueID
  ) throws -> ValueID {
    let b = c.b
    guard !order.isEmpty else { return try b.broadcast(none, toShapeOf: x) }
    let keys = try b.constant(sorted)
    let last = try b.scalar(Double(order.count - 1), .i64)
    let place = try b.minimum(b.searchSorted(keys, x, side: .left), last)
    let isEqual = try b.compare(b.gather(keys, place, axis: 0), x, .equal)
    let original = try b.gather(b.constant(Tensor(order.map { Int64($0) })), place, axis: 0)
    return try b.select(isEqual, original, none)
  }
}
