// The functions that expressions are made of, and the types that they take.

/// A function of expressions.
///
/// Results are missing where an argument is, unless said otherwise.
public enum ExpressionFunction: String, Hashable, Sendable, Codable, CaseIterable {
  // Arithmetic.
  case add, subtract, multiply, divide
  /// The quotient without its fraction.
  case quotient
  /// The remainder with the sign of the divisor.
  case remainder
  case power, negate, absolute, sign
  case exp, expm1, ln, ln1p, log2, log10, squareRoot, cubeRoot
  /// The nearest whole number: halves towards positive infinity (`round`), or to the even one (`rint`).
  case floor, ceiling, round, rint, truncate
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, atan2, hypotenuse
  case erf, logistic
  /// The normal distribution, its density and its inverse, of a number, a mean and a deviation.
  case normalDistribution, normalDensity, normalQuantile
  /// The number rounded to 32 bits.
  case single

  // Of any number of numbers; the missing ones are left out, and of none the result is missing.
  case minimum, maximum, sum, mean, median, product
  /// How many arguments, of any type, are not missing.
  case knownCount

  // Comparisons.
  case equal, notEqual, lessThan, lessOrEqual, greaterThan, greaterOrEqual
  /// Whether the first argument equals one of the others.
  case isIn

  // Logic of three values: `false and missing` is false, `true or missing` is true.
  case and, or, not, xor

  // Missing values.
  case isMissing, isNotMissing
  /// The first argument that is not missing.
  case firstKnown
  /// The second argument where the first is true, the third where it is false.
  case choose

  // Text.
  case uppercase, lowercase
  /// Without white space at both ends.
  case trim
  case concatenate
  /// The part of a text that begins at a place, from 1, and has a length.
  case substring
  case length
  /// Whether a regular expression, the second argument, matches somewhere.
  case matches
  /// The text with every match of a regular expression replaced.
  case replace

  // Conversions.
  /// The number that a text spells; missing where it spells none.
  case numberFromText
  /// Days since 1970-01-01 of an ISO date, missing where the text is none.
  case daysFromText
  /// Seconds since 1970-01-01T00:00:00 of an ISO date and time.
  case secondsFromText
  /// Seconds since midnight of an ISO time.
  case timeFromText
  /// The shortest text that reads back as the number; whole numbers without a fraction.
  case textFromNumber
  /// The number by a pattern of `printf`, the second argument.
  case formatNumber
  /// Seconds since 1970 by a pattern of `strftime`, the second argument.
  case formatSeconds

  // Requirements.
  /// The number; scoring fails where it is 0.
  case nonZero
  /// The number; scoring fails where it is missing.
  case known

  /// 1 for true and 0 for false.
  case numberFromTruth
  /// Whether the number is not 0.
  case truthFromNumber
}

extension ExpressionFunction {
  /// What a function takes and gives.
  struct Signature {
    enum Arguments {
      /// So many of one kind.
      case exactly(Int, Expression.ValueKind)
      /// At least so many of one kind.
      case atLeast(Int, Expression.ValueKind)
      /// At least so many of any kind, all of the same.
      case alike(Int)
      /// These.
      case list([Expression.ValueKind])
      /// Truth, then two alike.
      case choice
    }

    var arguments: Arguments
    /// The result; `nil` for that of the last argument.
    var result: Expression.ValueKind?
  }

  /// What the function takes and gives.
  var signature: Signature {
    switch self {
    case .add, .subtract, .multiply, .divide, .quotient, .remainder, .power, .atan2, .hypotenuse:
      Signature(arguments: .exactly(2, .number), result: .number)
    case .negate, .absolute, .sign, .exp, .expm1, .ln, .ln1p, .log2, .log10, .squareRoot,
      .cubeRoot, .floor, .ceiling, .round, .rint, .truncate, .sin, .cos, .tan, .asin, .acos, .atan,
      .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .erf, .logistic, .single, .nonZero, .known:
      Signature(arguments: .exactly(1, .number), result: .number)
    case .normalDistribution, .normalDensity, .normalQuantile:
      Signature(arguments: .exactly(3, .number), result: .number)
    case .minimum, .maximum, .sum, .mean, .median, .product:
      Signature(arguments: .atLeast(1, .number), result: .number)
    case .knownCount: Signature(arguments: .alike(1), result: .number)
    case .equal, .notEqual, .isIn: Signature(arguments: .alike(2), result: .truth)
    case .lessThan, .lessOrEqual, .greaterThan, .greaterOrEqual:
      Signature(arguments: .alike(2), result: .truth)
    case .and, .or, .xor: Signature(arguments: .atLeast(1, .truth), result: .truth)
    case .not: Signature(arguments: .exactly(1, .truth), result: .truth)
    case .isMissing, .isNotMissing: Signature(arguments: .alike(1), result: .truth)
    case .firstKnown: Signature(arguments: .alike(1), result: nil)
    case .choose: Signature(arguments: .choice, result: nil)
    case .uppercase, .lowercase, .trim: Signature(arguments: .exactly(1, .text), result: .text)
    case .concatenate: Signature(arguments: .atLeast(1, .text), result: .text)
    case .substring: Signature(arguments: .list([.text, .number, .number]), result: .text)
    case .length: Signature(arguments: .exactly(1, .text), result: .number)
    case .matches: Signature(arguments: .exactly(2, .text), result: .truth)
    case .replace: Signature(arguments: .exactly(3, .text), result: .text)
    case .numberFromText, .daysFromText, .secondsFromText, .timeFromText:
      Signature(arguments: .exactly(1, .text), result: .number)
    case .textFromNumber: Signature(arguments: .exactly(1, .number), result: .text)
    case .formatNumber, .formatSeconds:
      Signature(arguments: .list([.number, .text]), result: .text)
    case .numberFromTruth: Signature(arguments: .exactly(1, .truth), result: .number)
    case .truthFromNumber: Signature(arguments: .exactly(1, .number), result: .truth)
    }
  }

  /// The kind of the result for arguments of these kinds.
  func resultKind(of kinds: [Expression.ValueKind]) throws -> Expression.ValueKind {
    let fits: Bool
    switch signature.arguments {
    case .exactly(let count, let kind):
      fits = kinds.count == count && kinds.allSatisfy { $0 == kind }
    case .atLeast(let count, let kind):
      fits = kinds.count >= count && kinds.allSatisfy { $0 == kind }
    case .alike(let count): fits = kinds.count >= count && Set(kinds).count == 1
    case .list(let list): fits = kinds == list
    case .choice: fits = kinds.count == 3 && kinds[0] == .truth && kinds[1] == kinds[2]
    }
    guard fits, let last = kinds.last else {
      throw PipelineError(
        at: "expression",
        "\(rawValue) does not take (\(kinds.map(\.rawValue).joined(separator: ", ")))")
    }
    return signature.result ?? last
  }
}
