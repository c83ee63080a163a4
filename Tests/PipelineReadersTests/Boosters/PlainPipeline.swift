// Runs the pipelines of bare boosters one row and one operator at a time, to test what readers say
// without a compiler.

import Glibc
import Pipelines

/// An operator that bare boosters do not use.
struct NotPlain: Error { let kind: String }

/// Scores rows with a pipeline.
struct PlainPipeline {
  let pipeline: Pipeline

  /// The output columns, by name, of one row.
  func score(_ row: [CellValue]) throws -> [String: Double] {
    var tables: [[CellValue]] = []
    for node in pipeline.nodes {
      let inputs = node.inputs.map { value(of: $0, row, tables) }
      tables.append(try apply(node.operation, to: inputs, isSingle: node.type.uniformDType == .f32))
    }
    var columns: [String: Double] = [:]
    for output in pipeline.outputs {
      let cells = value(of: output.table, row, tables)
      for (name, cell) in zip(output.columnNames, cells) { columns[name] = try number(cell) }
    }
    return columns
  }

  private func value(
    of table: TableReference, _ row: [CellValue], _ tables: [[CellValue]]
  ) -> [CellValue] {
    switch table {
    case .input: row
    case .node(let index): tables[index]
    }
  }

  private func number(_ cell: CellValue) throws -> Double {
    switch cell {
    case .number(let number): number
    case .missing: .nan
    case .text(let text): throw NotPlain(kind: "text '\(text)'")
    }
  }

  private func apply(
    _ operation: any PipelineOperator, to inputs: [[CellValue]], isSingle: Bool
  ) throws -> [CellValue] {
    let first = inputs.first ?? []
    switch operation {
    case let select as SelectColumns: return select.indices.map { first[$0] }
    case is ConcatenateColumns: return inputs.flatMap(\.self)
    case let encode as OrdinalEncode:
      return try zip(encode.columns, first).map { try code($1, in: $0) }
    default: break
    }
    let numbers = try first.map(number)
    return try apply(operation, to: numbers).map {
      .number(isSingle ? Double(Float($0)) : $0)
    }
  }

  private func code(_ cell: CellValue, in table: CategoryTable) throws -> CellValue {
    let wanted: CellValue
    if case .number(let number) = cell, number.isNaN { wanted = .missing } else { wanted = cell }
    if let place = table.categories.firstIndex(of: wanted) {
      return table.codes[place].map(CellValue.number) ?? .missing
    }
    guard case .treatAs(let number) = table.unknown else {
      throw NotPlain(kind: "unknown category \(cell)")
    }
    return .number(number)
  }

  private func apply(
    _ operation: any PipelineOperator, to row: [Double]
  ) throws -> [Double] {
    switch operation {
    case is CastColumns: return row
    case is ElementwiseFunction: return row.map { floor($0) }
    case is FillMissing: return row.map { $0.isNaN ? 0 : $0 }
    case let linear as Linear:
      return linear.bias.indices.map { output in
        let weights = linear.weights[(output * row.count)...]
        return zip(row, weights).reduce(linear.bias[output]) { $0 + $1.0 * $1.1 }
      }
    case let ensemble as TreeEnsemble: return ensemble.plainMargins(of: row)
    case let leaves as TreeLeaves: return leaves.ensemble.plainLeaves(of: row).map(Double.init)
    case is DecideClass:
      return [Double(row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) } ?? 0)]
    case let link as Link: return try apply(link, to: row)
    default: throw NotPlain(kind: operation.kind)
    }
  }

  private func apply(_ link: Link, to row: [Double]) throws -> [Double] {
    switch link.function {
    case .logistic(let slope): return row.map { 1 / (1 + exp(-slope * $0)) }
    case .exponential: return row.map { exp($0) }
    case .softplus: return row.map { log1p(exp($0)) }
    case .signedSquare: return row.map { $0 < 0 ? -$0 * $0 : $0 * $0 }
    case .step(let threshold): return row.map { $0 > threshold ? 1 : 0 }
    case .divide(let divisor): return row.map { $0 / divisor }
    case .softmax:
      let powers = row.map { exp($0 - (row.max() ?? 0)) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    default: throw NotPlain(kind: "\(link.function)")
    }
  }
}
