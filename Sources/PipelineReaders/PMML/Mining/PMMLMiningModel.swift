// MiningModel: models made of models.

import Pipelines

/// A model of segments.
struct PMMLMiningModel {
  let context: PMMLModelContext
  let translator: PMMLTranslator

  /// A segment: its predicate, its weight and its model.
  struct Segment {
    var element: PMMLElement
    var id: String
    var predicate: PMMLElement
    var weight: Double
    var model: PMMLElement
  }

  /// Translates the model.
  func result() throws -> PMMLResult {
    guard let segmentation = context.element.child("Segmentation") else {
      throw context.element.unsupported("a MiningModel without Segmentation")
    }
    let segments = try self.segments(of: segmentation)
    guard !segments.isEmpty else { throw segmentation.error("there is no segment") }
    let method = try segmentation.required("multipleModelMethod")
    switch method {
    case "modelChain": return try chain(segments, publishes: false)
    case "multiModelChain", "x-multiModelChain": return try chain(segments, publishes: true)
    case "selectFirst": return try selectFirst(segments)
    case "selectAll": return try selectAll(segments)
    default: break
    }
    if let merged = try PMMLForest(context: context, segmentation: segmentation, method: method)
      .result(segments)
    {
      return merged
    }
    return try combined(segments, segmentation, method)
  }

  private func segments(of segmentation: PMMLElement) throws -> [Segment] {
    try segmentation.children("Segment").enumerated().map { place, element in
      guard let predicate = element.predicate else { throw element.error("there is no predicate") }
      guard let model = element.children.first(where: { PMMLTranslator.isModel($0.name) }) else {
        throw element.error("there is no model that is known")
      }
      return Segment(
        element: element, id: element["id"] ?? String(place + 1), predicate: predicate,
        weight: try element.double("weight") ?? 1, model: model)
    }
  }

  private func truth(_ segment: Segment) throws -> Expression {
    let truth = try PMMLPredicates(scope: context.scope).truth(segment.predicate)
    if case .truth = truth { return truth }
    return context.columns.sharing(.apply(.firstKnown, truth, .truth(false)))
  }

  // MARK: Chains

  /// Each segment sees the output fields of those before, and the last one that holds gives the result;
  /// where all are published, each gives its own target and output fields too.
  private func chain(_ segments: [Segment], publishes: Bool) throws -> PMMLResult {
    var last: PMMLResult?
    var all: [String: PMMLResult] = [:]
    var others: [String: PMMLValue] = [:]
    for segment in segments {
      let isTrue = try truth(segment)
      if case .truth(false) = isTrue { continue }
      var result = try translator.evaluate(segment.model, in: context.scope)
        .masked(by: isTrue, context.columns)
      for output in result.outputs { try declare(output, where: isTrue) }
      all[segment.id] = result
      if publishes, let target = result.target, let predicted = result.predicted {
        others[target] =
          others[target].map {
            predicted.otherwise($0, isTrue: isTrue, context.columns)
          } ?? predicted
      }
      if let before = last {
        let outputs = result.outputs(
          after: before.outputs, isTrue: isTrue, keepsEarlier: publishes, context.columns)
        if isTrue != .truth(true) {
          result = result.otherwise(before, isTrue: isTrue, context.columns)
        }
        result.outputs = outputs
      }
      last = result
    }
    guard var result = last else { throw context.element.error("no segment ever holds") }
    result.segments = all
    if publishes { result.otherTargets = others }
    return result
  }

  /// Lets later segments see an output field; where this one does not hold, they see the field of an
  /// earlier one.
  private func declare(_ output: PMMLResult.Output, where isTrue: Expression) throws {
    var value = output.value
    if isTrue != .truth(true), let earlier = try context.scope.find(output.name) {
      value = value.otherwise(earlier.value, isTrue: isTrue, context.columns)
    }
    context.scope.define(
      output.name, PMMLField(value: value, optype: "continuous", declaration: nil))
  }

  // MARK: Choosing

  /// The result of the first segment whose predicate is true.
  private func selectFirst(_ segments: [Segment]) throws -> PMMLResult {
    var chosen: PMMLResult?
    var all: [String: PMMLResult] = [:]
    for segment in segments.reversed() {
      let isTrue = try truth(segment)
      let result = try translator.evaluate(segment.model, in: context.scope)
      all[segment.id] = result
      var masked = result.masked(by: isTrue, context.columns)
      if let later = chosen {
        let outputs = masked.outputs(
          after: later.outputs, isTrue: isTrue, keepsEarlier: false, context.columns)
        masked = masked.otherwise(later, isTrue: isTrue, context.columns)
        masked.outputs = outputs
      }
      chosen = masked
    }
    guard var result = chosen else { throw context.element.error("there is no segment") }
    result.segments = all
    return result
  }

  /// The results of all segments that hold, which output fields show by the names of segments.
  private func selectAll(_ segments: [Segment]) throws -> PMMLResult {
    var result = PMMLResult()
    result.isOfAllSegments = true
    for segment in segments {
      let isTrue = try truth(segment)
      result.segments[segment.id] = try translator.evaluate(segment.model, in: context.scope)
        .masked(by: isTrue, context.columns)
    }
    return result
  }

  // MARK: Combining

  /// A value of each segment that holds: what becomes of the others is said by the treatment of
  /// missing predictions.
  private struct Part {
    var isTrue: Expression
    var weight: Double
    var result: PMMLResult
  }

  private func combined(
    _ segments: [Segment], _ segmentation: PMMLElement, _ method: String
  ) throws -> PMMLResult {
    var parts: [Part] = []
    var all: [String: PMMLResult] = [:]
    for segment in segments {
      let isTrue = try truth(segment)
      if case .truth(false) = isTrue { continue }
      let result = try translator.evaluate(segment.model, in: context.scope)
      all[segment.id] = result
      parts.append(Part(isTrue: isTrue, weight: segment.weight, result: result))
    }
    guard let first = parts.first else { throw context.element.error("no segment ever holds") }
    let treatment = segmentation["missingPredictionTreatment"] ?? "continue"
    let threshold = try segmentation.double("missingThreshold") ?? 1
    var result: PMMLResult
    if first.result.categories.isEmpty, first.result.predicted?.type.kind == .number,
      !context.isClassification, context.element["functionName"] != "clustering"
    {
      result = context.regression(
        try numbers(parts, method, treatment, threshold, segmentation))
    } else if ["majorityVote", "weightedMajorityVote"].contains(method) {
      result = try votes(
        parts, isWeighted: method == "weightedMajorityVote", treatment, threshold, segmentation)
    } else {
      result = try probabilities(parts, method, treatment, threshold, segmentation)
    }
    result.segments = all
    return result
  }

  private func numbers(
    _ parts: [Part], _ method: String, _ treatment: String, _ threshold: Double,
    _ segmentation: PMMLElement
  ) throws -> Expression {
    let values = try parts.map { part -> Expression in
      guard let predicted = part.result.predicted, predicted.type.kind == .number else {
        throw segmentation.unsupported("segments of different kinds")
      }
      return context.columns.sharing(predicted.expression)
    }
    return try aggregate(
      values, parts, method, treatment, threshold, segmentation)
  }

  /// Numbers of the segments as one.
  private func aggregate(
    _ values: [Expression], _ parts: [Part], _ method: String, _ treatment: String,
    _ threshold: Double, _ segmentation: PMMLElement
  ) throws -> Expression {
    let columns = context.columns
    let present = zip(parts, values).map { part, value -> Expression in
      part.isTrue == .truth(true) ? value : .choose(part.isTrue, value, .missing(.number))
    }
    // Weights of those that count.
    let weights = zip(parts, present).map { part, value in
      Expression.choose(.apply(.isMissing, value), .number(0), .number(part.weight))
    }
    let weighted = zip(parts, present).map {
      Expression.apply(.multiply, .number($0.weight), $1)
    }
    let combined: Expression
    switch method {
    case "sum": combined = .apply(function: .sum, arguments: present)
    case "average": combined = .apply(function: .mean, arguments: present)
    case "max": combined = .apply(function: .maximum, arguments: present)
    case "median": combined = .apply(function: .median, arguments: present)
    case "weightedSum", "x-weightedSum": combined = .apply(function: .sum, arguments: weighted)
    case "weightedAverage":
      combined = .apply(
        .divide, .apply(function: .sum, arguments: weighted), .total(weights))
    case "weightedMedian", "x-weightedMedian":
      combined = try weightedMedian(present, parts.map(\.weight), segmentation)
    default: throw segmentation.unsupported("the method '\(method.prefix(40))' here")
    }
    // A segment that holds and gives nothing.
    let absent = zip(parts, values).map { part, value in
      Expression.apply(.and, part.isTrue, .apply(.isMissing, value))
    }
    switch treatment {
    case "returnMissing", "continue":
      return .choose(
        columns.sharing(.apply(function: .or, arguments: absent)), .missing(.number), combined)
    case "skipSegment":
      guard threshold < 1 else { return combined }
      let lost = zip(parts, absent).map { part, flag in
        Expression.apply(.multiply, .number(part.weight), .apply(.numberFromTruth, flag))
      }
      let possible = parts.map { part in
        Expression.apply(.multiply, .number(part.weight), .apply(.numberFromTruth, part.isTrue))
      }
      let share = Expression.apply(.divide, .total(lost), .total(possible))
      return .choose(
        .apply(.greaterThan, share, .number(threshold)), .missing(.number), combined)
    default: throw segmentation.unsupported("missingPredictionTreatment '\(treatment.prefix(40))'")
    }
  }

  /// The smallest value up to which half of the weight lies.
  private func weightedMedian(
    _ values: [Expression], _ weights: [Double], _ segmentation: PMMLElement
  ) throws -> Expression {
    guard values.count <= 200 else {
      throw segmentation.unsupported("a weighted median of \(values.count) segments")
    }
    let columns = context.columns
    let half = weights.reduce(0, +) / 2
    var best = Expression.missing(.number)
    for value in values {
      let below = zip(values, weights).map { other, weight in
        Expression.apply(
          .multiply, .number(weight), .apply(.numberFromTruth, .apply(.lessOrEqual, other, value)))
      }
      let reaches = Expression.apply(.greaterOrEqual, .total(below), .number(half))
      best = columns.sharing(
        .apply(.minimum, best, .choose(reaches, value, .missing(.number))))
    }
    return best
  }

  private func votes(
    _ parts: [Part], isWeighted: Bool, _ treatment: String, _ threshold: Double,
    _ segmentation: PMMLElement
  ) throws -> PMMLResult {
    var labels = context.targetValues
    for part in parts {
      for label in part.result.categories where !labels.contains(label) { labels.append(label) }
    }
    guard !labels.isEmpty else { throw segmentation.error("the classes are not known") }
    let predictions = try parts.map { part -> PMMLValue in
      guard let predicted = part.result.predicted else {
        throw segmentation.unsupported("segments that predict nothing")
      }
      return predicted
    }
    let countsMissing = treatment == "continue"
    let possible = Expression.total(
      parts.map { part in
        .apply(
          .multiply, .number(isWeighted ? part.weight : 1), .apply(.numberFromTruth, part.isTrue))
      })
    let shares = try labels.map { label in
      let values = try zip(parts, predictions).map { part, predicted in
        let isLabel = Expression.apply(
          .equal, predicted.expression, try predicted.type.literal(label, at: segmentation))
        return Expression.apply(.numberFromTruth, isLabel)
      }
      let sum = try aggregate(
        values, parts, isWeighted ? "weightedSum" : "sum",
        countsMissing ? "skipSegment" : treatment, countsMissing ? 1 : threshold, segmentation)
      // Where no segment predicts, no class has a vote.
      return Expression.apply(
        .divide, countsMissing ? .apply(.firstKnown, sum, .number(0)) : sum, possible)
    }
    guard countsMissing else { return try context.classification(labels, shares) }
    // No prediction is a vote too.
    let lost = zip(parts, predictions).map { part, predicted in
      let isLost = Expression.apply(
        .and, part.isTrue, .apply(.isMissing, predicted.expression))
      return Expression.apply(
        .multiply, .number(isWeighted ? part.weight : 1), .apply(.numberFromTruth, isLost))
    }
    return try context.vote(
      labels, shares, missing: .apply(.divide, .total(lost), possible))
  }

  private func probabilities(
    _ parts: [Part], _ method: String, _ treatment: String, _ threshold: Double,
    _ segmentation: PMMLElement
  ) throws -> PMMLResult {
    guard let categories = parts.first?.result.categories, !categories.isEmpty,
      parts.allSatisfy({ Set($0.result.categories) == Set(categories) })
    else { throw segmentation.unsupported("segments with different classes") }
    let combined = try categories.map { category in
      let values = parts.map { part in
        zip(part.result.categories, part.result.probabilities).first { $0.0 == category }?.1
          ?? .missing(.number)
      }
      return context.columns.sharing(
        try aggregate(values, parts, method, treatment, threshold, segmentation))
    }
    guard method == "max" || method == "median" || method == "sum" || method == "weightedSum"
    else { return try context.classification(categories, combined) }
    let total = context.columns.sharing(.total(combined))
    return try context.classification(
      categories, combined.map { .apply(.divide, $0, total) })
  }
}
