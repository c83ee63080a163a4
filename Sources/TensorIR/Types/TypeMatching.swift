// Fitting arguments to parameters: symbols of the parameters stand for the arguments' extents.

import Tensors

/// What the symbols of one function's parameters stand for.
package struct TypeMatching {
  /// The extents by symbol.
  package private(set) var bindings: [String: Dimension] = [:]

  /// Starts without bindings.
  package init() {}

  /// Whether an argument of type `argument` fits `parameter`; binds the parameter's symbols.
  package mutating func match(_ parameter: ValueType, _ argument: ValueType) -> Bool {
    switch (parameter, argument) {
    case (.tensor(let wanted), .tensor(let found)):
      guard wanted.dtype == found.dtype, wanted.rank == found.rank else { return false }
      return zip(wanted.dimensions, found.dimensions).reduce(true) { $0 && match($1.0, $1.1) }
    case (.ragged(let wanted, let wantedRows), .ragged(let found, let foundRows)):
      return wanted == found && match(wantedRows, foundRows)
    case (
      .sparse(let wanted, let wantedRows, let wantedColumns),
      .sparse(let found, let foundRows, let foundColumns)
    ):
      return wanted == found && match(wantedRows, foundRows)
        && match(wantedColumns, foundColumns)
    default: return false
    }
  }

  private mutating func match(_ parameter: Dimension, _ argument: Dimension) -> Bool {
    guard case .symbol(let name) = parameter else { return parameter.isCompatible(with: argument) }
    guard let bound = bindings[name] else {
      bindings[name] = argument
      return true
    }
    guard bound.isCompatible(with: argument) else { return false }
    bindings[name] = bound.refined(by: argument)
    return true
  }

  /// The type with every symbol replaced by what it stands for; one that nothing bound is unknown.
  package func substitute(_ type: ValueType) -> ValueType {
    type.mapDimensions { dimension in
      if case .symbol(let name) = dimension { bindings[name] ?? .unknown } else { dimension }
    }
  }
}

extension ValueType {
  /// The type with each extent replaced.
  package func mapDimensions(_ transform: (Dimension) -> Dimension) -> ValueType {
    switch self {
    case .tensor(let type): .tensor(type.dtype, type.dimensions.map(transform))
    case .ragged(let dtype, let rows): .ragged(dtype, rows: transform(rows))
    case .sparse(let dtype, let rows, let columns):
      .sparse(dtype, rows: transform(rows), columns: transform(columns))
    }
  }

  /// The type of a value, with every extent known.
  package init(of value: Value) {
    switch value {
    case .tensor(let tensor): self = .tensor(TensorType(of: tensor))
    case .ragged(let ragged): self = .ragged(ragged.values.dtype, rows: .fixed(ragged.rowCount))
    case .sparse(let sparse):
      self = .sparse(
        sparse.values.dtype, rows: .fixed(sparse.rowCount), columns: .fixed(sparse.columnCount))
    }
  }

  /// The type that covers both, with extents that differ unknown; `nil` where the kinds differ.
  package func joined(with other: ValueType) -> ValueType? {
    func join(_ a: Dimension, _ b: Dimension) -> Dimension { a == b ? a : .unknown }
    switch (self, other) {
    case (.tensor(let a), .tensor(let b)):
      guard a.dtype == b.dtype, a.rank == b.rank else { return nil }
      return .tensor(a.dtype, zip(a.dimensions, b.dimensions).map { join($0, $1) })
    case (.ragged(let a, let aRows), .ragged(let b, let bRows)):
      return a == b ? .ragged(a, rows: join(aRows, bRows)) : nil
    case (.sparse(let a, let aRows, let aColumns), .sparse(let b, let bRows, let bColumns)):
      return a == b
        ? .sparse(a, rows: join(aRows, bRows), columns: join(aColumns, bColumns)) : nil
    default: return nil
    }
  }
}

extension Attribute {
  /// The attribute with symbols that `binding` knows replaced by their extents.
  package func binding(_ binding: [String: Int]) -> Attribute {
    guard case .dimensions(let dimensions) = self else { return self }
    return .dimensions(dimensions.map { $0.binding(binding) })
  }
}

extension Dimension {
  /// The extent that `binding` gives a symbol.
  package func binding(_ binding: [String: Int]) -> Dimension {
    if case .symbol(let name) = self, let extent = binding[name] { .fixed(extent) } else { self }
  }
}
