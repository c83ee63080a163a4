// Predictions against what the training library gave.

import Tables
import Tensors

/// The result of comparing predictions with expected ones.
public struct Verification: Sendable {
  /// A cell that differs.
  public struct Mismatch: Sendable, Hashable {
    /// The row, from 0.
    public let row: Int
    /// The column.
    public let column: String
    /// What was expected.
    public let expected: String
    /// What was predicted.
    public let predicted: String
  }

  /// The number of rows compared.
  public private(set) var rowCount = 0
  /// The number of rows in which some cell differs.
  public private(set) var mismatchedRowCount = 0
  /// The largest absolute difference of two numbers.
  public private(set) var largestAbsolute = 0.0
  /// The largest relative difference, by the expected number; infinite where that is 0.
  public private(set) var largestRelative = 0.0
  /// The first cells that differ.
  public private(set) var mismatches: [Mismatch] = []
  /// How many cells `mismatches` lists at most.
  public static let listedCount = 10

  /// Whether every cell agrees.
  public var isPassed: Bool { mismatchedRowCount == 0 }

  private let rtol: Double
  private let atol: Double

  /// Prepares to compare: numbers agree within `atol + rtol · |expected|`.
  public init(rtol: Double, atol: Double) {
    self.rtol = rtol
    self.atol = atol
  }

  /// Compares `predictions` with `expected`, whose columns may be some of the predictions' only.
  ///
  /// Text and truth values must be equal; NaN agrees with NaN, and so does a missing number.
  /// - Throws: `ScoringError` where a column of `expected` is not predicted, or the tables differ in
  ///   length.
  public static func compare(
    _ predictions: Table, _ expected: Table, rtol: Double, atol: Double
  ) throws -> Verification {
    var verification = Verification(rtol: rtol, atol: atol)
    try verification.add(predictions, expected)
    return verification
  }

  /// Compares further rows.
  /// - Throws: As `compare`.
  public mutating func add(_ predictions: Table, _ expected: Table) throws(ScoringError) {
    let unknown = expected.columnNames.filter { predictions[$0] == nil }
    guard unknown.isEmpty, !expected.columns.isEmpty else {
      throw ScoringError(
        .request, at: "expected predictions",
        "the columns \(listed(unknown)) are not predicted; the expected columns are "
          + "\(listed(expected.columnNames)), the predicted ones \(listed(predictions.columnNames))"
      )
    }
    guard predictions.rowCount == expected.rowCount else {
      throw ScoringError(
        .rows, at: "expected predictions",
        "there are \(expected.rowCount) expected rows, but \(predictions.rowCount) predictions")
    }
    let pairs = expected.columns.compactMap { column in
      predictions[column.name].map { Pair(expected: column, predicted: $0) }
    }
    for row in 0..<expected.rowCount {
      var agrees = true
      for pair in pairs where !compare(pair, row) { agrees = false }
      if !agrees { mismatchedRowCount += 1 }
    }
    rowCount += expected.rowCount
  }

  private mutating func compare(_ pair: Pair, _ row: Int) -> Bool {
    if let wanted = pair.expectedNumbers?[row], let got = pair.predictedNumbers?[row] {
      if wanted.isNaN && got.isNaN || wanted == got { return true }
      let difference = (wanted - got).magnitude
      if difference.isFinite {
        largestAbsolute = max(largestAbsolute, difference)
        largestRelative = max(largestRelative, difference / wanted.magnitude)
        if !pair.isExact, difference <= atol + rtol * wanted.magnitude { return true }
      } else {
        (largestAbsolute, largestRelative) = (.infinity, .infinity)
      }
    } else if pair.expected.text(row) == pair.predicted.text(row) {
      return true
    }
    if mismatches.count < Self.listedCount {
      mismatches.append(
        Mismatch(
          row: row + rowCount, column: pair.expected.name,
          expected: pair.expected.text(row) ?? "missing",
          predicted: pair.predicted.text(row) ?? "missing"))
    }
    return false
  }

  /// Two columns of one name, as numbers where both are.
  private struct Pair {
    let expected: Column
    let predicted: Column
    let expectedNumbers: [Double]?
    let predictedNumbers: [Double]?
    /// Whether the predictions are integers, which are labels and leaves.
    let isExact: Bool

    init(expected: Column, predicted: Column) {
      self.expected = expected
      self.predicted = predicted
      expectedNumbers = expected.numbers
      predictedNumbers = predicted.numbers
      isExact = predicted.type == .i64
    }
  }
}

extension Column {
  /// The values as numbers, NaN where missing and 1 for true; `nil` where they are text.
  fileprivate var numbers: [Double]? {
    guard type != .string else { return nil }
    var numbers = values.doubles()
    for (row, isMissing) in (missing ?? []).enumerated() where isMissing { numbers[row] = .nan }
    return numbers
  }

  /// A value as text, `nil` where it is missing; truth values as Python writes them.
  fileprivate func text(_ row: Int) -> String? {
    if isMissing(row) { return nil }
    switch type {
    case .string: return values.strings[row]
    case .bool: return values.withElements(of: Bool.self) { $0[row] ? "True" : "False" }
    case .i64: return values.withElements(of: Int64.self) { String($0[row]) }
    case .f32: return values.withElements(of: Float.self) { $0[row].description }
    case .f64: return values.withElements(of: Double.self) { $0[row].description }
    }
  }
}
