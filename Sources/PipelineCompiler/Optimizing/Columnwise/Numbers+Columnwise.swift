// Functions of numbers, column by column.

import Pipelines

extension ScaleColumns: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(ScaleColumns(offset: offset?.at(columns), divisor: divisor?.at(columns)), columns)
  }
}

extension AffineColumns: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(
      AffineColumns(scale: scale.at(columns), shift: shift?.at(columns), clip: clip), columns)
  }
}

extension ElementwiseFunction: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(self, columns)
  }
}

extension Discretize: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(Discretize(edges: edges.at(columns)), columns)
  }
}

extension QuantileTransform: ColumnwiseOperator {
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    var narrow = self
    narrow.quantiles = quantiles.at(columns)
    return .cellwise(narrow, columns)
  }
}

extension PowerTransform: ColumnwiseOperator {
  func refusesCells(ofColumn column: Int) -> Bool { family == .boxCox && !isInverse }

  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    var narrow = self
    narrow.exponents = exponents.at(columns)
    return .cellwise(narrow, columns)
  }
}

extension Interpolate: ColumnwiseOperator {
  var isComputedByColumn: Bool { true }
  func refusesCells(ofColumn column: Int) -> Bool { outside == .refuse }

  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(Interpolate(columns: self.columns.at(columns), outside: outside), columns)
  }
}

extension RequireAbove: ColumnwiseOperator {
  func refusesCells(ofColumn column: Int) -> Bool { true }

  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    .cellwise(self, columns)
  }
}

extension SplineBasis: ColumnwiseOperator {
  var reading: ColumnReading { .blocks(knots.map { _ in splineCount }) }
  func refusesCells(ofColumn column: Int) -> Bool { beyond == .refuse }

  /// The splines of fewer columns.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    Narrowing.blocks(knots.map { _ in splineCount }, columns) { blocks in
      var narrow = self
      narrow.knots = knots.at(blocks)
      if case .lines(let lower, let upper) = beyond {
        narrow.beyond = .lines(lower: lower.at(blocks), upper: upper.at(blocks))
      }
      return narrow
    }
  }
}

extension Polynomial: ColumnwiseOperator {
  var reading: ColumnReading { .asNarrowed }

  /// Fewer monomials, over the columns that they have in them; the order of the columns stays, which
  /// is that of the factors.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    let kept = powers.at(columns)
    var read = (0..<featureCount).filter { column in kept.contains { $0[column] > 0 } }
    if read.isEmpty { read = [0] }
    guard read.allSatisfy({ $0 < featureCount }) else { return nil }
    return Narrowing(
      operation: Polynomial(powers: kept.map { $0.at(read) }, featureCount: read.count),
      inputs: [read], outputs: columns)
  }
}

extension PoolColumns: ColumnwiseOperator {
  var reading: ColumnReading { .asNarrowed }

  /// Fewer groups, each with its columns in their order.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing? {
    let kept = groups.at(columns)
    let read = Set(kept.joined()).sorted()
    let places = Dictionary(uniqueKeysWithValues: read.enumerated().map { ($1, $0) })
    return Narrowing(
      operation: PoolColumns(
        groups: kept.map { $0.compactMap { places[$0] } }, statistic: statistic),
      inputs: [read], outputs: columns)
  }
}
