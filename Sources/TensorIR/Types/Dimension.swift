// One extent of a value's type, known now or when a plan is made.

/// The extent of one axis in a type.
public enum Dimension: Hashable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral {
  /// A known extent.
  case fixed(Int)
  /// An extent that is bound when arguments are known; equal names are equal extents.
  case symbol(String)
  /// An extent that depends on the data, for example the number of tokens in a text.
  case unknown

  /// Creates a known extent.
  public init(integerLiteral value: Int) { self = .fixed(value) }

  /// The conventional symbol of the batch axis of a pipeline's program.
  public static let rows = Dimension.symbol("rows")

  /// The extent, where it is known.
  public var extent: Int? {
    if case .fixed(let extent) = self { extent } else { nil }
  }

  public var description: String {
    switch self {
    case .fixed(let extent): String(extent)
    case .symbol(let name): name
    case .unknown: "?"
    }
  }

  /// Whether values with these two extents can have the same shape.
  package func isCompatible(with other: Dimension) -> Bool {
    switch (self, other) {
    case (.fixed(let a), .fixed(let b)): a == b
    case (.symbol(let a), .symbol(let b)): a == b
    case (.unknown, _), (_, .unknown): true
    case (.fixed, .symbol), (.symbol, .fixed): false
    }
  }
}
