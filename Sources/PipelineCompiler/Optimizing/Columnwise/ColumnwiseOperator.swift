// Operators whose columns each depend on some columns only.

import Pipelines
import Tensors

/// An operator for only some of the columns of its table.
struct Narrowing {
  /// The operator that gives them.
  var operation: any PipelineOperator
  /// The columns that it reads of each table that the wide operator is applied to, ascending; `nil`
  /// for a table that it is not applied to.
  var inputs: [[Int]?]
  /// Which columns of the wide operator's table it gives, ascending.
  var outputs: [Int]
}

/// Which columns of its inputs a column of an operator's table depends on.
enum ColumnReading {
  /// The column at the same place of each input.
  case samePlace
  /// A column of the first input, each of which has some neighbouring columns: so many of them.
  case blocks([Int])
  /// Every column.
  case all
  /// Those that the operator for it alone reads.
  case asNarrowed
}

/// An operator whose table can be had in part, each cell with the same bits, from a part of its inputs.
protocol ColumnwiseOperator: PipelineOperator {
  /// Whether each column is lowered by itself, so that columns which nothing selects are not computed,
  /// and what is wrong with their cells is not reported.
  var isComputedByColumn: Bool { get }

  /// What each column depends on.
  var reading: ColumnReading { get }

  /// Whether scoring can fail at cells of this column of the first input.
  func refusesCells(ofColumn column: Int) -> Bool

  /// The operator for at least the columns at `columns`, which ascend and are not empty; `nil` where
  /// there is none.
  func narrowed(to columns: [Int], of inputs: [TableType]) -> Narrowing?
}

extension ColumnwiseOperator {
  var isComputedByColumn: Bool { false }
  var reading: ColumnReading { .samePlace }
  func refusesCells(ofColumn column: Int) -> Bool { false }
}

extension Narrowing {
  /// An operator each of whose columns depends on the column at the same place.
  static func cellwise(_ operation: any PipelineOperator, _ columns: [Int]) -> Narrowing {
    Narrowing(operation: operation, inputs: [columns], outputs: columns)
  }

  /// An operator that gives a few columns for each input column, of which whole blocks are kept.
  ///
  /// - Parameters:
  ///   - widths: the number of columns of each block.
  ///   - columns: the columns that are wanted.
  ///   - operation: the operator for some of the input columns.
  static func blocks(
    _ widths: [Int], _ columns: [Int], _ operation: ([Int]) -> any PipelineOperator
  ) -> Narrowing {
    var blocks: [Int] = []
    var outputs: [Int] = []
    var start = 0
    for (block, width) in widths.enumerated() {
      let own = start..<(start + width)
      start = own.upperBound
      guard columns.contains(where: own.contains) else { continue }
      blocks.append(block)
      outputs += own
    }
    return Narrowing(operation: operation(blocks), inputs: [blocks], outputs: outputs)
  }
}

extension Array {
  /// The elements at some places.
  func at(_ places: [Int]) -> [Element] { places.map { self[$0] } }
}
