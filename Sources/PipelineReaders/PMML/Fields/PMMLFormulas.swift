// The expressions of PMML: constants, fields, tables, normalisations, and functions.

import Pipelines

/// Translates expressions where a scope says what fields are.
struct PMMLFormulas {
  let scope: PMMLScope
  /// The arguments of the function whose body is translated.
  var arguments: [String: PMMLValue] = [:]
  /// How deep functions call each other.
  var depth = 0

  /// The value of an expression.
  func value(of element: PMMLElement) throws -> PMMLValue {
    switch element.name {
    case "Constant": return try constant(element)
    case "FieldRef": return try fieldReference(element)
    case "NormContinuous": return try normContinuous(element)
    case "NormDiscrete": return try normDiscrete(element)
    case "Discretize": return try discretize(element)
    case "MapValues": return try mapValues(element)
    case "Apply": return try apply(element)
    case "TextIndex": return try PMMLTextIndex(formulas: self, element: element).value()
    case "Aggregate", "Lag":
      throw element.unsupported("\(element.name), which needs other rows than the one to score,")
    default: throw element.error("the expression \(element.name) is not known")
    }
  }

  /// A field or an argument.
  func named(_ name: String, at element: PMMLElement) throws -> PMMLValue {
    if let argument = arguments[name] { return argument }
    return try scope.field(name, at: element).value
  }

  private func constant(_ element: PMMLElement) throws -> PMMLValue {
    let text = element.exactText
    if element.bool("missing") == true {
      return .missing(try element["dataType"].map { try PMMLType($0, at: element) } ?? .string)
    }
    guard let name = element["dataType"] else {
      if text.isEmpty { return PMMLValue(expression: .text(""), type: .string) }
      if let integer = Int(text.trimmed) {
        return PMMLValue(expression: .number(Double(integer)), type: .integer)
      }
      if let number = Double(pmml: text) {
        return PMMLValue(expression: .number(number), type: .double)
      }
      return PMMLValue(expression: .text(text), type: .string)
    }
    let type = try PMMLType(name, at: element)
    if text.isEmpty, type != .string { return .missing(type) }
    return PMMLValue(expression: try type.literal(text, at: element), type: type)
  }

  private func fieldReference(_ element: PMMLElement) throws -> PMMLValue {
    let value = try named(element.required("field"), at: element)
    guard let replacement = element["mapMissingTo"] else { return value }
    return PMMLValue(
      expression: .apply(
        .firstKnown, value.expression, try value.type.literal(replacement, at: element)),
      type: value.type)
  }

  private func normContinuous(_ element: PMMLElement) throws -> PMMLValue {
    let field = try named(element.required("field"), at: element).cast(to: .double, at: element)
    return PMMLValue(
      expression: try mappingMissing(
        .interpolate(line: element.linearNorms(), value: field.expression), element),
      type: .double)
  }

  private func mappingMissing(
    _ expression: Expression, _ element: PMMLElement
  ) throws -> Expression {
    guard let replacement = try element.double("mapMissingTo") else { return expression }
    // Outliers that become missing stay so.
    let input = try named(element.required("field"), at: element).expression
    return .choose(.apply(.isMissing, input), .number(replacement), expression)
  }

  private func normDiscrete(_ element: PMMLElement) throws -> PMMLValue {
    let field = try named(element.required("field"), at: element)
    let isEqual = Expression.apply(
      .equal, field.expression, try field.type.literal(element.required("value"), at: element))
    var indicator = Expression.apply(.numberFromTruth, isEqual)
    if let replacement = try element.double("mapMissingTo") {
      indicator = .apply(.firstKnown, indicator, .number(replacement))
    }
    return PMMLValue(expression: indicator, type: .double)
  }

  private func discretize(_ element: PMMLElement) throws -> PMMLValue {
    let field = try named(element.required("field"), at: element).cast(to: .double, at: element)
    let type = try element["dataType"].map { try PMMLType($0, at: element) } ?? .string
    let bins = element.children("DiscretizeBin")
    let expression = Expression.bin(
      bins: Bins(
        intervals: try bins.map { try $0.requiredChild("Interval").interval() },
        values: try bins.map { try type.cell($0.required("binValue"), at: $0) },
        fallback: try element["defaultValue"].map { try type.cell($0, at: element) } ?? .missing,
        kind: type.tableKind),
      value: field.expression)
    return try tableValue(expression, type, element, inputs: [field.expression])
  }

  private func mapValues(_ element: PMMLElement) throws -> PMMLValue {
    let type = try element["dataType"].map { try PMMLType($0, at: element) } ?? .string
    let pairs = element.children("FieldColumnPair")
    let fields = try pairs.map { try named($0.required("field"), at: $0) }
    let columns = try pairs.map { try $0.columnName("column") }
    let output = try element.columnName("outputColumn")
    guard !fields.isEmpty, fields.allSatisfy({ $0.type.isTableKey }) else {
      throw element.unsupported("a table with such keys")
    }
    let table = try element.child("InlineTable")?.inlineRows() ?? []
    if element.child("TableLocator") != nil { throw element.unsupported("a table elsewhere") }
    var keys: [[CellValue]] = []
    var values: [CellValue] = []
    for row in table {
      keys.append(
        try zip(fields, columns).map { field, column in
          guard let text = row[column] else { throw element.error("a row lacks '\(column)'") }
          return try field.type.cell(text, at: element)
        })
      guard let text = row[output] else { throw element.error("a row lacks '\(output)'") }
      values.append(try type.cell(text, at: element))
    }
    let expression = Expression.lookup(
      table: LookupTable(
        keys: keys, values: values,
        fallback: try element["defaultValue"].map { try type.cell($0, at: element) } ?? .missing,
        kind: type.tableKind),
      keys: fields.map(\.tableKey))
    return try tableValue(expression, type, element, inputs: fields.map(\.expression))
  }

  /// A table's value in its type, with missing inputs mapped.
  private func tableValue(
    _ expression: Expression, _ type: PMMLType, _ element: PMMLElement, inputs: [Expression]
  ) throws -> PMMLValue {
    var result = expression
    if type == .boolean { result = .apply(.truthFromNumber, result) }
    if let replacement = element["mapMissingTo"] {
      let flags = inputs.map { Expression.apply(.isMissing, $0) }
      result = .choose(
        .apply(function: .or, arguments: flags), try type.literal(replacement, at: element), result)
    }
    return PMMLValue(expression: result, type: type)
  }

  private func apply(_ element: PMMLElement) throws -> PMMLValue {
    let name = try element.required("function")
    guard depth < 64 else { throw element.error("functions call each other without end") }
    var inner = self
    inner.depth += 1
    let values = try element.children.map { try inner.value(of: $0) }
    var result: PMMLValue
    if let function = PMMLFunctions.byName[name] {
      result = try function(values, element)
    } else if let definition = scope.functions[name] {
      result = try inner.call(definition, values, element)
    } else {
      throw element.unsupported("the function '\(name.prefix(60))'")
    }
    if let text = element["defaultValue"] {
      result.expression = .apply(
        .firstKnown, result.expression, try result.type.literal(text, at: element))
    }
    if let text = element["mapMissingTo"] {
      // Of a choice only the branch that is taken is an input.
      let inputs = name == "if" ? [result.expression] : values.map(\.expression)
      let flags = inputs.map { Expression.apply(.isMissing, $0) }
      result.expression = .choose(
        .apply(function: .or, arguments: flags), try result.type.literal(text, at: element),
        result.expression)
    }
    return result
  }

  private func call(
    _ definition: PMMLElement, _ values: [PMMLValue], _ element: PMMLElement
  ) throws -> PMMLValue {
    let parameters = definition.children("ParameterField")
    guard parameters.count == values.count else {
      throw element.error("\(values.count) arguments", expected: "\(parameters.count)")
    }
    var inner = PMMLFormulas(scope: scope, depth: depth)
    for (parameter, value) in zip(parameters, values) {
      var value =
        try parameter["dataType"].map {
          try value.cast(to: PMMLType($0, at: parameter), at: parameter)
        } ?? value
      value.expression = scope.columns.sharing(value.expression)
      inner.arguments[try parameter.required("name")] = value
    }
    let result = try inner.value(of: definition.formula())
    guard let type = definition["dataType"] else { return result }
    return try result.cast(to: PMMLType(type, at: definition), at: definition)
  }
}

extension PMMLType {
  /// Of what kind a table's values are: truth values are kept as numbers.
  var tableKind: Expression.ValueKind { kind == .text ? .text : .number }

  /// Whether values can be the keys of a table.
  var isTableKey: Bool { self != .date && self != .time && self != .dateTime }
}

extension PMMLValue {
  /// The value as the key of a table.
  var tableKey: Expression {
    type == .boolean ? .apply(.numberFromTruth, expression) : expression
  }
}

extension PMMLElement {
  /// The points of a `NormContinuous`.
  func linearNorms() throws -> PiecewiseLinear {
    let points = children("LinearNorm")
    let beyond: PiecewiseLinear.Beyond =
      switch self["outliers"] ?? "asIs" {
      case "asIs": .extended
      case "asMissingValues": .missing
      case "asExtremeValues": .clamped
      case let other: throw unsupported("outliers '\(other)'")
      }
    return PiecewiseLinear(
      inputs: try points.map { try $0.requiredDouble("orig") },
      outputs: try points.map { try $0.requiredDouble("norm") }, beyond: beyond)
  }

  /// The name of a column of an `InlineTable`, without the prefix of a namespace.
  func columnName(_ attribute: String) throws -> String {
    let name = try required(attribute)
    return name.split(separator: ":").last.map(String.init) ?? name
  }

  /// The rows of an `InlineTable`, each by the names of its columns.
  func inlineRows() throws -> [[String: String]] {
    children("row").map { row in
      Dictionary(
        row.children.map { ($0.name, $0.exactText) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
