// A fitted object of scikit-learn with its place in the file, and checked access to its attributes.

import Pipelines

/// A fitted object and where it stands.
struct Estimator {
  /// The object.
  let object: InertObject
  /// Where it stands, outermost first; the last names the class.
  let origin: [String]

  /// Describes the object at the root of a file.
  init(root object: InertObject) {
    self.object = object
    origin = [object.type.name]
  }

  private init(object: InertObject, origin: [String]) {
    self.object = object
    self.origin = origin
  }

  /// The name of the class, without its module.
  var className: String { object.type.name }

  /// The place, for messages.
  var place: String { origin.joined(separator: " > ") }

  /// The attribute called `name`, whatever it is.
  subscript(name: String) -> InertValue? { object[name] }

  /// A part of this object: an object at `place` within it, such as `steps[1] 'scale'`.
  /// - Throws: `ReaderError` where the value is no object.
  func part(_ value: InertValue, at place: String) throws -> Estimator {
    guard case .object(let part) = value else {
      throw malformed(place, found: value.summary, expected: "a fitted estimator")
    }
    return Estimator(object: part, origin: origin + ["\(place) (\(part.type.name))"])
  }

  /// The object that the attribute `name` holds.
  func part(_ name: String) throws -> Estimator { try part(value(name), at: name) }

  /// The version of scikit-learn that saved this object, `(major, minor)`, where it says so.
  var version: ScikitLearnVersion? {
    object["_sklearn_version"]?.text.flatMap(ScikitLearnVersion.init)
  }

  /// Whether this was saved by a version before `major.minor`; `false` where it does not say.
  func isBefore(_ major: Int, _ minor: Int) -> Bool {
    version.map { $0 < ScikitLearnVersion(major: major, minor: minor) } ?? false
  }

  // MARK: Errors

  /// The error of an attribute that is not what every such object has.
  func malformed(_ attribute: String, found: String, expected: String? = nil) -> ReaderError {
    ReaderError(
      format: "scikit-learn", place: .path("\(place).\(attribute)"), found: found,
      expected: expected, advice: ReaderError.damaged)
  }

  /// The error of something that is well formed and not supported.
  func unsupported(_ message: String) -> PipelineError { PipelineError(at: place, message) }

  // MARK: Attributes

  /// The attribute `name`.
  /// - Throws: `ReaderError` where there is none.
  func value(_ name: String) throws -> InertValue {
    guard let value = object[name] else {
      throw ReaderError(
        format: "scikit-learn", place: .path("\(place).\(name)"), found: "no such attribute",
        expected: "one on every fitted \(className)",
        advice: "fit the model before saving it, or save it again with a newer scikit-learn")
    }
    return value
  }

  /// The attribute `name`, unless it is absent or `None`.
  func optional(_ name: String) -> InertValue? {
    guard let value = object[name], !value.isNone else { return nil }
    return value
  }

  /// The text in the attribute `name`; `standard` where the attribute is absent.
  func text(_ name: String, default standard: String? = nil) throws -> String {
    if object[name] == nil, let standard { return standard }
    let value = try value(name)
    guard let text = value.text else {
      throw malformed(name, found: value.summary, expected: "a text")
    }
    return text
  }

  /// The truth value in the attribute `name`; `standard` where the attribute is absent.
  func flag(_ name: String, default standard: Bool? = nil) throws -> Bool {
    if object[name] == nil, let standard { return standard }
    let value = try value(name)
    // Users write 0 and 1 for False and True, and scikit-learn lets them.
    guard let flag = value.boolean ?? value.integer.map({ $0 != 0 }) else {
      throw malformed(name, found: value.summary, expected: "True or False")
    }
    return flag
  }

  /// The integer in the attribute `name`; `standard` where the attribute is absent.
  func integer(_ name: String, default standard: Int? = nil) throws -> Int {
    if object[name] == nil, let standard { return standard }
    let value = try value(name)
    guard let integer = value.integer else {
      throw malformed(name, found: value.summary, expected: "an integer")
    }
    return integer
  }

  /// The number in the attribute `name`; `standard` where the attribute is absent.
  func number(_ name: String, default standard: Double? = nil) throws -> Double {
    if object[name] == nil, let standard { return standard }
    let value = try value(name)
    guard let number = value.number else {
      throw malformed(name, found: value.summary, expected: "a number")
    }
    return number
  }

  /// The elements of the list, tuple or array in the attribute `name`.
  func list(_ name: String) throws -> [InertValue] {
    let value = try value(name)
    guard let elements = value.sequence else {
      throw malformed(name, found: value.summary, expected: "a list")
    }
    return elements
  }
}
