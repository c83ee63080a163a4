// Rows as the arguments of a compiled model's program.

import PipelineCompiler
import Pipelines
import Tables
import TensorRuntime
import Tensors

/// Turns tables into arguments.
struct RowBinder: Sendable {
  let name: String
  let inputs: [InputColumn]
  let layout: InputLayout
  let pool: WorkerPool

  /// The types in which columns must be read, by the names that the rows have; others are not needed.
  func requestedTypes(
    columnNames: [String], hasNames: Bool
  ) throws(ScoringError) -> [String: Tables.ColumnType] {
    let matching = try ColumnMatching(
      inputs: inputs, used: layout.columns, names: hasNames ? columnNames : nil,
      count: columnNames.count, model: name)
    var types: [String: Tables.ColumnType] = [:]
    for (input, column) in matching.places {
      types[columnNames[column]] = Tables.ColumnType(inputs[input].dtype)
    }
    return types
  }

  /// The arguments for the rows of `table`, in the order of the program's parameters.
  func arguments(_ table: Table) throws -> [Value] {
    let matching = try ColumnMatching(
      inputs: inputs, used: layout.columns, names: table.hasNames ? table.columnNames : nil,
      count: table.columnCount, model: name)
    // A matrix is used as it lies; where missing cells are refused, columns are looked through.
    if layout.isPacked, let matrix = table.matrix, let first = layout.columns.first,
      layout.columns.allSatisfy({ inputs[$0].allowsMissing }),
      matrix.dtype == inputs[first].dtype,
      matching.places.map(\.column) == Array(0..<matrix.shape[1])
    {
      return [.tensor(matrix)]
    }
    let columns = try matching.places.map { place in
      try ColumnConversion(inputs[place.input], place: place.input)
        .convert(table.columns[place.column])
    }
    if layout.isPacked { return [.tensor(try pack(columns, rows: table.rowCount))] }
    return columns.map { .tensor($0.reshaped(to: Shape([table.rowCount, 1]))) }
  }

  /// Columns side by side as one row-major matrix.
  private func pack(_ columns: [Tensor], rows: Int) throws -> Tensor {
    let shape = Shape([rows, columns.count])
    switch columns[0].dtype {
    case .f64: return try pack(columns, of: Double.self, shape)
    case .f32: return try pack(columns, of: Float.self, shape)
    default: return try pack(columns, of: Int64.self, shape)
    }
  }

  private func pack<Element: TensorElement>(
    _ columns: [Tensor], of type: Element.Type, _ shape: Shape
  ) throws -> Tensor {
    let (rows, width) = (shape[0], shape[1])
    // A block of rows whose lines of the matrix stay in the cache while the columns fill them.
    let blockRows = max(64, 32_768 / max(width * MemoryLayout<Element>.stride, 1))
    return try Tensor.filling(type, shape: shape) { target in
      nonisolated(unsafe) let target = target
      try pool.run(count: (rows + blockRows - 1) / blockRows) { block in
        let range = block * blockRows..<min(rows, (block + 1) * blockRows)
        for (place, column) in columns.enumerated() {
          column.withElements(of: type) { source in
            for row in range { target[row * width + place] = source[row] }
          }
        }
      }
    }
  }
}
