// Functions of text, and conversions.

import Pipelines
import TensorIR
import Tensors

extension ExpressionEmitter {
  /// The function's result, where it is one of text.
  func applyText(
    _ function: ExpressionFunction, _ values: [LoweredExpression], _ arguments: [Expression]
  ) throws -> LoweredExpression? {
    switch function {
    case .uppercase: return .text(try b.stringMap(text(values[0]), .uppercase))
    case .lowercase: return .text(try b.stringMap(text(values[0]), .lowercase))
    case .trim: return .text(try b.stringMap(text(values[0]), .trim))
    case .concatenate:
      let texts = try values.map { try text($0) }
      return .text(try texts.dropFirst().reduce(texts[0]) { try b.stringConcatenate($0, $1) })
    case .substring:
      let start = try b.subtract(number(values[1]), b.scalar(1, .f64))
      return .text(
        try b.stringSubstring(text(values[0]), start: start, length: number(values[2])))
    case .length: return .number(try b.stringLength(text(values[0])))
    case .matches:
      let x = try text(values[0])
      let pattern = try literal(arguments[1], of: function)
      return .truth(
        isTrue: try b.stringMatches(x, pattern: pattern), isMissing: try b.stringIsMissing(x))
    case .replace:
      return .text(
        try b.stringReplace(
          text(values[0]), pattern: literal(arguments[1], of: function),
          with: literal(arguments[2], of: function)))
    case .numberFromText: return .number(try b.stringParse(text(values[0]), as: "number"))
    case .daysFromText: return .number(try b.stringParse(text(values[0]), as: "date"))
    case .secondsFromText: return .number(try b.stringParse(text(values[0]), as: "date_time"))
    case .timeFromText: return .number(try b.stringParse(text(values[0]), as: "time"))
    case .textFromNumber: return .text(try b.numberFormat(number(values[0]), as: "shortest"))
    case .formatNumber, .formatSeconds:
      let pattern = try literal(arguments[1], of: function)
      let kind = function == .formatNumber ? "printf" : "date_time"
      return .text(try b.numberFormat(number(values[0]), as: kind, pattern: pattern))
    default: return nil
    }
  }

  /// A text that has to be known when the program is made.
  private func literal(_ expression: Expression, of function: ExpressionFunction) throws -> String {
    guard case .text(let text) = expression else {
      throw context.error("the pattern of \(function.rawValue) must be the same for every row")
    }
    return text
  }
}

/// What one operation counts at once.
struct TermGroup: Hashable {
  let counting: TermCounting
  let text: Expression
}

extension ExpressionEmitter {
  /// Finds the terms that expressions count in the same text.
  mutating func prepareTermCounts(in expressions: [Expression]) {
    var seen: [TermGroup: Set<String>] = [:]
    for expression in expressions { collect(expression, &seen) }
  }

  private mutating func collect(_ expression: Expression, _ seen: inout [TermGroup: Set<String>]) {
    switch expression {
    case .termCount(let term, let counting, let text):
      let group = TermGroup(counting: counting, text: text)
      if seen[group, default: []].insert(term).inserted {
        termGroups[group, default: []].append(term)
      }
      collect(text, &seen)
    case .apply(_, let arguments), .lookup(_, let arguments):
      for argument in arguments { collect(argument, &seen) }
    case .bin(_, let value), .interpolate(_, let value): collect(value, &seen)
    case .column, .earlier, .number, .text, .truth, .missing: break
    }
  }

  /// A column of the counts of a term's group.
  mutating func count(
    _ term: String, _ counting: TermCounting, _ text: Expression
  ) throws -> ValueID {
    let group = TermGroup(counting: counting, text: text)
    let terms = termGroups[group] ?? [term]
    let (words, pattern) =
      switch counting.words {
      case .separated(let pattern): ("separated", pattern)
      case .matching(let pattern): ("matching", pattern)
      }
    let counts: ValueID
    if let known = termCounts[group] {
      counts = known
    } else {
      var x = try column(self.text(emit(text)))
      for step in counting.replacements {
        x = try b.stringReplace(
          x, patterns: step.patterns, with: step.replacements,
          ignoresCase: !step.isCaseSensitive, repeats: step.repeats)
      }
      counts = try b.termCounts(
        x, terms: b.constant(Tensor(strings: terms), named: "terms"), words: words,
        pattern: pattern, isCaseSensitive: counting.isCaseSensitive,
        largestDistance: counting.largestDistance, countsBestOnly: counting.countsBestOnly)
      termCounts[group] = counts
    }
    let place = terms.firstIndex(of: term) ?? 0
    return try b.slice(counts, axis: 1, start: place, end: place + 1)
  }
}
