// Python expressions that files hold, as formulas over features.

import Pipelines
import Tensors

/// An expression that a file holds: a text, or an object with functions of its own.
struct PythonSource {
  private let source: String
  private let functions: [String: PythonFunction]

  /// Reads the expression `value`, which the attribute `name` of `estimator` holds.
  init(_ value: InertValue, at name: String, of estimator: Estimator) throws {
    var definitions: [InertValue] = []
    if let text = value.text {
      source = text
    } else {
      let expression = try estimator.part(value, at: name)
      source = try expression.text("expr")
      if expression["function_defs"] != nil { definitions = try expression.list("function_defs") }
    }
    var functions: [String: PythonFunction] = [:]
    for definition in definitions {
      guard let text = definition.text else {
        throw estimator.malformed(
          "\(name).function_defs", found: definition.summary, expected: "source of functions")
      }
      let function = try Self.understood(text, estimator) { try PythonParser.function(text) }
      functions[function.name] = function
    }
    self.functions = functions
  }

  /// The expression's value over the columns of `features`.
  func value(
    over features: Features, types: [DType], openColumns: Set<Int>, errorsAreMissing: Bool,
    reached: Expression?, of estimator: Estimator
  ) throws -> PythonValue {
    if let column = features.columns.first(where: \.isDate) {
      throw estimator.unsupported(
        "the expression \(source) over the dates in column \(column.name); turn them into days first"
      )
    }
    let columns = features.columns.indices.map {
      PythonValue(column: features.columns[$0], type: types[$0], index: $0)
    }
    return try Self.understood(source, estimator) {
      var evaluation = PythonEvaluation(
        columns: columns, names: features.names, functions: functions, openColumns: openColumns,
        errorsAreMissing: errorsAreMissing, reached: reached)
      return try evaluation.value(of: PythonParser.expression(source))
    }
  }

  private static func understood<Result>(
    _ source: String, _ estimator: Estimator, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as PythonError {
      let shown = source.count > 200 ? "\(source.prefix(200))…" : source
      throw estimator.unsupported(
        "the expression \(shown): \(error.found) is not known here; "
          + "use arithmetic, comparisons, conditions, numpy's functions and methods of text")
    }
  }
}

extension PythonValue {
  /// The cells of a column.
  init(column: FeatureColumn, type: DType, index: Int) {
    switch type {
    case .string: self = .text(.column(index: index))
    case .bool: self = .truth(.column(index: index))
    default:
      self = .number(.column(index: index), isInteger: column.isInteger || type == .i64)
    }
  }
}

extension TranslationContext {
  /// The value of a Python expression over the columns of `features`, of which those that it uses as
  /// text are asked to be.
  mutating func value(
    of source: PythonSource, over features: Features, errorsAreMissing: Bool = false,
    reached: Expression? = nil, by estimator: Estimator
  ) throws -> PythonValue {
    let openColumns = features.columns.indices.filter { isOpen(features.columns[$0]) }
    do {
      return try source.value(
        over: features, types: types(of: features), openColumns: Set(openColumns),
        errorsAreMissing: errorsAreMissing, reached: reached, of: estimator)
    } catch let need as PythonTextNeeded {
      var types = [DType?](repeating: nil, count: features.count)
      types[need.column] = .string
      try require(types, of: features, by: estimator)
      throw estimator.unsupported("text in column \(features.names[need.column])")
    }
  }

  /// The truth of a Python expression over the columns of `features`.
  mutating func truth(
    of source: PythonSource, over features: Features, by estimator: Estimator
  ) throws -> Expression {
    let value = try value(of: source, over: features, by: estimator)
    return try PythonEvaluation(columns: [], names: []).truth(value)
  }

  /// The columns that formulas over `features` give.
  mutating func evaluate(
    _ values: [(name: String, value: PythonValue)], over features: Features,
    by estimator: Estimator
  ) throws -> Features {
    let definitions = values.map {
      EvaluateExpressions.Definition(name: $0.name, $0.value.expression)
    }
    let table = try apply(
      EvaluateExpressions(definitions), to: features.table, from: estimator)
    return Features(
      table: table,
      columns: values.map { name, value in
        var column = FeatureColumn(name: name)
        column.isInteger = value.kind == .number && value.isInteger
        return column
      })
  }

  /// Each column by itself as a formula makes it; columns are missing where they were.
  mutating func map(
    _ features: Features, by estimator: Estimator,
    _ function: (PythonValue, FeatureColumn) throws -> PythonValue
  ) throws -> Features {
    let types = types(of: features)
    let values = try features.columns.enumerated().map { index, column in
      (
        name: column.name,
        value: try function(PythonValue(column: column, type: types[index], index: index), column)
      )
    }
    var result = try evaluate(values, over: features, by: estimator)
    for index in result.columns.indices {
      result.columns[index].missingSource = features.columns[index].missingSource
    }
    return result
  }

  /// Asks that every column of `features` holds text, unless another step made numbers of it.
  mutating func requireText(of features: Features, by estimator: Estimator) throws {
    try require(
      Array(repeating: .string, count: features.count), of: features, by: estimator)
  }
}
