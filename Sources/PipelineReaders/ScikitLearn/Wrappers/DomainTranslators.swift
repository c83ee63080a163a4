// The decorations of sklearn2pmml, which say what columns may hold.

import Pipelines
import Tensors

/// Translates `ContinuousDomain`: numbers in an interval.
struct ContinuousDomainTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.decoration.ContinuousDomain"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let features = try context.cast(features, to: estimator["dtype"], by: estimator)
    try context.require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    let lowest = try bounds(of: estimator, "data_min_", count: features.count)
    let highest = try bounds(of: estimator, "data_max_", count: features.count)
    var treatment = try ValueTreatment(of: estimator)
    treatment.outliers = try outliers(of: estimator)
    let treatments = (0..<features.count).map { index in
      var treatment = treatment
      if let lowest, let highest {
        treatment.valid = .between(lowest: lowest[index], highest: highest[index])
      }
      return treatment
    }
    return try context.treat(features, treatments, by: estimator)
  }

  /// A bound for each column, from one or several; `nil` where fitting recorded none.
  private func bounds(
    of estimator: Estimator, _ name: String, count: Int
  ) throws -> [Double]? {
    guard estimator.optional(name) != nil else { return nil }
    let numbers = try estimator.numbers(name)
    if numbers.count == 1 { return Array(repeating: numbers[0], count: count) }
    return try estimator.numbers(name, count: count)
  }

  private func outliers(of estimator: Estimator) throws -> ValueTreatment.Outliers? {
    let treatment = try estimator.text("outlier_treatment", default: "as_is")
    switch treatment {
    case "as_is": return nil
    case "as_missing_values", "as_extreme_values":
      return ValueTreatment.Outliers(
        lowest: try estimator.number("low_value"), highest: try estimator.number("high_value"),
        isClipped: treatment == "as_extreme_values")
    default:
      throw estimator.malformed(
        "outlier_treatment", found: "'\(treatment)'", expected: "a treatment of outliers")
    }
  }
}

/// Translates the domains of categories: a list of values.
struct DiscreteDomainTranslator: TransformerTranslator {
  let classes = ["CategoricalDomain", "OrdinalDomain"].map { "sklearn2pmml.decoration.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    // `dtype_` is what was seen, and names the categories where `dtype` asks for some.
    let asked = estimator.optional("dtype")
    let features = try context.cast(
      features, to: asked.map { Self.namesNoCategories($0) ? estimator["dtype_"] ?? $0 : $0 },
      by: estimator)
    let treatment = try ValueTreatment(of: estimator)
    // Earlier versions keep the values by another name.
    let attribute = estimator["data_values_"] == nil ? "data_" : "data_values_"
    guard let values = estimator.optional(attribute) else {
      return try context.treat(
        features, Array(repeating: treatment, count: features.count), by: estimator)
    }
    var lists = [values]
    if case .list(let perColumn) = values { lists = perColumn.elements }
    guard lists.count == features.count || lists.count == 1 else {
      throw estimator.malformed(
        attribute, found: "\(lists.count) lists", expected: "\(features.count)")
    }
    let fitted = try lists.enumerated().map {
      try FittedCategories($1, of: estimator, at: "\(attribute)[\($0)]")
    }
    let perColumn = (0..<features.count).map { fitted[fitted.count == 1 ? 0 : $0] }
    try context.require(perColumn.map(\.type), of: features, by: estimator)
    let treatments = perColumn.map { categories in
      var treatment = treatment
      treatment.valid = .oneOf(values: categories.values)
      return treatment
    }
    return try context.treat(features, treatments, by: estimator)
  }
}

extension DiscreteDomainTranslator {
  /// Whether a type is that of categories without saying which.
  fileprivate static func namesNoCategories(_ type: InertValue) -> Bool {
    if type.text == "category" { return true }
    guard case .object(let object) = type, object.type.name == "CategoricalDtype" else {
      return false
    }
    return object["categories"]?.isNone ?? true
  }
}

/// Translates `MultiDomain`: a domain for each column, or none.
struct MultiDomainTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.decoration.MultiDomain"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let domains = try estimator.list("domains")
    guard domains.count == features.count else {
      throw estimator.malformed(
        "domains", found: "\(domains.count) domains", expected: "\(features.count)")
    }
    let parts = try domains.enumerated().map { index, domain in
      let column = try context.select([index], of: features, for: estimator)
      if domain.isNone { return column }
      return try context.transform(
        column, by: estimator.part(domain, at: "domains[\(index)] '\(column.names[0])'"))
    }
    return try context.concatenate(parts, for: estimator)
  }
}

extension ValueTreatment {
  /// What a domain says about missing and invalid values.
  fileprivate init(of domain: Estimator) throws {
    self.init()
    let markers = try Self.markers(of: domain)
    self.markers = markers.map(MissingMarker.init)
    missingCell = markers.first ?? .missing
    missing = try Self.missingTreatment(of: domain)
    invalid = try Self.invalidTreatment(of: domain)
  }

  /// The values that stand for a missing one.
  private static func markers(of domain: Estimator) throws -> [CellValue] {
    guard let value = domain.optional("missing_values") else { return [.missing] }
    let cells: [CellValue?] =
      if case .list(let list) = value { list.elements.map(CellValue.init) } else {
        [CellValue(value)]
      }
    let found = cells.compactMap(\.self)
    guard found.count == cells.count else {
      throw domain.malformed(
        "missing_values", found: value.summary, expected: "texts or numbers")
    }
    return found
  }

  private static func missingTreatment(of domain: Estimator) throws -> Action {
    let treatment = try domain.text("missing_value_treatment", default: "as_is")
    switch treatment {
    case "return_invalid": return .refuse
    case "as_is", "as_mean", "as_mode", "as_median", "as_value":
      if let value = domain.optional("missing_value_replacement") {
        return .replace(by: try replacement(value, of: domain, "missing_value_replacement"))
      }
      // A marker in a column of objects becomes None.
      let isMarked = try markers(of: domain) != [.missing]
      return domain.isOfObjects && isMarked ? .replace(by: .missing) : .keep
    default:
      throw domain.malformed(
        "missing_value_treatment", found: "'\(treatment)'", expected: "a treatment of values")
    }
  }

  private static func invalidTreatment(of domain: Estimator) throws -> Action {
    let treatment = try domain.text("invalid_value_treatment", default: "return_invalid")
    switch treatment {
    case "return_invalid": return .refuse
    case "as_is":
      // Before there was `as_value`, a replacement made this treatment one.
      guard let value = domain.optional("invalid_value_replacement") else { return .keep }
      return .replace(by: try replacement(value, of: domain, "invalid_value_replacement"))
    case "as_missing": return .treatAsMissing
    case "as_value":
      return .replace(
        by: try replacement(
          domain.value("invalid_value_replacement"), of: domain, "invalid_value_replacement"))
    default:
      throw domain.malformed(
        "invalid_value_treatment", found: "'\(treatment)'", expected: "a treatment of values")
    }
  }

  private static func replacement(
    _ value: InertValue, of domain: Estimator, _ name: String
  ) throws -> CellValue {
    guard let cell = CellValue(value) else {
      throw domain.malformed(name, found: value.summary, expected: "a text or a number")
    }
    if case .number(let number) = cell, number != number.rounded(), domain.isOfIntegers {
      throw domain.unsupported(
        "\(name)=\(number) in a column of integers, which would cut it off; use a whole number")
    }
    return cell
  }
}

extension Estimator {
  /// The kind of the NumPy dtype that a domain was fitted on: `i`, `u`, `f`, `b`, `O`, `U`.
  private var fittedKind: Character? {
    guard case .object(let dtype)? = self["dtype_"], dtype.type.name.hasPrefix("dtype") else {
      return nil
    }
    return dtype.arguments.first?.text?.first
  }

  /// Whether a domain was fitted on objects, such as text.
  fileprivate var isOfObjects: Bool { fittedKind == "O" }
  /// Whether a domain was fitted on whole numbers.
  fileprivate var isOfIntegers: Bool { fittedKind == "i" || fittedKind == "u" }
}

extension CellValue {
  /// A text, a number, a truth value or a missing one.
  init?(_ value: InertValue) {
    if value.isMissingValue {
      self = .missing
    } else if let text = value.text {
      self = .text(text)
    } else if let number = value.number ?? value.boolean.map({ $0 ? 1 : 0 }) {
      self = .number(number)
    } else {
      return nil
    }
  }

  /// The type of a column that can hold this; `nil` where any can.
  var columnType: DType? {
    switch self {
    case .text: .string
    case .number: .f64
    case .missing: nil
    }
  }
}

extension MissingMarker {
  /// The marker that cells equal to `cell` match.
  init(_ cell: CellValue) {
    switch cell {
    case .missing: self = .missing
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    }
  }
}

extension TranslationContext {
  /// The cells of `features` treated, each column by its own treatment.
  mutating func treat(
    _ features: Features, _ treatments: [ValueTreatment], by estimator: Estimator
  ) throws -> Features {
    try require(
      treatments.map { $0.replacements.lazy.compactMap(\.columnType).first }, of: features,
      by: estimator)
    let table = try apply(
      TreatValues(columns: treatments), to: features.table, from: estimator)
    var result = features
    result.table = table
    let isOfIntegers = estimator.isOfIntegers
    if isOfIntegers { try noteWholeNumbers(in: features) }
    for index in result.columns.indices where isOfIntegers {
      result.columns[index].isInteger = true
    }
    for (index, treatment) in treatments.enumerated() where !treatment.keepsCells {
      // What was missing and what comes out missing are no longer the same cells.
      result.columns[index] = FeatureColumn(
        name: features.columns[index].name,
        missingSource: treatment.replacesMissing ? nil : features.columns[index].missingSource,
        isDate: features.columns[index].isDate)
      result.columns[index].isInteger = isOfIntegers || features.columns[index].isInteger
      result.columns[index].categories = features.columns[index].categories
    }
    let isOfObjects = estimator.isOfObjects
    for index in result.columns.indices where isOfObjects {
      result.columns[index].missingText = "None"
    }
    return result
  }
}

extension ValueTreatment {
  /// Whether no cell is missing in the sense of NaN once treated.
  fileprivate var replacesMissing: Bool {
    guard markers.contains(.missing) else { return false }
    return switch missing {
    case .replace(by: .missing), .keep, .treatAsMissing: false
    case .replace, .refuse: true
    }
  }
}
