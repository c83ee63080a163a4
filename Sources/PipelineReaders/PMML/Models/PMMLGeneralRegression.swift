// GeneralRegressionModel: parameters, each a product of what predictors make of it, and their sums.

import Pipelines

/// A general regression model.
struct PMMLGeneralRegression {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let betas = try model.requiredChild("ParamMatrix").children("PCell")
    let parameters = try products(betas)
    let type = try model.required("modelType")
    switch type {
    case "regression", "generalLinear":
      return context.regression(try sum(betas, nil, parameters))
    case "generalizedLinear":
      guard context.isClassification else {
        return context.regression(try inverse(generalizedSum(betas, parameters)))
      }
      return try classification(betas, parameters, links: true)
    case "multinomialLogistic": return try classification(betas, parameters, links: false)
    case "ordinalMultinomial": return try ordinal(betas, parameters)
    case "CoxRegression": return try cox(betas, parameters)
    default: throw model.unsupported("the model type '\(type.prefix(40))'")
    }
  }

  // MARK: Parameters

  /// The product of each parameter's cells; 1 for those without any.
  private func products(_ betas: [PMMLElement]) throws -> [String: Expression] {
    let model = context.element
    var cells: [String: [PMMLElement]] = [:]
    for cell in model.child("PPMatrix")?.children("PPCell") ?? [] {
      cells[try cell.required("parameterName"), default: []].append(cell)
    }
    let factors = Set(
      try (model.child("FactorList")?.children("Predictor") ?? []).map { try $0.required("name") })
    let contrasts = try contrastMatrices()
    var products: [String: Expression] = [:]
    for (parameter, cells) in cells {
      let parts = try cells.map { cell -> Expression in
        let name = try cell.required("predictorName")
        return factors.contains(name)
          ? try factor(name, cell, contrasts[name]) : try covariate(name, cell)
      }
      products[parameter] = context.columns.sharing(.product(parts))
    }
    return products
  }

  private func contrastMatrices() throws -> [String: (categories: [String], rows: [[Double]])] {
    var matrices: [String: (categories: [String], rows: [[Double]])] = [:]
    for predictor in context.element.child("FactorList")?.children("Predictor") ?? [] {
      guard let matrix = predictor.child("Matrix") else { continue }
      guard
        let categories = try predictor.child("Categories")?.children("Category").map({
          try $0.required("value")
        })
      else { throw predictor.unsupported("a contrast matrix without categories") }
      matrices[try predictor.required("name")] = (categories, try matrix.matrix())
    }
    return matrices
  }

  private func factor(
    _ name: String, _ cell: PMMLElement, _ contrast: (categories: [String], rows: [[Double]])?
  ) throws -> Expression {
    let field = try context.scope.field(name, at: cell).value
    let category = try cell.required("value")
    guard let contrast else {
      return .apply(
        .numberFromTruth,
        .apply(.equal, field.expression, try field.type.literal(category, at: cell)))
    }
    guard let column = contrast.categories.firstIndex(of: category),
      contrast.rows.count == contrast.categories.count,
      contrast.rows.allSatisfy({ column < $0.count })
    else { throw cell.error("the contrast matrix has no category '\(category.prefix(40))'") }
    let table = LookupTable(
      keys: try contrast.categories.map { [try field.type.cell($0, at: cell)] },
      values: contrast.rows.map { .number($0[column]) }, fallback: .missing, kind: .number)
    return .lookup(table: table, keys: [field.tableKey])
  }

  private func covariate(_ name: String, _ cell: PMMLElement) throws -> Expression {
    let exponent = try cell.requiredDouble("value")
    let value = try context.number(name)
    return exponent == 1 ? value : .apply(.power, value, .number(exponent))
  }

  // MARK: Sums

  private func sum(
    _ betas: [PMMLElement], _ category: String?, _ parameters: [String: Expression]
  ) throws -> Expression {
    var terms: [Expression] = []
    for cell in betas {
      if let target = cell["targetCategory"], let category, target != category { continue }
      let beta = Expression.number(try cell.requiredDouble("beta"))
      guard let parameter = parameters[try cell.required("parameterName")] else {
        terms.append(beta)
        continue
      }
      terms.append(.apply(.multiply, beta, parameter))
    }
    return .total(terms)
  }

  private func generalizedSum(
    _ betas: [PMMLElement], _ parameters: [String: Expression], _ category: String? = nil
  ) throws -> Expression {
    var sum = try self.sum(betas, category, parameters)
    let model = context.element
    if let offset = try numberOrField("offsetVariable", "offsetValue") {
      sum = .apply(.add, sum, offset)
    }
    if model["trialsVariable"] != nil || model["trialsValue"] != nil {
      throw model.unsupported("a number of trials")
    }
    return sum
  }

  private func numberOrField(_ field: String, _ number: String) throws -> Expression? {
    if let name = context.element[field] { return try context.number(name) }
    return try context.element.double(number).map(Expression.number)
  }

  private func inverse(_ y: Expression) throws -> Expression {
    let model = context.element
    let power = try model.double("linkParameter")
    switch model["linkFunction"] ?? "identity" {
    case "identity": return y
    case "log": return .apply(.exp, y)
    case "logc": return .apply(.subtract, .number(1), .apply(.exp, y))
    case "logit", "probit", "cloglog", "loglog", "cauchit":
      return try PMMLRegressionModel.link(model["linkFunction"] ?? "", y, model)
    case "negbin":
      guard let parameter = try model.double("distParameter") else {
        throw model.error("negbin needs distParameter")
      }
      let exponential = Expression.apply(.exp, .apply(.negate, y))
      return .apply(
        .divide, .number(1),
        .apply(.multiply, .number(parameter), .apply(.subtract, exponential, .number(1))))
    case "oddspower":
      guard let power else { throw model.error("oddspower needs linkParameter") }
      if power == 0 { return .apply(.logistic, y) }
      let base = Expression.apply(.add, .number(1), .apply(.multiply, .number(power), y))
      let raised = Expression.apply(.power, base, .number(-1 / power))
      return .apply(.divide, .number(1), .apply(.add, .number(1), raised))
    case "power":
      guard let power else { throw model.error("power needs linkParameter") }
      if power == 0 { return .apply(.exp, y) }
      return .apply(.power, y, .number(1 / power))
    case let other: throw model.unsupported("the link '\(other.prefix(40))'")
    }
  }

  // MARK: Classes

  private func categories(_ betas: [PMMLElement]) throws -> (all: [String], reference: String) {
    var named: [String] = []
    for cell in betas {
      if let category = cell["targetCategory"], !named.contains(category) { named.append(category) }
    }
    var all = context.targetValues
    for category in named where !all.contains(category) { all.append(category) }
    if let reference = context.element["targetReferenceCategory"] {
      if !all.contains(reference) { all.append(reference) }
      return (all, reference)
    }
    // The class that no coefficient is for.
    guard let rest = all.last(where: { !named.contains($0) }) ?? all.last else {
      throw context.element.error("the classes are not known")
    }
    return (all, rest)
  }

  private func classification(
    _ betas: [PMMLElement], _ parameters: [String: Expression], links: Bool
  ) throws -> PMMLResult {
    let (all, reference) = try categories(betas)
    let sums = try all.map { category -> Expression in
      if category == reference { return .number(0) }
      let sum =
        try links
        ? inverse(generalizedSum(betas, parameters, category))
        : self.sum(betas, category, parameters)
      return context.columns.sharing(sum)
    }
    guard links else {
      return try context.classification(
        all, PMMLRegressionModel.softmax(sums, context.columns))
    }
    let others = zip(all, sums).filter { $0.0 != reference }.map(\.1)
    let rest = Expression.apply(.subtract, .number(1), .total(others))
    return try context.classification(
      all, zip(all, sums).map { $0 == reference ? rest : $1 })
  }

  private func ordinal(
    _ betas: [PMMLElement], _ parameters: [String: Expression]
  ) throws -> PMMLResult {
    let (all, _) = try categories(betas)
    let link = context.element["cumulativeLink"] ?? "logit"
    let cumulative = try all.dropLast().map { category in
      var sum = try self.sum(betas, category, parameters)
      if let offset = try numberOrField("offsetVariable", "offsetValue") {
        sum = .apply(.add, sum, offset)
      }
      return context.columns.sharing(try PMMLRegressionModel.link(link, sum, context.element))
    }
    return try context.classification(all, PMMLRegressionModel.differences(cumulative))
  }

  // MARK: Survival

  /// The cumulative hazard at the end time of the row.
  private func cox(
    _ betas: [PMMLElement], _ parameters: [String: Expression]
  ) throws -> PMMLResult {
    let model = context.element
    let time = try context.number(model.required("endTimeVariable"))
    let tables = try model.requiredChild("BaseCumHazardTables")
    let hazard: Expression
    if let name = model["baselineStrataVariable"] {
      let field = try context.scope.field(name, at: model).value
      var chosen = Expression.missing(.number)
      for stratum in tables.children("BaselineStratum").reversed() {
        let isIt = Expression.apply(
          .equal, field.expression, try field.type.literal(stratum.required("value"), at: stratum))
        chosen = context.columns.sharing(.choose(isIt, try baseline(stratum, time), chosen))
      }
      hazard = chosen
    } else {
      hazard = try baseline(tables, time)
    }
    let row = try sum(betas, nil, parameters)
    let reference = try referenceSum(betas)
    let relative = Expression.apply(.exp, .apply(.subtract, row, .number(reference)))
    return context.regression(.apply(.multiply, hazard, relative))
  }

  /// The baseline hazard of the last time that is not after `time`.
  private func baseline(_ table: PMMLElement, _ time: Expression) throws -> Expression {
    let cells = try table.children("BaselineCell").map {
      (time: try $0.requiredDouble("time"), hazard: try $0.requiredDouble("cumHazard"))
    }.sorted { $0.time < $1.time }
    guard let first = cells.first else { throw table.error("there is no BaselineCell") }
    let limit = try table.double("maxTime")
    var intervals = [
      Bins.Interval(lower: nil, includesLower: false, upper: first.time, includesUpper: false)
    ]
    var values = [CellValue.number(0)]
    for (index, cell) in cells.enumerated() {
      let upper = index + 1 < cells.count ? cells[index + 1].time : limit
      intervals.append(
        Bins.Interval(
          lower: cell.time, includesLower: true, upper: upper,
          includesUpper: index + 1 == cells.count))
      values.append(.number(cell.hazard))
    }
    return .bin(
      bins: Bins(intervals: intervals, values: values, fallback: .missing, kind: .number),
      value: time)
  }

  /// The sum at the reference points of the parameters.
  private func referenceSum(_ betas: [PMMLElement]) throws -> Double {
    var points: [String: Double] = [:]
    for parameter in try context.element.requiredChild("ParameterList").children("Parameter") {
      points[try parameter.required("name")] = try parameter.double("referencePoint") ?? 0
    }
    return try betas.reduce(0) { sum, cell in
      sum + (try cell.requiredDouble("beta")) * (points[try cell.required("parameterName")] ?? 0)
    }
  }
}

extension PMMLElement {
  /// The rows of a `Matrix`.
  func matrix() throws -> [[Double]] {
    let rows = try children("Array").map { try $0.numbers() }
    if !rows.isEmpty { return rows }
    guard let rowCount = try int("nbRows"), let columnCount = try int("nbCols"),
      (1...10_000).contains(rowCount), (1...10_000).contains(columnCount),
      rowCount * columnCount <= 10_000_000
    else { throw error("a matrix without a size") }
    let (diagonal, other) = (try double("diagDefault") ?? 0, try double("offDiagDefault") ?? 0)
    var matrix = (0..<rowCount).map { row in
      (0..<columnCount).map { row == $0 ? diagonal : other }
    }
    for cell in children("MatCell") {
      guard let row = try cell.int("row"), let column = try cell.int("col"),
        (1...rowCount).contains(row), (1...columnCount).contains(column),
        let value = Double(pmml: cell.text)
      else { throw cell.error("a cell outside the matrix") }
      matrix[row - 1][column - 1] = value
    }
    return matrix
  }
}
