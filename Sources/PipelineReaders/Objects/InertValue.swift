// Python values as data: what pickle, joblib and skops files say, without running any of it.

import Tensors

/// A Python value that was read and not executed.
///
/// Containers and objects are references, because Python files share them: a value can be reached
/// by very many paths, and a walk over all of it must remember what it visited. What a reader returns
/// has no cycles (`InertGlobal.cycle` stands where one was) and bounded depth.
public enum InertValue: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  /// An integer beyond 64 bits, in decimal.
  case largeInt(String)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case tuple(InertSequence)
  case list(InertSequence)
  case set(InertSequence)
  case dictionary(InertDictionary)
  /// A class or function that the file names: `sklearn.tree._tree.Tree`, `numpy.log1p`.
  case global(InertGlobal)
  /// A numpy array, or a numpy scalar as an array of rank 0.
  case array(InertArray)
  /// An instance of a class.
  case object(InertObject)
}

/// The qualified name of a Python class or function.
public struct InertGlobal: Hashable, Sendable, CustomStringConvertible {
  /// The module, for example `sklearn.tree._tree`.
  public let module: String
  /// The name within the module, for example `Tree`.
  public let name: String

  /// Names `name` in `module`.
  public init(module: String, name: String) {
    self.module = module
    self.name = name
  }

  public var description: String { "\(module).\(name)" }

  /// The type of the placeholder that stands where a file refers to a value that encloses the place.
  public static let cycle = InertGlobal(module: "<file>", name: "cyclic reference")
}

/// The elements of a list, tuple or set.
///
/// `@unchecked Sendable`, like the other references of this file: a reader writes it while it reads,
/// on one thread, and nobody does afterwards.
public final class InertSequence: @unchecked Sendable {
  /// The elements in file order.
  public package(set) var elements: [InertValue]

  /// Creates a sequence.
  public init(_ elements: [InertValue] = []) { self.elements = elements }
}

/// The entries of a dictionary, in file order.
public final class InertDictionary: @unchecked Sendable {
  /// The entries in file order; a later entry with an equal key replaces an earlier one.
  public package(set) var entries: [(key: InertValue, value: InertValue)]

  /// Creates a dictionary.
  public init(_ entries: [(key: InertValue, value: InertValue)] = []) { self.entries = entries }

  /// The last value whose key is the string `key`.
  public subscript(key: String) -> InertValue? {
    for entry in entries.reversed() {
      if case .string(key) = entry.key { return entry.value }
    }
    return nil
  }
}

/// An instance of a Python class: what the file gives to build it, unbuilt.
public final class InertObject: @unchecked Sendable {
  /// The class.
  public let type: InertGlobal
  /// What the constructor or reconstruction function would be called with.
  public package(set) var arguments: [InertValue]
  /// The instance's state: for most classes a dictionary of attributes.
  public package(set) var state: InertValue
  /// Items that pickle would append to a list subclass.
  public package(set) var items: [InertValue] = []
  /// Entries that pickle would set on a dictionary subclass (`OrderedDict`, `defaultdict`).
  public package(set) var entries: [(key: InertValue, value: InertValue)] = []

  /// Creates an instance.
  public init(type: InertGlobal, arguments: [InertValue] = [], state: InertValue = .none) {
    self.type = type
    self.arguments = arguments
    self.state = state
  }

  /// The attribute `name` of a state that is a dictionary of attributes.
  ///
  /// A state of the form `(dictionary, slots)` is looked up in both.
  public subscript(name: String) -> InertValue? {
    switch state {
    case .dictionary(let attributes):
      return attributes[name]
    case .tuple(let parts):
      for case .dictionary(let attributes) in parts.elements.reversed() {
        if let value = attributes[name] { return value }
      }
      return nil
    default:
      return nil
    }
  }
}

/// A numpy array in row-major order.
public final class InertArray: @unchecked Sendable {
  /// The elements of an array by kind.
  public enum Elements: Sendable {
    /// Integers (of any width, widened), bytes of `bool_` included as 0 and 1.
    case integers([Int], isBool: Bool)
    /// `float64`, or `float16`/`float32` widened; `bits` is the width in the file.
    case doubles([Double], bits: Int)
    /// `str_` or `bytes_` elements.
    case strings([String])
    /// Elements of dtype `object`.
    case objects([InertValue])
    /// Records of a structured dtype: the columns by field name, each as long as the array.
    case records([(field: String, values: InertArray)])
    /// Elements of a dtype that is not read: complex numbers, long doubles, dates, records of arrays,
    /// bytes that are no ASCII text, `uint64` beyond 63 bits. Only what needs them fails.
    case unread(dtype: String)
  }

  /// The extent along each axis.
  public package(set) var shape: [Int]
  /// The elements in row-major order.
  public package(set) var elements: Elements

  /// Creates an array.
  public init(shape: [Int], elements: Elements) {
    self.shape = shape
    self.elements = elements
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
}
