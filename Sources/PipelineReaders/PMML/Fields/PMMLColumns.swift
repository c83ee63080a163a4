// Columns of tables that are made when an operator needs them.

import Pipelines
import Tensors

/// The pipeline that a document becomes, and the columns that expressions refer to by number.
///
/// A formula is not an operator at once: formulas gather until a table is needed, and become one
/// operator together.
final class PMMLColumns {
  private enum Source {
    case input(Int)
    case table(TableReference, Int)
    case formula(Expression)
  }

  private(set) var pipeline: Pipeline
  private var sources: [Source] = []
  /// What is being translated, for the places of operators.
  var origin: [String]

  init(_ pipeline: Pipeline, origin: [String]) {
    self.pipeline = pipeline
    self.origin = origin
  }

  /// A new input column.
  func addInput(_ column: InputColumn) -> Expression {
    pipeline.inputs.append(column)
    sources.append(.input(pipeline.inputs.count - 1))
    return .column(index: sources.count - 1)
  }

  /// The value of a formula, as something that may be used often.
  func sharing(_ expression: Expression) -> Expression {
    switch expression {
    case .column, .number, .text, .truth, .missing, .earlier: return expression
    default:
      sources.append(.formula(expression))
      return .column(index: sources.count - 1)
    }
  }

  /// Applies an operator to a table, and returns its columns.
  func apply(_ operation: any PipelineOperator, to table: TableReference) throws -> [Expression] {
    let result = try pipeline.apply(operation, to: [table], origin: origin)
    return (0..<pipeline.type(of: result).width).map { place in
      sources.append(.table(result, place))
      return .column(index: sources.count - 1)
    }
  }

  /// Applies an operator to a table.
  func append(
    _ operation: any PipelineOperator, to table: TableReference
  ) throws -> TableReference {
    try pipeline.apply(operation, to: [table], origin: origin)
  }

  /// Applies an operator to the table of some expressions.
  func apply(_ operation: any PipelineOperator, to expressions: [Expression]) throws -> [Expression]
  {
    try apply(operation, to: table(of: expressions))
  }

  /// A table of one column for each expression.
  func table(of expressions: [Expression], names: [String]? = nil) throws -> TableReference {
    var needed = Set<Int>()
    for expression in expressions { find(expression, &needed) }
    var definitions: [EvaluateExpressions.Definition] = []
    var tables: [TableReference] = []
    var places: [Int: Expression] = [:]
    var offsets: [TableReference: Int] = [:]
    var width = 0
    for number in needed.sorted() {
      if case .input(let input) = sources[number] {
        let column = try pipeline.apply(
          SelectColumns(indices: [input]), to: [.input], origin: origin)
        sources[number] = .table(column, 0)
      }
      if case .table(let table, let place) = sources[number] {
        if offsets[table] == nil {
          offsets[table] = width
          tables.append(table)
          width += pipeline.type(of: table).width
        }
        places[number] = .column(index: (offsets[table] ?? 0) + place)
      }
    }
    for number in needed.sorted() {
      guard case .formula(let expression) = sources[number] else { continue }
      let local = expression.replacingColumns { places[$0] ?? .column(index: $0) }
      places[number] = .earlier(index: definitions.count)
      definitions.append(EvaluateExpressions.Definition(local))
    }
    let shared = definitions.count
    for (place, expression) in expressions.enumerated() {
      let local = expression.replacingColumns { places[$0] ?? .column(index: $0) }
      definitions.append(EvaluateExpressions.Definition(name: names?[place], local))
    }
    if tables.isEmpty {
      // Something has to say how many rows there are.
      guard !pipeline.inputs.isEmpty else {
        throw PipelineError(at: "PMML", "the model has no input field")
      }
      tables = [try pipeline.apply(SelectColumns(indices: [0]), to: [.input], origin: origin)]
    }
    let result = try pipeline.apply(
      EvaluateExpressions(definitions), to: tables, origin: origin)
    let kinds = try EvaluateExpressions(definitions).kinds(
      columns: tables.flatMap { pipeline.type(of: $0).columns.map(\.dtype) })
    var next = 0
    for number in needed.sorted() {
      if case .formula = sources[number] {
        sources[number] = .table(result, next)
        if kinds[next] == .truth {
          // A column holds truth values as numbers.
          sources.append(sources[number])
          sources[number] = .formula(.apply(.truthFromNumber, .column(index: sources.count - 1)))
        }
        next += 1
      }
    }
    guard shared > 0 else { return result }
    return try pipeline.apply(
      SelectColumns(indices: Array(shared..<definitions.count)), to: [result], origin: origin)
  }

  /// Sets what the pipeline says of itself.
  func change(_ body: (inout Pipeline) throws -> Void) rethrows { try body(&pipeline) }

  /// The columns that an expression needs, and those that their formulas need.
  private func find(_ expression: Expression, _ needed: inout Set<Int>) {
    expression.forEachColumn { number in
      guard needed.insert(number).inserted else { return }
      if case .formula(let formula) = sources[number] { find(formula, &needed) }
    }
  }
}

extension Expression {
  /// The same formula over other columns.
  func replacingColumns(_ replacement: (Int) -> Expression) -> Expression {
    switch self {
    case .column(let index): replacement(index)
    case .earlier, .number, .text, .truth, .missing: self
    case .apply(let function, let arguments):
      .apply(function: function, arguments: arguments.map { $0.replacingColumns(replacement) })
    case .lookup(let table, let keys):
      .lookup(table: table, keys: keys.map { $0.replacingColumns(replacement) })
    case .bin(let bins, let value):
      .bin(bins: bins, value: value.replacingColumns(replacement))
    case .interpolate(let line, let value):
      .interpolate(line: line, value: value.replacingColumns(replacement))
    case .termCount(let term, let counting, let text):
      .termCount(term: term, counting: counting, text: text.replacingColumns(replacement))
    }
  }

  /// Calls `body` with every column that the formula refers to.
  func forEachColumn(_ body: (Int) -> Void) {
    switch self {
    case .column(let index): body(index)
    case .earlier, .number, .text, .truth, .missing: break
    case .apply(_, let arguments), .lookup(_, let arguments):
      for argument in arguments { argument.forEachColumn(body) }
    case .bin(_, let value), .interpolate(_, let value): value.forEachColumn(body)
    case .termCount(_, _, let text): text.forEachColumn(body)
    }
  }
}
