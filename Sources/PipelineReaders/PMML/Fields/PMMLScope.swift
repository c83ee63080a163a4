// What the names of fields stand for, at a place of the document.

import Pipelines
import Tensors

/// A field: its values, and what its declaration says of them.
struct PMMLField {
  var value: PMMLValue
  /// `continuous`, `categorical` or `ordinal`.
  var optype: String
  /// The data field that it is, or that it is a treated version of.
  var declaration: DataField?
}

/// The fields that a model sees: its own, then those of the models around it.
final class PMMLScope {
  let columns: PMMLColumns
  let parent: PMMLScope?
  let functions: [String: PMMLElement]
  private var known: [String: PMMLField] = [:]
  private var derived: [String: PMMLElement] = [:]
  private var postponed: [String: () throws -> PMMLField] = [:]
  private var resolving: Set<String> = []
  /// What makes a row invalid.
  var invalid: [Expression] = []

  init(columns: PMMLColumns, functions: [String: PMMLElement], parent: PMMLScope? = nil) {
    self.columns = columns
    self.functions = functions
    self.parent = parent
  }

  /// A scope inside.
  func nested() -> PMMLScope { PMMLScope(columns: columns, functions: functions, parent: self) }

  /// Makes a name stand for a field.
  func define(_ name: String, _ field: PMMLField) { known[name] = field }

  /// Makes a name stand for a field that is made when it is asked for.
  func postpone(_ name: String, _ field: @escaping () throws -> PMMLField) {
    postponed[name] = field
  }

  /// Makes a name stand for a formula, which is translated when it is asked for.
  func declare(_ derivedField: PMMLElement) throws {
    derived[try derivedField.required("name")] = derivedField
  }

  /// Whether the scope itself knows the name.
  func knows(_ name: String) -> Bool {
    known[name] != nil || derived[name] != nil || postponed[name] != nil
  }

  /// The field called `name`.
  func field(_ name: String, at element: PMMLElement) throws -> PMMLField {
    guard let field = try find(name) else {
      throw element.error("the field '\(name.prefix(60))' does not exist")
    }
    return field
  }

  /// The field called `name`; `nil` where there is none.
  func find(_ name: String) throws -> PMMLField? {
    if let field = known[name] { return field }
    if let postponed = postponed.removeValue(forKey: name) {
      let field = try postponed()
      known[name] = field
      return field
    }
    guard let element = derived[name] else { return try parent?.find(name) }
    guard resolving.insert(name).inserted else {
      throw element.error("the field '\(name)' is defined by itself")
    }
    defer { resolving.remove(name) }
    guard resolving.count < 200 else { throw element.error("too many fields build on each other") }
    var value = try PMMLFormulas(scope: self).value(of: element.formula())
    if let name = element["dataType"] {
      value = try value.cast(to: PMMLType(name, at: element), at: element)
    }
    value.expression = columns.sharing(value.expression)
    let field = PMMLField(
      value: value, optype: element["optype"] ?? "continuous", declaration: nil)
    known[name] = field
    return field
  }
}

extension PMMLElement {
  /// The expression inside a field or a function.
  func formula() throws -> PMMLElement {
    let notFormulas: Set<String> = ["ParameterField", "Value", "Interval", "Decisions"]
    guard let formula = children.first(where: { !notFormulas.contains($0.name) }) else {
      throw error("there is no expression")
    }
    return formula
  }
}

/// What the data dictionary says of a field.
struct DataField {
  var name: String
  var type: PMMLType
  var optype: String
  /// The values that are valid, where they are listed, in order.
  var values: [String] = []
  var invalidValues: [String] = []
  var missingValues: [String] = []
  var intervals: [Bins.Interval] = []

  init(_ element: PMMLElement) throws {
    name = try element.required("name")
    type = try PMMLType(element.required("dataType"), at: element)
    optype = element["optype"] ?? "continuous"
    for value in element.children("Value") {
      let text = try value.required("value")
      switch value["property"] ?? "valid" {
      case "invalid": invalidValues.append(text)
      case "missing": missingValues.append(text)
      default: values.append(text)
      }
    }
    intervals = try element.children("Interval").map { try $0.interval() }
  }

  /// Whether values can be invalid at all.
  var hasRules: Bool { !values.isEmpty || !invalidValues.isEmpty || !intervals.isEmpty }
}

extension PMMLElement {
  /// An `Interval`.
  func interval() throws -> Bins.Interval {
    let closure = self["closure"] ?? "closedClosed"
    let (lower, upper) = (try double("leftMargin"), try double("rightMargin"))
    guard lower != nil || upper != nil,
      ["openOpen", "openClosed", "closedOpen", "closedClosed"].contains(closure)
    else { throw error("the interval has no margin, or an unknown closure") }
    return Bins.Interval(
      lower: lower, includesLower: closure.hasPrefix("closed"), upper: upper,
      includesUpper: closure.hasSuffix("Closed"))
  }
}
