// Terms of texts, which can be fewer.

import Pipelines

extension CountTerms: ColumnwiseOperator {
  var reading: ColumnReading { .all }
  func refusesCells(ofColumn column: Int) -> Bool { true }

  /// A smaller vocabulary.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    guard Set(vocabulary).count == vocabulary.count else { return nil }
    var narrow = self
    narrow.vocabulary = vocabulary.at(columns)
    return Narrowing(operation: narrow, inputs: [[0]], outputs: columns)
  }
}

extension WeighTerms: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(WeighTerms(isSublinear: isSublinear, weights: weights?.at(columns)), columns)
  }
}

extension LabelSets: ColumnwiseOperator {
  var reading: ColumnReading { .all }
  func refusesCells(ofColumn column: Int) -> Bool { true }

  /// Fewer labels.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    Narrowing(
      operation: LabelSets(labels: labels.at(columns)), inputs: [[0]], outputs: columns)
  }
}
