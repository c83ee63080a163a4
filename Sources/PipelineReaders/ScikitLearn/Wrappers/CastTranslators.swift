// Columns converted to other types: sklearn2pmml's `CastTransformer`, and the `dtype` of others.

import Pipelines
import Tensors

/// Translates `CastTransformer`.
struct CastTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.CastTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.cast(
      features, to: estimator["dtype_"] ?? estimator["dtype"], by: estimator)
  }
}

/// Translates `MultiCastTransformer`, which has a type for each column.
struct MultiCastTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.MultiCastTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let types = try estimator.list(
      estimator.optional("dtypes_") == nil ? "dtypes" : "dtypes_")
    guard types.count == features.count else {
      throw estimator.malformed(
        "dtypes", found: "\(types.count) types", expected: "\(features.count)")
    }
    let parts = try types.enumerated().map { index, type in
      try context.cast(
        context.select([index], of: features, for: estimator), to: type, by: estimator)
    }
    return try context.concatenate(parts, for: estimator)
  }
}

/// A type that columns are converted to.
enum CastTarget: Hashable {
  /// Any type: cells stay as they are.
  case unchanged
  /// Whole numbers; fewer than 64 bits hold those of a range.
  case integer(ClosedRange<Double>?)
  case double
  case single
  case truth
  case text
  /// Dates, or dates with times.
  case date(hasTime: Bool)
  /// Categories: any other cell becomes a missing one.
  case categories([CellValue])

  /// Reads a parameter `dtype`: a class of Python's, a NumPy or pandas type, or a name of one.
  init(_ value: InertValue?, of estimator: Estimator) throws {
    let name: String
    switch value {
    case nil, InertValue.none?:
      self = .unchanged
      return
    case .global(let global)?: name = global.name
    case .string(let text)?: name = text
    case .object(let object)? where object.type.name == "CategoricalDtype":
      self = try Self.categories(object, of: estimator)
      return
    case .object(let object)?:
      name =
        object.type.name == "dtype"
        ? object.arguments.first?.text ?? "" : object.type.name
    case let other?:
      throw estimator.malformed("dtype", found: other.summary, expected: "a type")
    }
    switch name {
    // Types that also hold missing values change no value.
    case "object", "O", "O8", "category", "Int64", "Int32", "Int64Dtype",
      "Int32Dtype", "Float64", "Float64Dtype", "boolean", "BooleanDtype":
      self = .unchanged
    case "int", "int64", "i8", "integer", "int_", "intp": self = .integer(nil)
    case "int32", "i4", "intc": self = .integer(-0x1p31...0x1p31 - 1)
    case "int16", "i2": self = .integer(-0x1p15...0x1p15 - 1)
    case "int8", "i1": self = .integer(-128...127)
    case "uint32", "u4": self = .integer(0...0x1p32 - 1)
    case "uint16", "u2": self = .integer(0...0x1p16 - 1)
    case "uint8", "u1": self = .integer(0...255)
    case "float", "float64", "f8", "double", "float_": self = .double
    case "float32", "f4", "single": self = .single
    case "bool", "bool_", "b1": self = .truth
    case "str", "str_", "unicode", "string", "U", "StringDtype": self = .text
    case "datetime64[D]": self = .date(hasTime: false)
    case "datetime64[s]": self = .date(hasTime: true)
    default:
      throw estimator.unsupported(
        "dtype=\(name); use int, float, float32, bool, str, datetime64[D] or datetime64[s]")
    }
  }

  private static func categories(
    _ dtype: InertObject, of estimator: Estimator
  ) throws -> CastTarget {
    guard let value = dtype["categories"] ?? dtype.arguments.first, !value.isNone else {
      return .unchanged
    }
    let cells = value.sequence?.map(CellValue.init)
    guard let cells, !cells.contains(nil) else {
      throw estimator.malformed(
        "dtype.categories", found: value.summary, expected: "texts or numbers")
    }
    return .categories(cells.compactMap(\.self))
  }
}

extension TranslationContext {
  /// The columns converted to the type that a parameter names.
  mutating func cast(
    _ features: Features, to type: InertValue?, by estimator: Estimator
  ) throws -> Features {
    let target = try CastTarget(type, of: estimator)
    switch target {
    case .unchanged: return features
    case .integer(nil): return try convert(features, to: .i64, by: estimator)
    case .integer(let range?):
      return try convert(
        requireRange(range, of: features, by: estimator), to: .i64, by: estimator)
    case .double: return try convert(features, to: .f64, by: estimator)
    case .single: return try convert(features, to: .f32, by: estimator)
    case .truth: return try convert(features, to: .bool, by: estimator)
    case .categories(let categories):
      return try categorise(features, as: categories, by: estimator)
    case .text: return try castToText(features, by: estimator)
    case .date(let hasTime): return try castToDates(features, hasTime: hasTime, by: estimator)
    }
  }

  /// Whole numbers of which none is beyond `range`, where they would become others.
  private mutating func requireRange(
    _ range: ClosedRange<Double>, of features: Features, by estimator: Estimator
  ) throws -> Features {
    try require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    return try map(features, by: estimator) { value, _ in
      let number = try PythonEvaluation(columns: [], names: []).number(value).expression
      let whole = Expression.apply(.truncate, number)
      let isIn = Expression.apply(
        .and, .apply(.greaterOrEqual, whole, .number(range.lowerBound)),
        .apply(.lessOrEqual, whole, .number(range.upperBound)))
      return .number(
        .apply(.known, .choose(.apply(.firstKnown, isIn, .truth(false)), whole, .missing(.number))),
        isInteger: true)
    }
  }

  /// Numbers and truth values as numbers of another type.
  private mutating func convert(
    _ features: Features, to dtype: DType, by estimator: Estimator
  ) throws -> Features {
    try require(
      Array(repeating: .f64, count: features.count), of: features, by: estimator)
    if dtype == .i64 { forbidMissing(in: features) }
    if types(of: features).allSatisfy({ $0 == dtype }) { return features }
    let table = try apply(CastColumns(to: dtype), to: features.table, from: estimator)
    var result = features
    result.table = table
    for index in result.columns.indices {
      result.columns[index] = features.columns[index].recomputed()
      result.columns[index].isInteger = dtype == .i64
    }
    return result
  }

  /// Columns of categories, with what is none of them missing.
  private mutating func categorise(
    _ features: Features, as categories: [CellValue], by estimator: Estimator
  ) throws -> Features {
    let type = categories.lazy.compactMap(\.columnType).first
    try require(Array(repeating: type, count: features.count), of: features, by: estimator)
    let treatment = ValueTreatment(
      valid: .oneOf(values: categories), invalid: .replace(by: .missing))
    var result = try treat(
      features, Array(repeating: treatment, count: features.count), by: estimator)
    for index in result.columns.indices { result.columns[index].categories = categories }
    return result
  }
}
