// Series and frames of pandas inside a pickle, as plain values; nothing of pandas is run.

import Pipelines

/// A `pandas.Series`, or a `pandas.DataFrame`, with the labels of its rows.
struct PandasTable {
  /// The labels of the rows.
  let index: [InertValue]
  /// The labels of the columns; none for a series.
  let labels: [InertValue]
  /// The cells of each column.
  let columns: [[InertValue]]

  /// More rows or columns than an encoder's table has; a file that claims more would only take memory.
  private static let mostLabels = 1 << 22

  /// Reads a series or a frame, found at `place`.
  init(_ value: InertValue, of estimator: Estimator, at place: String) throws {
    guard case .object(let object) = value, case .object(let manager)? = object["_mgr"],
      let table = object.type.name == "Series"
        ? Self.series(manager)
        : Self.frame(manager), table.columns.allSatisfy({ $0.count == table.index.count })
    else {
      throw estimator.malformed(
        place, found: value.summary, expected: "a table of pandas, version 1.3 or newer")
    }
    self = table
  }

  private init(index: [InertValue], labels: [InertValue], columns: [[InertValue]]) {
    self.index = index
    self.labels = labels
    self.columns = columns
  }

  /// A series keeps its axes and its values, and both again for older versions.
  private static func series(_ manager: InertObject) -> PandasTable? {
    guard case .tuple(let state) = manager.state, state.elements.count >= 2,
      let axes = state.elements[0].sequence, axes.count == 1, let index = index(axes[0]),
      let values = state.elements[1].sequence, values.count == 1, let cells = cells(values[0])
    else { return nil }
    return PandasTable(index: index, labels: [], columns: [cells])
  }

  /// A frame keeps blocks of columns of one type, and the axes.
  private static func frame(_ manager: InertObject) -> PandasTable? {
    guard manager.arguments.count == 2, let blocks = manager.arguments[0].sequence,
      let axes = manager.arguments[1].sequence, axes.count == 2, let labels = index(axes[0]),
      let index = index(axes[1])
    else { return nil }
    var columns = [[InertValue]?](repeating: nil, count: labels.count)
    for block in blocks {
      guard case .object(let object) = block, object.type.name == "_unpickle_block",
        object.arguments.count >= 2, let cells = cells(object.arguments[0]),
        let places = places(object.arguments[1], below: labels.count)
      else { return nil }
      let count = places.isEmpty ? 0 : cells.count / places.count
      guard count * places.count == cells.count else { return nil }
      for (row, place) in places.enumerated() {
        columns[place] = Array(cells[row * count..<(row + 1) * count])
      }
    }
    let found = columns.compactMap { $0 }
    return found.count == labels.count
      ? PandasTable(index: index, labels: labels, columns: found) : nil
  }

  /// Which columns a block holds: a slice, or an array of places.
  private static func places(_ value: InertValue, below count: Int) -> [Int]? {
    let places: [Int]
    if case .object(let slice) = value, slice.type.name == "slice", slice.arguments.count == 3 {
      guard let start = slice.arguments[0].integer, let stop = slice.arguments[1].integer,
        (0...count).contains(start), (0...count).contains(stop)
      else { return nil }
      let step = slice.arguments[2].integer ?? 1
      guard step > 0 else { return nil }
      places = Array(stride(from: start, to: stop, by: step))
    } else {
      places = value.sequence?.compactMap(\.integer) ?? []
    }
    return places.allSatisfy((0..<count).contains) ? places : nil
  }

  /// The labels of an axis.
  private static func index(_ value: InertValue) -> [InertValue]? {
    guard case .object(let object) = value, object.type.name == "_new_Index",
      object.arguments.count == 2, case .dictionary(let parts) = object.arguments[1]
    else { return nil }
    if let data = parts["data"] { return cells(data) }
    guard let start = parts["start"]?.integer, let stop = parts["stop"]?.integer,
      let step = parts["step"]?.integer, step > 0,
      case let (length, isHuge) = stop.subtractingReportingOverflow(start), !isHuge,
      length / step < mostLabels
    else { return nil }
    return stride(from: start, to: stop, by: step).map(InertValue.int)
  }

  /// The elements of an array, row by row: NumPy's, or pandas' own of text.
  private static func cells(_ value: InertValue) -> [InertValue]? {
    if let elements = value.sequence { return elements }
    guard case .object(let array) = value, case .tuple(let state) = array.state else {
      return nil
    }
    for case .array(let elements) in state.elements { return InertValue.array(elements).sequence }
    return nil
  }
}
