// RegressionModel: tables of coefficients, and what makes predictions of their sums.

import Pipelines

/// A regression model.
struct PMMLRegressionModel {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let tables = model.children("RegressionTable")
    guard !tables.isEmpty else { throw model.error("there is no RegressionTable") }
    let sums = try self.sums(tables)
    let name = model["normalizationMethod"] ?? "none"
    guard context.isClassification else {
      return context.regression(try Self.link(name, sums[0], model))
    }
    let categories = try tables.map { try $0.required("targetCategory") }
    let isOrdinal = context.targetOptype == "ordinal" && tables.count > 1
    return try context.classification(
      categories,
      isOrdinal
        ? ordinal(sums, name) : categorical(sums.map(context.columns.sharing), name))
  }

  // MARK: Sums

  private func sums(_ tables: [PMMLElement]) throws -> [Expression] {
    var features: [Expression] = []
    var places: [Expression: Int] = [:]
    var rows: [[(place: Int, coefficient: Double)]] = []
    var intercepts: [Double] = []
    func add(_ feature: Expression, _ element: PMMLElement) throws {
      let coefficient = try element.requiredDouble("coefficient")
      let place = places[feature] ?? features.count
      if place == features.count {
        places[feature] = place
        features.append(feature)
      }
      rows[rows.count - 1].append((place, coefficient))
    }
    for table in tables {
      rows.append([])
      intercepts.append(try table.requiredDouble("intercept"))
      for predictor in table.children {
        switch predictor.name {
        case "NumericPredictor": try add(numeric(predictor), predictor)
        case "CategoricalPredictor": try add(categorical(predictor), predictor)
        case "PredictorTerm":
          let factors = try predictor.children("FieldRef").map {
            try context.number($0.required("field"))
          }
          try add(.product(factors), predictor)
        default: throw predictor.error("\(predictor.name) is not known here")
        }
      }
    }
    guard !features.isEmpty else { return intercepts.map(Expression.number) }
    var weights = [Double](repeating: 0, count: features.count * tables.count)
    for (row, entries) in rows.enumerated() {
      for entry in entries { weights[row * features.count + entry.place] += entry.coefficient }
    }
    return try context.columns.apply(
      Linear(weights: weights, featureCount: features.count, bias: intercepts), to: features)
  }

  private func numeric(_ predictor: PMMLElement) throws -> Expression {
    let value = try context.number(predictor.required("name"))
    let exponent = try predictor.double("exponent") ?? 1
    return exponent == 1 ? value : .apply(.power, value, .number(exponent))
  }

  private func categorical(_ predictor: PMMLElement) throws -> Expression {
    let field = try context.scope.field(predictor.required("name"), at: predictor).value
    let isEqual = Expression.apply(
      .equal, field.expression, try field.type.literal(predictor.required("value"), at: predictor))
    // A missing value is none of the categories.
    return .apply(.firstKnown, .apply(.numberFromTruth, isEqual), .number(0))
  }

  // MARK: Normalisation

  /// The inverse of a link function.
  static func link(_ name: String, _ y: Expression, _ element: PMMLElement) throws -> Expression {
    switch name {
    case "none": y
    case "softmax", "logit": .apply(.logistic, y)
    case "exp", "log": .apply(.exp, y)
    case "probit": .apply(.normalDistribution, y, .number(0), .number(1))
    case "cloglog": .apply(.subtract, .number(1), .apply(.exp, .apply(.negate, .apply(.exp, y))))
    case "loglog": .apply(.exp, .apply(.negate, .apply(.exp, .apply(.negate, y))))
    case "cauchit":
      .apply(
        .add, .number(0.5), .apply(.divide, .apply(.atan, y), .number(Double.pi)))
    default: throw element.unsupported("the normalisation '\(name.prefix(40))'")
    }
  }

  private func categorical(_ sums: [Expression], _ name: String) throws -> [Expression] {
    let model = context.element
    let columns = context.columns
    if sums.count == 1 { return [try Self.link(name, sums[0], model)] }
    if sums.count == 2, name == "none" {
      let first = Expression.choose(
        .apply(.lessThan, sums[0], .number(0)), .number(0),
        .choose(.apply(.greaterThan, sums[0], .number(1)), .number(1), sums[0]))
      return [first, .apply(.subtract, .number(1), first)]
    }
    switch name {
    case "softmax": return Self.softmax(sums, columns)
    case "none" where sums.count > 2:
      return sums.dropLast() + [.apply(.subtract, .number(1), .total(Array(sums.dropLast())))]
    case "simplemax":
      let total = columns.sharing(.total(sums))
      return sums.map { .apply(.divide, $0, total) }
    default:
      let values = try sums.map { columns.sharing(try Self.link(name, $0, model)) }
      if sums.count == 2 { return [values[0], .apply(.subtract, .number(1), values[0])] }
      let total = columns.sharing(.total(values))
      return values.map { .apply(.divide, $0, total) }
    }
  }

  static func softmax(_ sums: [Expression], _ columns: PMMLColumns) -> [Expression] {
    let largest = columns.sharing(.apply(function: .maximum, arguments: sums))
    let powers = sums.map { columns.sharing(.apply(.exp, .apply(.subtract, $0, largest))) }
    let total = columns.sharing(.total(powers))
    return powers.map { .apply(.divide, $0, total) }
  }

  /// The sums give the probability of a class or one before it.
  private func ordinal(_ sums: [Expression], _ name: String) throws -> [Expression] {
    guard name != "softmax" && name != "simplemax" && name != "exp" else {
      throw context.element.unsupported("the normalisation '\(name)' of ordinal classes")
    }
    let cumulative = try sums.dropLast().map {
      context.columns.sharing(try Self.link(name, $0, context.element))
    }
    return Self.differences(cumulative)
  }

  /// The probabilities of classes from those of a class or one before it; the last one's is 1.
  static func differences(_ cumulative: [Expression]) -> [Expression] {
    var previous = Expression.number(0)
    var probabilities: [Expression] = []
    for value in cumulative + [.number(1)] {
      probabilities.append(.apply(.subtract, value, previous))
      previous = value
    }
    return probabilities
  }
}
