// The categories of encoders, as `categories_` holds them.

import Pipelines
import Tensors

/// The categories of one column of an encoder.
struct FittedCategories {
  /// The values in the encoder's order.
  let values: [CellValue]
  /// The values as Python prints them, for the names of columns.
  let names: [String]
  /// The type of the column they belong to; `nil` where every category is a missing one.
  let type: DType?
  /// The place of NaN among the values, which encoders treat apart from `None`.
  let notANumber: Int?

  /// The number of categories.
  var count: Int { values.count }

  /// Reads the array or list `value`, found at `place`.
  init(_ value: InertValue, of estimator: Estimator, at place: String) throws {
    guard let elements = value.sequence else {
      throw estimator.malformed(
        place, found: value.summary, expected: "an array of categories")
    }
    var isSingle = false
    if case .array(let array) = value, case .doubles(_, bits: 32) = array.elements {
      isSingle = true
    }
    var values: [CellValue] = []
    var names: [String] = []
    var types: Set<DType> = []
    for element in elements {
      if element.isMissingValue {
        values.append(.missing)
        names.append(element.isNone ? "None" : element.number == nil ? "<NA>" : "nan")
      } else if let text = element.text {
        values.append(.text(text))
        names.append(text)
        types.insert(.string)
      } else if let flag = element.boolean {
        values.append(.number(flag ? 1 : 0))
        names.append(flag ? "True" : "False")
        types.insert(.bool)
      } else if let integer = element.integer {
        values.append(.number(Double(integer)))
        names.append("\(integer)")
        types.insert(.f64)
      } else if let number = element.number {
        values.append(.number(number))
        names.append(isSingle ? Float(number).description : number.description)
        types.insert(.f64)
      } else {
        throw estimator.unsupported(
          "\(place) holds \(element.summary); encode texts, numbers or truth values")
      }
    }
    if types.contains(.string), types.count > 1 {
      throw estimator.unsupported(
        "\(place) holds texts and numbers together; convert the column to text and fit it again")
    }
    let missing = values.indices.filter { values[$0] == .missing }
    if missing.count > 1 {
      throw estimator.unsupported(
        "\(place) holds None and NaN as two categories, which no table of text tells apart; "
          + "fill one of them in and fit it again")
    }
    self.values = values
    self.names = names
    // Truth values among numbers count as numbers.
    type = types.count > 1 ? .f64 : types.first
    notANumber = missing.first.flatMap { elements[$0].isNone ? nil : $0 }
  }

  /// The categories of every column of an encoder.
  static func all(
    of estimator: Estimator, attribute: String = "categories_", count: Int
  ) throws -> [FittedCategories] {
    let columns = try estimator.list(attribute)
    guard columns.count == count else {
      throw estimator.malformed(
        attribute, found: "\(columns.count) columns of categories", expected: "\(count)")
    }
    return try columns.enumerated().map {
      try FittedCategories($0.element, of: estimator, at: "\(attribute)[\($0.offset)]")
    }
  }
}

/// How an encoder groups infrequent categories of one column.
struct CategoryGrouping {
  /// The group of each category; as they are where nothing is grouped.
  private let mapping: [Int]?

  /// Reads the grouping of column `index` of a column with `count` categories.
  init(_ index: Int, of estimator: Estimator, count: Int) throws {
    guard try estimator.flag("_infrequent_enabled", default: false) else {
      mapping = nil
      return
    }
    let name = "_default_to_infrequent_mappings"
    let columns = try estimator.list(name)
    guard columns.indices.contains(index) else {
      throw estimator.malformed(name, found: "\(columns.count) columns", expected: "one each")
    }
    guard !columns[index].isNone else {
      mapping = nil
      return
    }
    let groups = try estimator.integers(in: columns[index], at: "\(name)[\(index)]")
    // An ordinal encoder leaves a missing category, which is the last, out of the groups.
    guard groups.count == count || groups.count == count - 1,
      groups.allSatisfy((0..<max(count, 1)).contains)
    else {
      throw estimator.malformed(
        "\(name)[\(index)]", found: "\(groups.count) groups", expected: "one a category")
    }
    mapping = groups
  }

  /// The group of a category.
  subscript(category: Int) -> Int {
    guard let mapping, category < mapping.count else { return category }
    return mapping[category]
  }

  /// The group of all infrequent categories, which is the last; `nil` where there is none.
  var infrequent: Int? { mapping?.max() }
}

extension Estimator {
  /// The dtype that the parameter `dtype` asks an encoder's output to have.
  func outputType() throws -> DType {
    let name: String
    switch self["dtype"] {
    case nil: return .f64
    case .global(let global)?: name = global.name
    case .string(let text)?: name = text
    case .object(let object)?: name = object.arguments.first?.text ?? object.type.name
    case let other?:
      throw malformed("dtype", found: other.summary, expected: "a type of numbers")
    }
    switch name {
    case "float64", "float", "f8", "double", "<f8", "d": return .f64
    case "float32", "f4", "single", "<f4", "f": return .f32
    case "bool", "bool_", "b1": return .bool
    case "int", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64", "i8",
      "i4", "i2", "i1", "u1", "u2", "u4", "u8", "intp", "longlong", "intc":
      return .i64
    default:
      throw unsupported("dtype=\(name); use float64, float32, an integer type or bool")
    }
  }
}
