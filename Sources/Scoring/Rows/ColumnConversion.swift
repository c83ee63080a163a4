// A column of the rows as the dtype that the model takes.

import Pipelines
import Tables
import Tensors

/// Converts columns for a model; a conversion that would lose something is refused.
struct ColumnConversion {
  /// The input.
  let input: InputColumn
  /// What to call the input in messages.
  let name: String

  init(_ input: InputColumn, place: Int) {
    self.input = input
    name = input.name.map { "'\($0)'" } ?? "\(place) (counted from 0)"
  }

  /// The column's values, `[rows]`, in the input's dtype.
  func convert(_ column: Column) throws(ScoringError) -> Tensor {
    if !input.allowsMissing, let row = column.firstMissing {
      throw failure(
        "has no value in row \(row), counted from 0, but the model was not made for missing values",
        advice: "fill it in, or leave the row out")
    }
    if column.values.dtype == input.dtype, input.dtype == .string || input.dtype.isFloatingPoint {
      return column.values
    }
    switch (column.values.dtype, input.dtype) {
    case (.string, _): throw textRefused(column.values.strings)
    case (_, .string):
      throw failure(
        "holds numbers, but the model takes text", advice: "have the column read as text")
    case (_, .f64): return Tensor(numbers(column))
    case (_, .f32): return Tensor(numbers(column).map { Float($0) })
    case (_, .i64): return try integers(column)
    case (_, .bool): return try booleans(column)
    default:
      throw failure("is taken as \(input.dtype.rawValue), which rows do not come in", advice: nil)
    }
  }

  private func numbers(_ column: Column) -> [Double] {
    var numbers = column.values.doubles()
    if let missing = column.missing {
      for (row, isMissing) in missing.enumerated() where isMissing { numbers[row] = .nan }
    }
    return numbers
  }

  private func integers(_ column: Column) throws(ScoringError) -> Tensor {
    if let row = column.missing?.firstIndex(of: true) {
      throw failure("has no value in row \(row), but the model takes integers here", advice: nil)
    }
    if column.values.dtype == .i64 { return column.values }
    var integers: [Int64] = []
    for (row, number) in column.values.doubles().enumerated() {
      guard let integer = Int64(exactly: number) else {
        throw failure("is \(number) in row \(row), but the model takes integers here", advice: nil)
      }
      integers.append(integer)
    }
    return Tensor(integers)
  }

  private func booleans(_ column: Column) throws(ScoringError) -> Tensor {
    if let row = column.missing?.firstIndex(of: true) {
      throw failure("has no value in row \(row), but the model takes true or false", advice: nil)
    }
    if column.values.dtype == .bool { return column.values }
    var flags: [Bool] = []
    for (row, number) in column.values.doubles().enumerated() {
      guard number == 0 || number == 1 else {
        throw failure("is \(number) in row \(row), but the model takes true or false", advice: nil)
      }
      flags.append(number == 1)
    }
    return Tensor(flags)
  }

  private func textRefused(_ strings: StringStorage) -> ScoringError {
    let row = (0..<strings.count).first { !strings.isMissing($0) } ?? 0
    let text = strings.count > 0 ? strings[row] ?? "" : ""
    return failure(
      "holds text, '\(text.prefix(60))' in row \(row), but the model takes numbers here",
      advice: "if the text stands for a missing value, name it as such")
  }

  private func failure(_ message: String, advice: String?) -> ScoringError {
    ScoringError(
      .rows, at: "column \(name)", message + (advice.map { "; \($0)" } ?? ""))
  }
}

extension Column {
  /// The first row without a value, or with NaN.
  fileprivate var firstMissing: Int? {
    if let row = missing?.firstIndex(of: true) { return row }
    return switch type {
    case .f64: values.withElements(of: Double.self) { $0.firstIndex(where: \.isNaN) }
    case .f32: values.withElements(of: Float.self) { $0.firstIndex(where: \.isNaN) }
    case .i64, .bool, .string: nil
    }
  }
}
