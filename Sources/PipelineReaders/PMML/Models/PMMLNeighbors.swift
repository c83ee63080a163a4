// NearestNeighborModel: the training rows that are nearest, and what they say.

import Pipelines

/// A model of nearest neighbours.
struct PMMLNeighbors {
  let context: PMMLModelContext

  /// Formulas compare the row with each training row; beyond this many that is no way to do it.
  private static let largestSize = 20_000

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let count = try model.int("numberOfNeighbors") ?? 0
    let training = try model.requiredChild("TrainingInstances")
    guard let inline = training.child("InlineTable") else {
      throw training.unsupported("training instances elsewhere")
    }
    let rows = try inline.inlineRows()
    let columnNames = try self.columnNames(training)
    let inputs = try model.requiredChild("KNNInputs").children("KNNInput")
    guard count > 0, count <= rows.count else {
      throw model.error("\(count) neighbours of \(rows.count) instances")
    }
    guard rows.count <= Self.largestSize / max(inputs.count + count, 1) else {
      throw model.unsupported("a model of \(rows.count) instances")
    }
    let measureElement = try model.requiredChild("ComparisonMeasure")
    let common = measureElement["compareFunction"] ?? "absDiff"
    let fields = try inputs.map { input in
      PMMLMeasure.Field(
        value: try context.scope.field(input.required("field"), at: input).value,
        weight: try input.double("fieldWeight") ?? 1,
        function: input["compareFunction"] ?? common, scale: nil)
    }
    let measure = try PMMLMeasure(measureElement, fields: fields, adjustments: nil)
    func cell(_ row: [String: String], _ field: String) throws -> String {
      guard let text = row[columnNames[field] ?? field] else {
        throw inline.error("a row has no '\(field.prefix(40))'")
      }
      return text
    }
    let names = try inputs.map { try $0.required("field") }
    let lacks = context.columns.sharing(
      .apply(
        function: .or, arguments: fields.map { .apply(.isMissing, $0.value.expression) }))
    let distances = try rows.map { row in
      let known = try knownFields(of: row, columnNames)
      let point = try zip(names, fields).map { name, field in
        columnNames[name] == nil
          ? try known.field(name, at: inline).value
          : try measure.coordinate(cell(row, name), of: field)
      }
      return context.columns.sharing(
        .choose(lacks, .missing(.number), try measure.value(point, context.columns)))
    }
    let nearest = self.nearest(distances, count, isDistance: measure.isDistance)
    var result = PMMLResult()
    if let name = model["instanceIdVariable"] {
      let ids = try rows.map { try cell($0, name) }
      result.entities = nearest.map { place in
        PMMLValue(expression: lookUp(place.place, ids.map(CellValue.text), .text), type: .string)
      }
    } else {
      let ids = rows.indices.map { CellValue.text(String($0 + 1)) }
      result.entities = nearest.map {
        PMMLValue(expression: lookUp($0.place, ids, .text), type: .string)
      }
    }
    result.affinities = distances.enumerated().map { (id: String($0 + 1), value: $1) }
    result.prefersSmallAffinity = measure.isDistance
    try predict(&result, nearest, rows, cell)
    return result
  }

  /// The column of each instance field.
  private func columnNames(_ training: PMMLElement) throws -> [String: String] {
    var names: [String: String] = [:]
    for field in try training.requiredChild("InstanceFields").children("InstanceField") {
      let name = try field.required("field")
      names[name] = field["column"] == nil ? name : try field.columnName("column")
    }
    return names
  }

  /// The fields of a training row, from which derived fields follow where the table has only those
  /// that they are made of.
  private func knownFields(
    of row: [String: String], _ columnNames: [String: String]
  ) throws -> PMMLScope {
    let scope = PMMLScope(columns: context.columns, functions: context.scope.functions)
    for (name, column) in columnNames {
      guard let text = row[column], let field = try context.scope.find(name) else { continue }
      scope.define(
        name,
        PMMLField(
          value: PMMLValue(
            expression: try field.value.type.literal(text, at: context.element),
            type: field.value.type), optype: field.optype, declaration: field.declaration))
    }
    let root = context.element.document.root
    for place in [
      root.child("TransformationDictionary"), context.element.child("LocalTransformations"),
    ] {
      for field in place?.children("DerivedField") ?? [] { try scope.declare(field) }
    }
    return scope
  }

  private func lookUp(
    _ place: Expression, _ values: [CellValue], _ kind: Expression.ValueKind
  ) -> Expression {
    let table = LookupTable(
      keys: values.indices.map { [.number(Double($0))] }, values: values, fallback: .missing,
      kind: kind)
    return context.columns.sharing(.lookup(table: table, keys: [place]))
  }

  /// The places and distances of the nearest rows, the nearest first, of equal ones the first.
  private func nearest(
    _ distances: [Expression], _ count: Int, isDistance: Bool
  ) -> [(place: Expression, distance: Expression)] {
    let columns = context.columns
    var found: [(place: Expression, distance: Expression)] = []
    let worst = Expression.number(isDistance ? .infinity : -.infinity)
    var rest = distances
    for _ in 0..<count {
      let place = isDistance ? context.placeOfSmallest(rest) : context.placeOfLargest(rest)
      let value = columns.sharing(
        .apply(function: isDistance ? .minimum : .maximum, arguments: rest))
      found.append((place, value))
      rest = rest.enumerated().map { index, distance in
        columns.sharing(
          .choose(.apply(.equal, place, .number(Double(index))), worst, distance))
      }
    }
    return found
  }

  private func predict(
    _ result: inout PMMLResult, _ nearest: [(place: Expression, distance: Expression)],
    _ rows: [[String: String]], _ cell: ([String: String], String) throws -> String
  ) throws {
    let model = context.element
    let targets = try model.requiredChild("MiningSchema").children("MiningField").filter {
      ["target", "predicted"].contains($0["usageType"] ?? "")
    }
    for (index, target) in targets.enumerated() {
      let name = try target.required("name")
      let values = try rows.map { try cell($0, name) }
      let isContinuous =
        (targets.count > 1 || !context.isClassification)
        && values.allSatisfy { Double(pmml: $0) != nil } && !isCategorical(name)
      let value: PMMLValue
      if isContinuous {
        value = try number(nearest, values)
      } else {
        let (labels, shares) = try self.shares(nearest, values)
        let place = context.placeOfLargest(shares)
        value =
          index == 0 && targets.count == 1
          ? try context.label(at: place, of: labels)
          : PMMLValue(expression: lookUp(place, labels.map(CellValue.text), .text), type: .string)
        if index == 0 {
          result.categories = labels
          result.probabilities = shares
        }
      }
      if index == 0 { result.predicted = value }
      if targets.count > 1 { result.otherTargets[name] = value }
    }
  }

  private func isCategorical(_ name: String) -> Bool {
    let fields = context.element.document.root.child("DataDictionary")?.children("DataField") ?? []
    return fields.first { $0["name"] == name }?["optype"] == "categorical"
  }

  private func number(
    _ nearest: [(place: Expression, distance: Expression)], _ values: [String]
  ) throws -> PMMLValue {
    let model = context.element
    let cells = values.map { CellValue.number(Double(pmml: $0) ?? .nan) }
    let numbers = nearest.map { lookUp($0.place, cells, .number) }
    let method = model["continuousScoringMethod"] ?? "average"
    switch method {
    case "average", "median":
      return PMMLValue(
        expression: context.columns.sharing(
          .apply(function: method == "median" ? .median : .mean, arguments: numbers)),
        type: .double)
    case "weightedAverage":
      let weights = try self.weights(nearest)
      let products = zip(weights, numbers).map { Expression.apply(.multiply, $0, $1) }
      return PMMLValue(
        expression: context.columns.sharing(.apply(.divide, .total(products), .total(weights))),
        type: .double)
    default: throw model.unsupported("continuousScoringMethod '\(method.prefix(40))'")
    }
  }

  private func weights(
    _ nearest: [(place: Expression, distance: Expression)]
  ) throws -> [Expression] {
    let threshold = try context.element.double("threshold") ?? 0.001
    return nearest.map { neighbor in
      context.columns.sharing(
        .apply(.divide, .number(1), .apply(.add, neighbor.distance, .number(threshold))))
    }
  }

  private func shares(
    _ nearest: [(place: Expression, distance: Expression)], _ values: [String]
  ) throws -> ([String], [Expression]) {
    let model = context.element
    let method = model["categoricalScoringMethod"] ?? "majorityVote"
    let weights: [Expression]
    switch method {
    case "majorityVote": weights = nearest.map { _ in .number(1) }
    case "weightedMajorityVote": weights = try self.weights(nearest)
    default: throw model.unsupported("categoricalScoringMethod '\(method.prefix(40))'")
    }
    var labels: [String] = []
    for value in values where !labels.contains(value) { labels.append(value) }
    labels.sort()
    let codes = values.map { CellValue.number(Double(labels.firstIndex(of: $0) ?? 0)) }
    let own = nearest.map { lookUp($0.place, codes, .number) }
    let total = context.columns.sharing(.total(weights))
    let shares = labels.indices.map { label in
      let votes = zip(own, weights).map { code, weight in
        Expression.choose(.apply(.equal, code, .number(Double(label))), weight, .number(0))
      }
      return context.columns.sharing(.apply(.divide, .total(votes), total))
    }
    return (labels, shares)
  }
}
