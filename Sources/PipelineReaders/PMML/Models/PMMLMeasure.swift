// Distances and similarities of a row and a point, field by field.

import Glibc
import Pipelines

/// A `ComparisonMeasure` over some fields.
struct PMMLMeasure {
  /// A field that is compared.
  struct Field {
    var value: PMMLValue
    var weight: Double
    var function: String
    var scale: Double?

    /// Whether differences of numbers are taken.
    var isNumeric: Bool { function == "absDiff" || function == "gaussSim" }
  }

  let element: PMMLElement
  let fields: [Field]
  /// What makes up for each missing field; all 1 where nothing is said.
  let adjustments: [Double]
  private let measure: PMMLElement

  init(_ element: PMMLElement, fields: [Field], adjustments: [Double]?) throws {
    self.element = element
    self.fields = fields
    self.adjustments = adjustments ?? Array(repeating: 1, count: fields.count)
    guard let measure = element.children.first(where: { _ in true }) else {
      throw element.error("there is no measure")
    }
    guard self.adjustments.count == fields.count, !fields.isEmpty else {
      throw element.error(
        "\(self.adjustments.count) weights of missing values for \(fields.count) fields")
    }
    self.measure = measure
  }

  /// Whether small values are near.
  var isDistance: Bool { (element["kind"] ?? "distance") == "distance" }

  /// The coordinates that an array spells.
  func point(_ texts: [String]) throws -> [PMMLValue] {
    guard texts.count == fields.count else {
      throw element.error("\(texts.count) coordinates", expected: "\(fields.count)")
    }
    return try zip(fields, texts).map { try coordinate($1, of: $0) }
  }

  /// A coordinate that a text spells.
  func coordinate(_ text: String, of field: Field) throws -> PMMLValue {
    let type: PMMLType =
      !isDistance ? .boolean : field.isNumeric ? .double : field.value.type
    return PMMLValue(expression: try type.literal(text, at: element), type: type)
  }

  /// The distance or similarity of the row and a point.
  func value(_ point: [PMMLValue], _ columns: PMMLColumns) throws -> Expression {
    guard point.count == fields.count else {
      throw element.error("\(point.count) coordinates", expected: "\(fields.count)")
    }
    return isDistance ? try distance(point, columns) : try similarity(point, columns)
  }

  private func distance(_ point: [PMMLValue], _ columns: PMMLColumns) throws -> Expression {
    let (inner, outer): (Double, Double)
    switch measure.name {
    case "euclidean": (inner, outer) = (2, 2)
    case "squaredEuclidean": (inner, outer) = (2, 1)
    case "chebychev", "cityBlock": (inner, outer) = (1, 1)
    case "minkowski":
      let power = try measure.requiredDouble("p-parameter")
      (inner, outer) = (power, power)
    default: throw measure.unsupported("the measure \(measure.name)")
    }
    // Missing fields are left out, and the others made to count for them.
    let terms = try zip(fields, point).map { field, coordinate in
      let compared = try self.compared(field, coordinate)
      let raised = Self.raised(compared, to: inner)
      return field.weight == 1 ? raised : Expression.apply(.multiply, raised, .number(field.weight))
    }
    let adjustment = try self.adjustment(columns)
    if measure.name == "chebychev" {
      return .apply(.multiply, .apply(function: .maximum, arguments: terms), adjustment)
    }
    let sum = Expression.apply(.multiply, .apply(function: .sum, arguments: terms), adjustment)
    switch outer {
    case 1: return sum
    case 2: return .apply(.squareRoot, sum)
    default: return .apply(.power, sum, .number(1 / outer))
    }
  }

  private static func raised(_ x: Expression, to power: Double) -> Expression {
    switch power {
    case 1: x
    case 2: .apply(.multiply, x, x)
    default: .apply(.power, x, .number(power))
    }
  }

  private func adjustment(_ columns: PMMLColumns) throws -> Expression {
    let all = adjustments.reduce(0, +)
    let present = zip(fields, adjustments).map { field, weight in
      Expression.choose(
        .apply(.isMissing, field.value.expression), .number(0), .number(weight))
    }
    return columns.sharing(.apply(.divide, .number(all), .total(present)))
  }

  private func compared(_ field: Field, _ coordinate: PMMLValue) throws -> Expression {
    switch field.function {
    case "absDiff", "gaussSim":
      let x = try field.value.cast(to: .double, at: element).expression
      let difference = Expression.apply(
        .subtract, x, try coordinate.cast(to: .double, at: element).expression)
      if field.function == "absDiff" { return .apply(.absolute, difference) }
      guard let scale = field.scale, scale != 0 else {
        throw element.error("gaussSim needs a scale")
      }
      // A half where the difference is the scale.
      let square = Expression.apply(.multiply, difference, difference)
      return .apply(.exp, .apply(.multiply, square, .number(-log(2) / (scale * scale))))
    case "delta", "equal":
      let isEqual = Expression.apply(
        field.function == "equal" ? .equal : .notEqual, field.value.expression,
        try coordinate.cast(to: field.value.type, at: element).expression)
      return .apply(.numberFromTruth, isEqual)
    default: throw element.unsupported("the comparison '\(field.function.prefix(40))'")
    }
  }

  private func similarity(_ point: [PMMLValue], _ columns: PMMLColumns) throws -> Expression {
    var (both, mine, its, neither): ([Expression], [Expression], [Expression], [Expression]) =
      ([], [], [], [])
    for (field, coordinate) in zip(fields, point) {
      let flag = try field.value.cast(to: .boolean, at: element).expression
      let yes = Expression.apply(.numberFromTruth, flag)
      let no = Expression.apply(.subtract, .number(1), yes)
      guard case .truth(let isSet) = coordinate.expression else {
        throw element.unsupported("a similarity of computed points")
      }
      if isSet {
        both.append(yes)
        its.append(no)
      } else {
        mine.append(yes)
        neither.append(no)
      }
    }
    let counts = [both, mine, its, neither].map { columns.sharing(.total($0)) }
    func weighted(_ weights: [Double]) -> Expression {
      .total(zip(weights, counts).map { .apply(.multiply, .number($0), $1) })
    }
    switch measure.name {
    case "simpleMatching": return .apply(.divide, weighted([1, 0, 0, 1]), weighted([1, 1, 1, 1]))
    case "jaccard": return .apply(.divide, weighted([1, 0, 0, 0]), weighted([1, 1, 1, 0]))
    case "tanimoto": return .apply(.divide, weighted([1, 0, 0, 1]), weighted([1, 2, 2, 1]))
    case "binarySimilarity":
      let names = ["11", "10", "01", "00"]
      return .apply(
        .divide, weighted(try names.map { try measure.requiredDouble("c\($0)-parameter") }),
        weighted(try names.map { try measure.requiredDouble("d\($0)-parameter") }))
    default: throw measure.unsupported("the measure \(measure.name)")
    }
  }
}
