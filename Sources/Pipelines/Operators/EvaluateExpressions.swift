// Columns computed by formulas.

import Tensors

/// One column for each of some formulas over the columns of the inputs.
///
/// A column of truth values is one of numbers: 1, 0, and NaN for a missing one.
public struct EvaluateExpressions: PipelineOperator {
  public static let name = "evaluate"
  public static let meaning = "one column for each formula over the columns of the row"

  /// A formula, and the name of the column that it gives.
  public struct Definition: Hashable, Sendable, Codable {
    /// The name of the column.
    public var name: String?
    /// The formula.
    public var expression: Expression

    /// Describes a column.
    public init(name: String? = nil, _ expression: Expression) {
      self.name = name
      self.expression = expression
    }
  }

  /// The formulas; each may use the values of earlier ones.
  public var definitions: [Definition]

  /// Computes columns.
  public init(_ definitions: [Definition]) { self.definitions = definitions }

  public var kind: String { "evaluate" }
  public var facts: [String] { ["\(definitions.count) expressions"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let columns = inputs.flatMap(\.columns)
    let kinds = try kinds(columns: columns.map(\.dtype))
    return TableType(
      zip(definitions, kinds).map { definition, kind in
        ColumnType(name: definition.name, dtype: kind == .text ? .string : .f64)
      })
  }

  /// What each formula gives for columns of these dtypes.
  /// - Throws: `PipelineError` where a function does not take its arguments.
  public func kinds(columns: [DType]) throws -> [Expression.ValueKind] {
    var kinds: [Expression.ValueKind] = []
    for definition in definitions {
      let typing = ExpressionTyping(columns: columns, earlier: kinds)
      do {
        kinds.append(try typing.kind(of: definition.expression, depth: 0))
      } catch let error as PipelineError {
        throw error.within(definition.name.map { "'\($0)'" } ?? "expression \(kinds.count)")
      }
    }
    return kinds
  }
}

/// The types of expressions.
private struct ExpressionTyping {
  let columns: [DType]
  let earlier: [Expression.ValueKind]

  /// A bound on nesting: what reads, types and lowers expressions does so recursively.
  static let deepest = 512

  func kind(of expression: Expression, depth: Int) throws -> Expression.ValueKind {
    guard depth < Self.deepest else {
      throw PipelineError(at: "expression", "formulas are nested more than \(Self.deepest) deep")
    }
    switch expression {
    case .column(let index):
      guard columns.indices.contains(index) else {
        throw PipelineError(
          at: "expression", "column \(index) does not exist among \(columns.count)")
      }
      return switch columns[index] {
      case .string: .text
      case .bool: .truth
      default: .number
      }
    case .earlier(let index):
      guard earlier.indices.contains(index) else {
        throw PipelineError(at: "expression", "there is no earlier expression \(index)")
      }
      return earlier[index]
    case .number: return .number
    case .text: return .text
    case .truth: return .truth
    case .missing(let kind): return kind
    case .apply(let function, let arguments):
      return try function.resultKind(of: arguments.map { try kind(of: $0, depth: depth + 1) })
    case .lookup(let table, let keys):
      try table.check(keys: keys.map { try kind(of: $0, depth: depth + 1) })
      return table.kind
    case .bin(let bins, let value):
      guard try kind(of: value, depth: depth + 1) == .number,
        bins.intervals.count == bins.values.count,
        (bins.values + [bins.fallback]).allSatisfy({ $0.isOf(bins.kind) })
      else { throw PipelineError(at: "expression", "the bins do not fit their values") }
      return bins.kind
    case .interpolate(let line, let value):
      guard try kind(of: value, depth: depth + 1) == .number, line.inputs.count > 1,
        line.inputs.count == line.outputs.count,
        zip(line.inputs, line.inputs.dropFirst()).allSatisfy({ $0 <= $1 })
      else { throw PipelineError(at: "expression", "a line needs two points that ascend") }
      return .number
    case .termCount(_, let counting, let text):
      guard try kind(of: text, depth: depth + 1) == .text, counting.largestDistance >= 0 else {
        throw PipelineError(at: "expression", "terms are counted in text")
      }
      return .number
    }
  }
}

extension LookupTable {
  /// Checks that the table fits keys of these kinds.
  fileprivate func check(keys kinds: [Expression.ValueKind]) throws {
    guard keys.count == values.count, !kinds.isEmpty, kind != .truth,
      keys.allSatisfy({ row in
        row.count == kinds.count && zip(row, kinds).allSatisfy { $0.isOf($1) }
      }), (values + [fallback]).allSatisfy({ $0.isOf(kind) })
    else { throw PipelineError(at: "expression", "the rows of a table do not fit its keys") }
  }
}

extension CellValue {
  /// Whether the value is of the kind, or missing.
  fileprivate func isOf(_ kind: Expression.ValueKind) -> Bool {
    switch (self, kind) {
    case (.missing, _), (.number, .number), (.text, .text): true
    default: false
    }
  }
}
