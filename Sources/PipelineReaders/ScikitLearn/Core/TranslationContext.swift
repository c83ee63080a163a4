// The state of one translation: the pipeline so far, and what was learned about its inputs.

import Pipelines
import Tensors

/// Input columns turned out to be of other types than assumed: the translation begins again.
///
/// What type a column has is known only by the estimators that use it, while operators are checked as
/// they are appended. Encoders come first in a pipeline, so little is done twice.
struct InputTypesNeeded: Error {
  /// The types by input column.
  let types: [Int: DType]
}

/// The state of one translation.
struct TranslationContext {
  /// What was built.
  private(set) var pipeline: Pipeline
  /// The types of input columns that an estimator asked for.
  private let knownTypes: [Int: DType]
  private var visits: [ObjectIdentifier: Int] = [:]
  private var sharedVisits = 0
  private var depth = 0

  /// The columns that steps put aside for later ones, by the object that keeps them.
  var memories: [ObjectIdentifier: [String: Features]] = [:]
  /// Whether some cells of sparse matrices of the pipeline may be stored zeros, and other zeros of the
  /// same columns are not stored.
  var storesSomeZeros = false
  private var claimedColumns = 0
  /// The input columns that a step takes for numbers.
  private var numbers: Set<Int> = []
  /// The input columns in which training saw whole numbers.
  private var wholeNumbers: Set<Int> = []
  /// The input columns of numbers that were read as text as if they had fractions.
  private var spelledColumns: Set<Int> = []

  /// The boosters of the file.
  let boosters: BoosterModels
  /// Who translates which class.
  let registry: EstimatorRegistry

  /// Begins a pipeline.
  init(name: String, schema: InputSchema) {
    pipeline = Pipeline(name: name, inputs: schema.columns)
    knownTypes = schema.settledTypes
    boosters = schema.boosters
    registry = schema.registry
  }

  /// The table of all input columns.
  var inputFeatures: Features {
    Features(
      table: .input,
      columns: pipeline.inputs.enumerated().map { index, input in
        FeatureColumn(name: input.name ?? "x\(index)", input: index)
      })
  }

  /// Appends `operation`, which comes from `estimator`.
  mutating func apply(
    _ operation: any PipelineOperator, to tables: TableReference..., from estimator: Estimator
  ) throws -> TableReference {
    try pipeline.apply(operation, to: tables, origin: estimator.origin)
  }

  /// Appends `operation`, which comes from `estimator`.
  mutating func apply(
    _ operation: any PipelineOperator, to tables: [TableReference], from estimator: Estimator
  ) throws -> TableReference {
    try pipeline.apply(operation, to: tables, origin: estimator.origin)
  }

  /// Appends what `body` appends to the pipeline.
  mutating func extend<Result>(_ body: (inout Pipeline) throws -> Result) throws -> Result {
    try body(&pipeline)
  }

  /// The types of the columns of `features`.
  func types(of features: Features) -> [DType] {
    pipeline.type(of: features.table).columns.map(\.dtype)
  }

  /// The columns at `indices`, by an operator where they are not all in order.
  mutating func select(
    _ indices: [Int], of features: Features, for estimator: Estimator
  ) throws -> Features {
    guard indices.allSatisfy(features.columns.indices.contains) else {
      throw estimator.malformed(
        "columns", found: "column \(indices.max() ?? 0)",
        expected: "one of the \(features.count) columns it is given")
    }
    if indices == Array(features.columns.indices) { return features }
    let table = try apply(SelectColumns(indices: indices), to: features.table, from: estimator)
    return Features(
      table: table, columns: indices.map { features.columns[$0] }, isSparse: features.isSparse)
  }

  /// Columns of several features side by side.
  mutating func concatenate(
    _ parts: [Features], for estimator: Estimator
  ) throws -> Features {
    if parts.count == 1 { return parts[0] }
    let table = try apply(ConcatenateColumns(), to: parts.map(\.table), from: estimator)
    return Features(
      table: table, columns: parts.flatMap(\.columns), isSparse: parts.contains(where: \.isSparse))
  }

  /// The most columns that estimators may ask for, altogether, without naming them: a small file can
  /// ask for very many.
  private static let mostClaimedColumns = 1 << 23

  /// Notes that `estimator` makes `columns` columns of which its file does not hold anything.
  mutating func claim(columns: Int, by estimator: Estimator) throws {
    claimedColumns += columns
    guard claimedColumns <= Self.mostClaimedColumns else {
      throw estimator.unsupported(
        "more than \(Self.mostClaimedColumns) columns of hashes altogether; use fewer")
    }
  }

  // MARK: Input columns

  /// Asks that columns have certain types: `.string` for text, `.bool`, or any numeric type, for which
  /// `.f64` stands.
  mutating func require(
    _ types: [DType?], of features: Features, by estimator: Estimator
  ) throws {
    var needed: [Int: DType] = [:]
    for (index, (column, type)) in zip(features.columns, types).enumerated() {
      guard let type else { continue }
      let found = pipeline.type(of: features.table).columns[index].dtype
      if type == .f64, found != .string, let source = column.source { numbers.insert(source) }
      if found == type || (type == .f64 && found != .string) { continue }
      guard let source = column.source, knownTypes[source] == nil,
        needed[source, default: type] == type, type != .f64
      else {
        if type == .bool, found != .string { continue }
        throw estimator.unsupported(
          "column \(column.name) holds \(found == .string ? "text" : "numbers") here, but was fitted "
            + "on \(type == .string ? "text" : "numbers"); give each use a column of its own")
      }
      needed[source] = type
    }
    if !needed.isEmpty { throw InputTypesNeeded(types: needed) }
  }

  /// Whether the type of a column is assumed only: nobody has asked for one yet.
  func isOpen(_ column: FeatureColumn) -> Bool {
    column.source.map { knownTypes[$0] == nil && !numbers.contains($0) } ?? false
  }

  /// Whether training saw whole numbers in an input column, here or elsewhere in the pipeline.
  func holdsWholeNumbers(_ column: FeatureColumn) -> Bool {
    column.source.map { column.isInteger || wholeNumbers.contains($0) } ?? false
  }

  /// Notes that training saw whole numbers in the columns of `features`.
  mutating func noteWholeNumbers(in features: Features) throws {
    for case let source? in features.columns.map(\.source) {
      wholeNumbers.insert(source)
      // An earlier step took them for others, so the translation begins again.
      if spelledColumns.contains(source), knownTypes[source] == nil {
        throw InputTypesNeeded(types: [source: .i64])
      }
    }
  }

  /// Notes that the cells of `features` are read as text.
  mutating func noteSpelling(of features: Features) {
    spelledColumns.formUnion(
      features.columns.filter { !holdsWholeNumbers($0) }.compactMap(\.source))
  }

  /// Notes that a missing cell which reaches `features` is an error, as it is to the estimator.
  mutating func forbidMissing(in features: Features) {
    for case let source? in features.columns.map(\.missingSource) {
      pipeline.inputs[source].allowsMissing = false
    }
  }

  // MARK: Estimators

  /// How deep estimators may stand in each other.
  private static let deepest = 64
  /// How often estimators that occur several times in a file may be translated again, altogether:
  /// a small file can describe a huge pipeline by sharing.
  private static let mostSharedVisits = 256

  /// The methods of `estimator` on `features`.
  mutating func methods(
    of estimator: Estimator, on features: Features
  ) throws -> [EstimatorMethod] {
    let translator = try enter(estimator, features)
    defer { depth -= 1 }
    return try translator.methods(of: estimator, on: features, in: &self)
  }

  /// What `estimator` makes of `features`.
  mutating func transform(_ features: Features, by estimator: Estimator) throws -> Features {
    let translator = try enter(estimator, features)
    defer { depth -= 1 }
    guard let transformer = translator as? any TransformerTranslator else {
      throw estimator.unsupported("\(estimator.object.type) does not transform features")
    }
    return try transformer.transform(features, by: estimator, in: &self)
  }

  private mutating func enter(
    _ estimator: Estimator, _ features: Features
  ) throws -> any EstimatorTranslator {
    let identity = ObjectIdentifier(estimator.object)
    visits[identity, default: 0] += 1
    if visits[identity]! > 1 { sharedVisits += 1 }
    guard depth < Self.deepest, sharedVisits <= Self.mostSharedVisits else {
      throw estimator.unsupported(
        "estimators are nested or repeated too often; simplify the pipeline and fit it again")
    }
    let translator = try registry.translator(for: estimator)
    try check(estimator, features)
    if !translator.allowsMissing(estimator) { forbidMissing(in: features) }
    depth += 1
    return translator
  }

  /// Checks the number of features, which scikit-learn keeps with every fitted estimator.
  private func check(_ estimator: Estimator, _ features: Features) throws {
    guard let value = estimator.optional("n_features_in_") else { return }
    guard value.integer == features.count else {
      throw estimator.malformed(
        "n_features_in_", found: value.summary,
        expected: "\(features.count), the number of columns that reach it")
    }
  }
}
