// Neighbours at the same distance, which come in any order.

import Tables
import Tensors

/// The places of a row's neighbours that are equally far, so that their order means nothing: the library
/// itself orders them by how many threads it has.
struct TiedNeighbors {
  /// For each row, the neighbours' distances.
  private let distances: [[Double]]

  /// Finds the distances among predictions; `nil` where there are none.
  init?(in predictions: Table) {
    let columns = predictions.columns.filter { $0.name.hasPrefix("kneighbors[distance]") }
      .map { $0.values.doubles() }
    guard !columns.isEmpty else { return nil }
    distances = (0..<predictions.rowCount).map { row in columns.map { $0[row] } }
  }

  /// `table` with the neighbours that are equally far in ascending order.
  func ordered(_ table: Table) -> Table {
    let places = table.columns.indices.filter { table.columns[$0].name.hasPrefix("neighbor(") }
    guard places.count == distances.first?.count else { return table }
    var neighbors = places.map { table.columns[$0].values.doubles() }
    for (row, distances) in distances.enumerated() {
      var start = 0
      while start < distances.count {
        let end = distances[start...].firstIndex { $0 != distances[start] } ?? distances.count
        let tied = (start..<end).map { neighbors[$0][row] }.sorted()
        for (place, neighbor) in zip(start..<end, tied) { neighbors[place][row] = neighbor }
        start = end
      }
    }
    var columns = table.columns
    for (place, values) in zip(places, neighbors) {
      columns[place] = Column(name: columns[place].name, values: Tensor(values))
    }
    return Table(columns: columns, rowCount: table.rowCount)
  }
}
