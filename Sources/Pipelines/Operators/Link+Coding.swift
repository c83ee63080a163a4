// Links in specifications.

extension Link.Function: Codable {
  /// The links without parameters, by the names they are written with.
  private static let words: [(name: String, function: Link.Function)] = [
    ("exponential", .exponential), ("softplus", .softplus), ("signedSquare", .signedSquare),
    ("softmax", .softmax), ("complement", .complement), ("normalizeSum", .normalizeSum),
    ("normalizeNonzeroSum", .normalizeNonzeroSum), ("softmaxOfSignedPair", .softmaxOfSignedPair),
    ("modifiedHuber", .modifiedHuber), ("negate", .negate), ("logSoftmax", .logSoftmax),
    ("logSumExp", .logSumExp), ("rectify", .rectify), ("differenceOfPair", .differenceOfPair),
  ]

  /// Reads a word such as `softmax`, or a word with a number: `{logistic: 1}`.
  public init(from decoder: any Decoder) throws {
    let written = try WrittenCase(from: decoder)
    if let word = Self.words.first(where: { $0.name == written.name }) {
      self = word.function
      return
    }
    switch written.name {
    case "logistic": self = .logistic(slope: try written.value(Double.self))
    case "step": self = .step(threshold: try written.value(Double.self))
    case "divide": self = .divide(by: try written.value(Double.self))
    case "clipBelowAndNormalize":
      self = .clipBelowAndNormalize(lower: try written.value(Double.self))
    default:
      throw written.unknown(
        Self.words.map(\.name)
          + ["{logistic: …}", "{step: …}", "{divide: …}", "{clipBelowAndNormalize: …}"])
    }
  }

  /// Writes the link.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .logistic(let slope): try WrittenCase.encode("logistic", slope, to: encoder)
    case .step(let threshold): try WrittenCase.encode("step", threshold, to: encoder)
    case .divide(let divisor): try WrittenCase.encode("divide", divisor, to: encoder)
    case .clipBelowAndNormalize(let lower):
      try WrittenCase.encode("clipBelowAndNormalize", lower, to: encoder)
    default:
      guard let word = Self.words.first(where: { $0.function == self }) else {
        preconditionFailure("\(self) has no word")
      }
      try WrittenCase.encode(word.name, to: encoder)
    }
  }
}
