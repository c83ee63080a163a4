// Dates: sklearn2pmml's temporal domains and what is computed of dates.

import Pipelines

/// Translates the domains of dates, which read ISO text.
struct TemporalDomainTranslator: TransformerTranslator {
  let classes = ["DateDomain", "DateTimeDomain"].map { "sklearn2pmml.decoration.\($0)" }
  let limits = [
    EstimatorLimit("missing_values and replacements", "only missing dates are told apart")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    for name in ["missing_values", "missing_value_replacement"]
    where estimator.optional(name) != nil {
      throw estimator.unsupported("\(name) of dates; use None")
    }
    if estimator.optional("missing_value_treatment")?.text == "return_invalid" {
      context.forbidMissing(in: features)
    }
    let hasTime = try estimator.text("dtype") == "datetime64[s]"
    return try context.castToDates(features, hasTime: hasTime, by: estimator)
  }
}

/// Translates what is computed of dates.
struct DateTranslator: TransformerTranslator {
  let classes = [
    "DaysSinceYearTransformer", "SecondsSinceYearTransformer", "SecondsSinceMidnightTransformer",
    "DateTimeFormatter",
  ].map { "sklearn2pmml.preprocessing.\($0)" }
  let limits = [
    EstimatorLimit("patterns beyond %Y %y %m %d %H %I %M %S %j", "others depend on the language")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { false }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let dates =
      features.columns.allSatisfy(\.isDate)
      ? features : try context.castToDates(features, hasTime: true, by: estimator)
    let day = 86_400.0
    switch estimator.className {
    case "DateTimeFormatter":
      let pattern = try pattern(of: estimator)
      return try context.map(dates, by: estimator) { value, _ in
        .text(.apply(.formatSeconds, value.expression, .text(pattern)))
      }
    case "SecondsSinceMidnightTransformer":
      return try context.map(dates, by: estimator) { value, _ in
        .number(.apply(.remainder, value.expression, .number(day)), isInteger: true)
      }
    default:
      let year = try estimator.integer("year")
      guard (1...9999).contains(year) else {
        throw estimator.malformed("year", found: "\(year)", expected: "a year")
      }
      let start = Double(Self.daysBefore(year)) * day
      let isDays = estimator.className == "DaysSinceYearTransformer"
      return try context.map(dates, by: estimator) { value, _ in
        let seconds = Expression.apply(.subtract, value.expression, .number(start))
        return .number(
          isDays
            ? .apply(.floor, .apply(.divide, seconds, .number(day))) : .apply(.truncate, seconds),
          isInteger: true)
      }
    }
  }

  private func pattern(of estimator: Estimator) throws -> String {
    let pattern = try estimator.text("pattern")
    var rest = pattern[...]
    while let character = rest.popFirst() {
      guard character == "%" else { continue }
      guard let letter = rest.popFirst(), "YymdHIMSj%".contains(letter) else {
        throw estimator.unsupported(
          "the pattern '\(pattern)'; use %Y, %y, %m, %d, %H, %I, %M, %S and %j")
      }
    }
    return pattern
  }

  /// The days from 1970-01-01 to the first day of a year of the Gregorian calendar.
  private static func daysBefore(_ year: Int) -> Int {
    let past = year - 1
    return 365 * past + past / 4 - past / 100 + past / 400 - 719_162
  }
}

extension TranslationContext {
  /// Columns of ISO text as dates: seconds since 1970, of whole days where there is no time.
  mutating func castToDates(
    _ features: Features, hasTime: Bool, by estimator: Estimator
  ) throws -> Features {
    if !features.columns.contains(where: \.isDate) {
      try requireText(of: features, by: estimator)
    }
    var result = try map(features, by: estimator) { value, column in
      guard value.kind == .text || column.isDate else {
        throw estimator.unsupported("column \(column.name) holds no dates of ISO text")
      }
      let seconds = value.kind == .text ? Self.seconds(of: value.expression) : value.expression
      if hasTime { return .number(.apply(.floor, seconds)) }
      let days = Expression.apply(.floor, .apply(.divide, seconds, .number(86_400)))
      return .number(.apply(.multiply, days, .number(86_400)))
    }
    for index in result.columns.indices { result.columns[index].isDate = true }
    return result
  }

  /// The seconds that an ISO text means; a missing one is missing, and any other fails.
  private static func seconds(of text: Expression) -> Expression {
    let isMissing = Expression.apply(.isMissing, text)
    let seconds = Expression.apply(
      .firstKnown, .apply(.secondsFromText, text),
      .choose(isMissing, .number(0), .missing(.number)))
    return .choose(isMissing, .missing(.number), .apply(.known, seconds))
  }
}
