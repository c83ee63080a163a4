// Values of expressions as values of a tensor program.

import TensorIR

/// A value of an expression: `[rows, 1]`, or a scalar that is the same for every row.
enum LoweredExpression {
  /// Numbers (`f64`); NaN is missing.
  case number(ValueID)
  /// Texts.
  case text(ValueID)
  /// Truth values (`bool`): which are true, and which are missing, `nil` where none can be. What is
  /// missing is not true.
  case truth(isTrue: ValueID, isMissing: ValueID?)
}
