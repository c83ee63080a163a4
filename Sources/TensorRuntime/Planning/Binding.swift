// Symbolic extents and what they stand for.

import TensorIR
import Tensors

/// The extents that symbols stand for in one function.
struct Binding {
  private(set) var extents: [String: Int] = [:]

  /// Learns the symbols of `declared` from `actual`; false where the two do not fit.
  mutating func unify(_ declared: ValueType, with actual: ValueType) -> Bool {
    switch (declared, actual) {
    case (.tensor(let a), .tensor(let b)):
      return a.dtype == b.dtype && a.rank == b.rank
        && zip(a.dimensions, b.dimensions).allSatisfy { unify($0, $1) }
    case (.ragged(let a, let rows), .ragged(let b, let found)):
      return a == b && unify(rows, found)
    case (.sparse(let a, let rows, let columns), .sparse(let b, let foundRows, let foundColumns)):
      return a == b && unify(rows, foundRows) && unify(columns, foundColumns)
    default: return false
    }
  }

  private mutating func unify(_ declared: Dimension, _ actual: Dimension) -> Bool {
    guard let extent = actual.extent else { return true }
    switch declared {
    case .fixed(let expected): return expected == extent
    case .unknown: return true
    case .symbol(let name):
      if let known = extents[name] { return known == extent }
      extents[name] = extent
      return true
    }
  }

  func callAsFunction(_ dimension: Dimension) -> Dimension {
    guard case .symbol(let name) = dimension, let extent = extents[name] else { return dimension }
    return .fixed(extent)
  }

  func callAsFunction(_ type: ValueType) -> ValueType {
    switch type {
    case .tensor(let type): .tensor(type.dtype, type.dimensions.map { self($0) })
    case .ragged(let dtype, let rows): .ragged(dtype, rows: self(rows))
    case .sparse(let dtype, let rows, let columns):
      .sparse(dtype, rows: self(rows), columns: self(columns))
    }
  }

  func callAsFunction(_ attributes: Attributes) -> Attributes {
    attributes.mapValues { attribute in
      guard case .dimensions(let dimensions) = attribute else { return attribute }
      return .dimensions(dimensions.map { self($0) })
    }
  }
}

extension ValueType {
  /// Whether every extent is known.
  var isBound: Bool {
    switch self {
    case .tensor(let type): type.shape != nil
    case .ragged(_, let rows): rows.extent != nil
    case .sparse(_, let rows, let columns): rows.extent != nil && columns.extent != nil
    }
  }
}
