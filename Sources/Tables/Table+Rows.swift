// Some rows of a table.

import Tensors

extension Table {
  /// The rows of `range`, sharing the memory of numbers.
  package func rows(_ range: Range<Int>) -> Table {
    if range == 0..<rowCount { return self }
    if let matrix { return Table(matrix: matrix.rows(range)) }
    let columns = columns.map {
      Column(
        name: $0.name, values: $0.values.rows(range), missing: $0.missing.map { Array($0[range]) })
    }
    return Table(columns: columns, rowCount: range.count)
  }
}
