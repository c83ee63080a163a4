// How large formulas are.

import Pipelines

extension Expression {
  /// Whether the formula has at most so many nodes.
  func fits(in limit: Int) -> Bool {
    var rest = limit
    return takesNodes(from: &rest)
  }

  private func takesNodes(from rest: inout Int) -> Bool {
    guard rest > 0 else { return false }
    rest -= 1
    let parts: [Expression] =
      switch self {
      case .column, .earlier, .number, .text, .truth, .missing: []
      case .apply(_, let arguments): arguments
      case .lookup(_, let keys): keys
      case .bin(_, let value), .interpolate(_, let value), .termCount(_, _, let value): [value]
      }
    for part in parts {
      guard part.takesNodes(from: &rest) else { return false }
    }
    return true
  }
}
