// Short ways to write objects as the readers give them.

import PipelineReaders

extension InertValue {
  /// A one-dimensional array of doubles.
  static func numbers(_ values: [Double]) -> InertValue {
    .array(InertArray(shape: [values.count], elements: .doubles(values, bits: 64)))
  }

  /// A two-dimensional array of doubles.
  static func matrix(_ rows: [[Double]]) -> InertValue {
    .array(
      InertArray(
        shape: [rows.count, rows.first?.count ?? 0],
        elements: .doubles(rows.flatMap(\.self), bits: 64)))
  }

  /// A one-dimensional array of integers.
  static func integers(_ values: [Int]) -> InertValue {
    .array(InertArray(shape: [values.count], elements: .integers(values, isBool: false)))
  }

  /// A one-dimensional array of Python objects.
  static func objects(_ values: [InertValue]) -> InertValue {
    .array(InertArray(shape: [values.count], elements: .objects(values)))
  }

  /// A list.
  static func listing(_ values: InertValue...) -> InertValue { .list(InertSequence(values)) }

  /// A pair, as in `Pipeline.steps`.
  static func step(_ name: String, _ value: InertValue) -> InertValue {
    .tuple(InertSequence([.string(name), value]))
  }

  /// An instance of `module.name` with attributes.
  static func instance(
    _ module: String, _ name: String, _ attributes: [(String, InertValue)]
  ) -> InertValue {
    let entries = attributes.map { (key: InertValue.string($0.0), value: $0.1) }
    return .object(
      InertObject(
        type: InertGlobal(module: module, name: name),
        state: .dictionary(InertDictionary(entries))))
  }
}
