// The element types of numpy arrays, as `.npy` headers and pickles describe them.

/// The type of a numpy array's elements, in the file's own byte order.
public struct NumpyDType: Hashable, Sendable, CustomStringConvertible {
  /// What the elements are; the raw value is numpy's letter.
  public enum Kind: Character, Sendable {
    case bool = "b"
    case signed = "i"
    case unsigned = "u"
    case float = "f"
    case complex = "c"
    case bytes = "S"
    /// UCS-4 code points, padded with zeros.
    case unicode = "U"
    /// References to Python objects.
    case object = "O"
    case void = "V"
    case datetime = "M"
    case timedelta = "m"
  }

  /// A column of a structured dtype.
  public struct Field: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Where the field begins within an element, in bytes.
    public let offset: Int
    /// The type.
    public let dtype: NumpyDType

    /// Creates a field.
    public init(name: String, offset: Int, dtype: NumpyDType) {
      self.name = name
      self.offset = offset
      self.dtype = dtype
    }
  }

  /// What the elements are.
  public let kind: Kind
  /// The size of an element in bytes.
  public let itemSize: Int
  /// Whether the most significant byte comes first.
  public let isBigEndian: Bool
  /// The columns of a structured dtype, whose kind is `void`; otherwise empty.
  public let fields: [Field]

  /// The largest size of an element that is believed: 1 GiB.
  static let maximumItemSize = 1 << 30

  /// Reads a type string such as `<f8`, `|b1`, `U12` or `O8`; `nil` where it is none.
  public init?(_ text: String) {
    var rest = Substring(text)
    var isBigEndian = false
    switch rest.first {
    case ">":
      isBigEndian = true
      rest.removeFirst()
    case "<", "|", "=": rest.removeFirst()
    default: break
    }
    if rest == "?" { rest = "b1" }
    guard let letter = rest.popFirst() else { return nil }
    if letter == "M" || letter == "m" {
      rest = rest.prefix { $0 != "[" }
    } else if letter == "O", rest.isEmpty {
      rest = "8"
    }
    guard let kind = Kind(rawValue: letter == "a" ? "S" : letter), rest.count <= 10,
      rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(rest)
    else { return nil }
    self.init(
      kind: kind, itemSize: kind == .unicode ? 4 * number : number, isBigEndian: isBigEndian)
  }

  /// Creates a plain dtype; `nil` where numpy has no such size.
  public init?(kind: Kind, itemSize: Int, isBigEndian: Bool) {
    let isValid =
      switch kind {
      case .bool: itemSize == 1
      case .signed, .unsigned: [1, 2, 4, 8].contains(itemSize)
      case .float: [2, 4, 8, 12, 16].contains(itemSize)
      case .complex: [8, 16, 24, 32].contains(itemSize)
      case .object, .datetime, .timedelta: itemSize == 8
      case .unicode: itemSize.isMultiple(of: 4) && (0...Self.maximumItemSize).contains(itemSize)
      case .bytes, .void: (0...Self.maximumItemSize).contains(itemSize)
      }
    guard isValid else { return nil }
    self.kind = kind
    self.itemSize = itemSize
    self.isBigEndian = isBigEndian
    self.fields = []
  }

  /// Creates a structured dtype; `nil` where a field does not lie within an element, or fields overlap.
  public init?(fields: [Field], itemSize: Int) {
    // Fields that overlap would let a small file ask for a large table.
    guard !fields.isEmpty, (0...Self.maximumItemSize).contains(itemSize),
      Set(fields.map(\.name)).count == fields.count,
      fields.allSatisfy({ field in
        field.offset >= 0 && field.offset <= itemSize && field.dtype.itemSize > 0
          && field.dtype.itemSize <= itemSize - field.offset
      }), fields.reduce(0, { $0 + $1.dtype.itemSize }) <= itemSize
    else { return nil }
    self.kind = .void
    self.itemSize = itemSize
    self.isBigEndian = false
    self.fields = fields
  }

  /// Whether the elements are references to Python objects, also within records.
  public var containsObjects: Bool {
    kind == .object || fields.contains { $0.dtype.containsObjects }
  }

  public var description: String {
    if !fields.isEmpty {
      return "{" + fields.map { "\($0.name): \($0.dtype)" }.joined(separator: ", ") + "}"
    }
    let order = isBigEndian ? ">" : itemSize > 1 && kind != .bytes && kind != .void ? "<" : "|"
    if kind == .object { return "|O" }
    return "\(order)\(kind.rawValue)\(kind == .unicode ? itemSize / 4 : itemSize)"
  }
}
