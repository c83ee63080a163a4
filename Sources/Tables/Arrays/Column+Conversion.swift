// Columns of arrays as the types that were asked for.

import Tensors

extension Column {
  /// The column as `type`, each value exactly, except that `f64` rounds to `f32`.
  ///
  /// Throws ``TableError`` for a value that the type has not; `firstRow` is where the batch begins.
  func converted(
    to type: ColumnType?, firstRow: Int, in file: String
  ) throws(TableError) -> Column {
    guard let type, type != self.type else { return self }
    let failure = { (row: Int, found: String) in
      TableError(
        .value, file: file, column: name, found: "\(found) in row \(firstRow + row + 1)",
        expected: type.expectation)
    }
    guard self.type != .string, type != .string else {
      throw TableError(
        .value, file: file, column: name, found: "an array of \(values.dtype)",
        expected: type.expectation)
    }
    if self.type == .i64, type == .f64 || type == .f32 {
      let integers = values.elements(of: Int64.self)
      if let row = integers.firstIndex(where: { $0.magnitude > 1 << 53 }) {
        throw failure(row, "\(integers[row]), which a double does not hold")
      }
    }
    let numbers = values.doubles()
    switch type {
    case .f64: return Column(name: name, values: Tensor(numbers))
    case .f32: return Column(name: name, values: Tensor(numbers.map(Float.init)))
    case .i64:
      if self.type == .bool {
        return Column(name: name, values: Tensor(numbers.map { Int64($0) }))
      }
      // NaN is how arrays of floating-point numbers say that an integer is missing.
      let isInteger = { (value: Double) in
        value.isNaN || value.magnitude <= 0x1p53 && value.rounded(.towardZero) == value
      }
      if let row = numbers.firstIndex(where: { !isInteger($0) }) {
        throw failure(row, "\(numbers[row])")
      }
      let missing = numbers.map(\.isNaN)
      return Column(
        name: name, values: Tensor(numbers.map { $0.isNaN ? 0 : Int64($0) }),
        missing: missing.contains(true) ? missing : nil)
    case .bool:
      if let row = numbers.firstIndex(where: { $0 != 0 && $0 != 1 }) {
        throw failure(row, "\(numbers[row])")
      }
      return Column(name: name, values: Tensor(numbers.map { $0 == 1 }))
    case .string: return self
    }
  }
}
