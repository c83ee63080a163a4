// Estimators that others are made of: what one of them says, and how its classes fit those around it.

import Pipelines

/// An estimator inside another, in the pipeline.
struct InnerEstimator {
  /// The estimator.
  let estimator: Estimator
  /// Its methods.
  let methods: [EstimatorMethod]

  /// The method called `name`, where the estimator has it.
  subscript(name: String) -> EstimatorMethod? { methods.first { $0.name == name } }

  /// What the method called `name` returns.
  /// - Throws: `PipelineError` naming an estimator that does not have the method.
  func table(_ name: String) throws -> TableReference {
    guard let method = self[name] else {
      throw estimator.unsupported("\(name) is needed here, and \(estimator.className) has none")
    }
    return method.table
  }
}

/// The decision of a classifier for one target.
struct InnerDecision {
  /// The classes and the rule.
  let operation: DecideClass
  /// What decides.
  let scores: TableReference
}

extension TranslationContext {
  /// The methods of `estimator` on `features`.
  mutating func inner(_ estimator: Estimator, on features: Features) throws -> InnerEstimator {
    InnerEstimator(
      estimator: estimator, methods: try methods(of: estimator, on: features))
  }

  /// The estimators in the list `name`, on `features`.
  mutating func inner(
    list name: String, of estimator: Estimator, on features: Features
  ) throws -> [InnerEstimator] {
    try estimator.parts(name).map { try inner($0, on: features) }
  }

  /// The decisions that a table consists of, one a column; `nil` where it holds something else.
  func decisions(in table: TableReference) -> [InnerDecision]? {
    guard case .node(let index) = table else { return nil }
    let node = pipeline.nodes[index]
    if let decision = node.operation as? DecideClass {
      return node.inputs.first.map { [InnerDecision(operation: decision, scores: $0)] }
    }
    guard node.operation is ConcatenateColumns else { return nil }
    var result: [InnerDecision] = []
    for input in node.inputs {
      guard let decisions = decisions(in: input) else { return nil }
      result += decisions
    }
    return result
  }

  /// How an inner classifier of one target decides.
  func decision(of inner: InnerEstimator) throws -> InnerDecision {
    let table = try inner.table("predict")
    guard let decisions = decisions(in: table), decisions.count == 1 else {
      throw inner.estimator.unsupported(
        "a classifier of one target is needed here, and \(inner.estimator.className) is none")
    }
    return decisions[0]
  }

  /// Where each class of an inner classifier stands among `labels`.
  func classPlaces(
    of decision: InnerDecision, among labels: ClassLabels, for estimator: Estimator
  ) throws -> [Int] {
    guard let places = decision.operation.labels.places(among: labels) else {
      throw estimator.malformed(
        "classes_", found: "\(decision.operation.labels.names)", expected: "some of \(labels.names)"
      )
    }
    return places
  }

  /// What an inner classifier predicts, as a column of places among `labels`.
  mutating func places(
    of inner: InnerEstimator, among labels: ClassLabels
  ) throws -> TableReference {
    let decision = try decision(of: inner)
    let places = try classPlaces(of: decision, among: labels, for: inner.estimator)
    return try apply(
      DecideClass(labels: .integers(places), rule: decision.operation.rule), to: decision.scores,
      from: inner.estimator)
  }

  /// The probabilities of an inner classifier in the columns of `count` classes, of which it knows those
  /// at `places`; the others are 0.
  mutating func spread(
    _ probabilities: TableReference, to places: [Int], of count: Int, for estimator: Estimator
  ) throws -> TableReference {
    let width = pipeline.type(of: probabilities).width
    guard width == places.count else {
      throw estimator.malformed(
        "classes_", found: "\(places.count) classes", expected: "\(width), one a probability")
    }
    if places == Array(0..<count) { return probabilities }
    let zero = try apply(ConstantColumns(values: [0]), to: probabilities, from: estimator)
    let all = try apply(ConcatenateColumns(), to: probabilities, zero, from: estimator)
    let columns = (0..<count).map { places.firstIndex(of: $0) ?? width }
    return try apply(SelectColumns(indices: columns), to: all, from: estimator)
  }

  /// The score of the second of two classes by an inner estimator: its prediction where it is a
  /// regressor, its decision function where it has one, and otherwise the probability.
  mutating func binaryScore(
    of inner: InnerEstimator
  ) throws -> (table: TableReference, threshold: Double) {
    if let decision = inner["decision_function"]?.table {
      guard pipeline.type(of: decision).width == 1 else {
        throw inner.estimator.unsupported("a classifier of two classes is needed here")
      }
      return (decision, 0)
    }
    guard let probabilities = inner["predict_proba"]?.table else {
      return (try inner.table("predict"), 0.5)
    }
    guard pipeline.type(of: probabilities).width > 1 else {
      throw inner.estimator.unsupported("a classifier of two classes is needed here")
    }
    return (
      try apply(SelectColumns(indices: [1]), to: probabilities, from: inner.estimator), 0.5
    )
  }

  /// The mean of tables of equal width.
  mutating func mean(
    of tables: [TableReference], weights: [Double]? = nil, for estimator: Estimator
  ) throws -> TableReference {
    let sum =
      tables.count == 1 && weights == nil
      ? tables[0] : try apply(AddTables(weights: weights), to: tables, from: estimator)
    let divisor = weights.map { $0.reduce(0, +) } ?? Double(tables.count)
    return divisor == 1 ? sum : try apply(Link(.divide(by: divisor)), to: sum, from: estimator)
  }

  /// Tables side by side.
  mutating func join(
    _ tables: [TableReference], for estimator: Estimator
  ) throws -> TableReference {
    tables.count == 1
      ? tables[0] : try apply(ConcatenateColumns(), to: tables, from: estimator)
  }
}

extension Estimator {
  /// The fitted estimators in the list `name`; at least one.
  func parts(_ name: String) throws -> [Estimator] {
    let parts = try list(name).enumerated().map {
      try part($0.element, at: "\(name)[\($0.offset)]")
    }
    guard !parts.isEmpty else {
      throw malformed(name, found: "no estimators", expected: "at least one")
    }
    return parts
  }
}

extension ClassLabels {
  /// Where each label stands in `others`; `nil` where one does not.
  func places(among others: ClassLabels) -> [Int]? {
    switch (self, others) {
    case (.strings(let labels), .strings(let known)):
      return Self.places(labels, known)
    case (.strings, _), (_, .strings): return nil
    default: return Self.places(numbers, others.numbers)
    }
  }

  private static func places<Label: Hashable>(_ labels: [Label], _ known: [Label]) -> [Int]? {
    let table = Dictionary(
      known.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let places = labels.compactMap { table[$0] }
    return places.count == labels.count ? places : nil
  }

  /// The labels as numbers; none for text.
  private var numbers: [Double] {
    switch self {
    case .integers(let labels): labels.map(Double.init)
    case .doubles(let labels): labels
    case .bools(let labels): labels.map { $0 ? 1 : 0 }
    case .strings: []
    }
  }

  /// The labels at `places`, each of which exists.
  func selecting(_ places: [Int]) -> ClassLabels {
    switch self {
    case .integers(let labels): .integers(places.map { labels[$0] })
    case .doubles(let labels): .doubles(places.map { labels[$0] })
    case .strings(let labels): .strings(places.map { labels[$0] })
    case .bools(let labels): .bools(places.map { labels[$0] })
    }
  }
}
