// Python expressions and small functions as trees.

/// A Python expression.
package indirect enum PythonExpression: Hashable {
  case number(Double, isInteger: Bool)
  case text(String)
  case truth(Bool)
  case none
  case name(String)
  case list([PythonExpression])
  /// `value.name`.
  case attribute(PythonExpression, String)
  /// `value[index]`.
  case element(PythonExpression, PythonExpression)
  /// `value[start:end]`.
  case slice(PythonExpression, start: PythonExpression?, end: PythonExpression?)
  case call(PythonExpression, [PythonExpression])
  case unary(String, PythonExpression)
  case binary(String, PythonExpression, PythonExpression)
  /// Comparisons in a row, as in `0 < x <= 1`.
  case comparison(PythonExpression, [PythonComparison])
  case all([PythonExpression])
  case any([PythonExpression])
  case conditional(PythonExpression, yes: PythonExpression, no: PythonExpression)

  /// The dotted name that this is, such as `numpy.log`; `nil` for anything else.
  var path: String? {
    switch self {
    case .name(let name): name
    case .attribute(let value, let name): value.path.map { "\($0).\(name)" }
    default: nil
    }
  }
}

/// One comparison of a row.
package struct PythonComparison: Hashable {
  /// `<`, `==`, `in`, `is`, `not in`, `is not` and so on.
  var sign: String
  var value: PythonExpression
}

/// A statement of a function.
indirect enum PythonStatement {
  case result(PythonExpression)
  case assignment(String, PythonExpression)
  case branch(PythonExpression, yes: [PythonStatement], no: [PythonStatement])
  /// A text that documents, or `pass`.
  case nothing
}

/// A function that a file defines.
package struct PythonFunction {
  var name: String
  var parameters: [String]
  var body: [PythonStatement]
}
