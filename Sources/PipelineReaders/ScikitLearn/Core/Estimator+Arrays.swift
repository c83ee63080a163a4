// Arrays of numbers and labels among an estimator's attributes.

import Pipelines

/// A matrix of doubles in row-major order.
struct Matrix {
  /// The number of rows.
  var rows: Int
  /// The number of columns.
  var columns: Int
  /// The elements.
  var values: [Double]

  /// One row.
  func row(_ index: Int) -> [Double] { Array(values[index * columns..<(index + 1) * columns]) }

  /// One column.
  func column(_ index: Int) -> [Double] { (0..<rows).map { values[$0 * columns + index] } }
}

extension InertArray {
  /// The elements as doubles, whatever numbers they are; `nil` where they are no numbers.
  var numbers: [Double]? {
    let numbers: [Double]
    switch elements {
    case .integers(let values, _): numbers = values.map(Double.init)
    case .doubles(let values, _): numbers = values
    case .objects(let values):
      numbers = values.compactMap { $0.number ?? $0.boolean.map { $0 ? 1 : 0 } }
      guard numbers.count == values.count else { return nil }
    default: return nil
    }
    return numbers.count == shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue })
      ? numbers : nil
  }
}

extension Estimator {
  /// The numbers in an array or list of numbers of any shape, or in one number.
  func numbers(in value: InertValue, at name: String, count: Int? = nil) throws -> [Double] {
    let numbers: [Double]?
    switch value {
    case .array(let array): numbers = array.numbers
    case .list(let values), .tuple(let values):
      let found = values.elements.compactMap(\.number)
      numbers = found.count == values.elements.count ? found : nil
    default: numbers = value.number.map { [$0] }
    }
    guard let numbers else {
      throw malformed(name, found: value.summary, expected: "an array of numbers")
    }
    if let count, numbers.count != count {
      throw malformed(name, found: "\(numbers.count) numbers", expected: "\(count)")
    }
    return numbers
  }

  /// The numbers in the attribute `name`, in row-major order; `count` of them where it is given.
  func numbers(_ name: String, count: Int? = nil) throws -> [Double] {
    try numbers(in: value(name), at: name, count: count)
  }

  /// The matrix in the attribute `name`; an array of one dimension is one row.
  func matrix(_ name: String, columns: Int? = nil) throws -> Matrix {
    let value = try value(name)
    guard case .array(let array) = value, let numbers = array.numbers,
      (1...2).contains(array.shape.count)
    else {
      throw malformed(name, found: value.summary, expected: "a matrix of numbers")
    }
    let matrix = Matrix(
      rows: array.shape.count == 2 ? array.shape[0] : 1,
      columns: array.shape[array.shape.count - 1],
      values: numbers)
    if let columns, matrix.columns != columns {
      throw malformed(name, found: "\(matrix.columns) columns", expected: "\(columns)")
    }
    return matrix
  }

  /// The integers in the attribute `name`.
  func integers(_ name: String) throws -> [Int] {
    let value = try value(name)
    return try integers(in: value, at: name)
  }

  /// The integers in an array or list.
  func integers(in value: InertValue, at name: String) throws -> [Int] {
    if case .array(let array) = value, case .integers(let values, _) = array.elements {
      return values
    }
    let found = value.sequence?.compactMap(\.integer)
    guard let found, found.count == value.sequence?.count else {
      throw malformed(name, found: value.summary, expected: "an array of integers")
    }
    return found
  }

  /// The truth values in the attribute `name`.
  func flags(_ name: String) throws -> [Bool] {
    let value = try value(name)
    if case .array(let array) = value, case .integers(let values, _) = array.elements {
      return values.map { $0 != 0 }
    }
    let found = value.sequence?.compactMap(\.boolean)
    guard let found, found.count == value.sequence?.count else {
      throw malformed(name, found: value.summary, expected: "an array of truth values")
    }
    return found
  }

  /// The texts in the attribute `name`.
  func texts(_ name: String) throws -> [String] {
    let value = try value(name)
    let found = value.sequence?.compactMap(\.text)
    guard let found, found.count == value.sequence?.count else {
      throw malformed(name, found: value.summary, expected: "an array of texts")
    }
    return found
  }

  /// The classes in the attribute `name`.
  func labels(_ name: String = "classes_") throws -> ClassLabels {
    try labels(in: value(name), at: name)
  }

  /// The classes in an array of labels.
  func labels(in value: InertValue, at name: String) throws -> ClassLabels {
    let labels: ClassLabels?
    switch value {
    case .array(let array):
      switch array.elements {
      case .integers(let values, isBool: true): labels = .bools(values.map { $0 != 0 })
      case .integers(let values, _): labels = .integers(values)
      case .doubles(let values, _): labels = .doubles(values)
      case .strings(let values): labels = .strings(values)
      case .objects(let values): labels = ClassLabels(values)
      default: labels = nil
      }
    case .list(let values), .tuple(let values): labels = ClassLabels(values.elements)
    default: labels = nil
    }
    guard let labels, labels.count > 0 else {
      throw malformed(name, found: value.summary, expected: "labels, all of one type")
    }
    return labels
  }
}

extension ClassLabels {
  /// Labels that are all texts, all truth values, all integers or all numbers.
  fileprivate init?(_ values: [InertValue]) {
    let texts = values.compactMap(\.text)
    let flags = values.compactMap(\.boolean)
    let integers = values.compactMap(\.integer)
    let numbers = values.compactMap(\.number)
    switch values.count {
    case texts.count: self = .strings(texts)
    case flags.count: self = .bools(flags)
    case integers.count: self = .integers(integers)
    case numbers.count: self = .doubles(numbers)
    default: return nil
    }
  }
}
