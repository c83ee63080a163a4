// From scores to what the model's methods return: links, probabilities and labels.

import Tensors

/// A function from scores to predictions or probabilities, row by row.
public struct Link: PipelineOperator {
  public static let name = "link"
  public static let meaning = "a function from the scores of a row to predictions or probabilities"

  /// What is done with the scores of a row.
  public enum Function: Hashable, Sendable {
    /// `1 / (1 + exp(-slope · x))` in each column.
    case logistic(slope: Double)
    /// `exp(x)` in each column.
    case exponential
    /// `log1p(exp(x))` in each column.
    case softplus
    /// `sign(x) · x²` in each column (LightGBM's `reg_sqrt`).
    case signedSquare
    /// `exp(x_k - max) / Σ exp(x_j - max)` over the row.
    case softmax
    /// `x_k - log Σ exp(x_j)` over the row.
    case logSoftmax
    /// `log Σ exp(x_j)` over the row, in one column.
    case logSumExp
    /// `max(x, 0)` in each column, NaN staying NaN.
    case rectify
    /// `x_2 - x_1` of two columns, in one.
    case differenceOfPair
    /// `[1 - x, x]` of one column.
    case complement
    /// Each row divided by its sum, a row whose sum is zero becoming `1 / columns` (one-vs-rest).
    case normalizeSum
    /// Each row divided by its sum, a row whose sum is zero staying as it is.
    case normalizeNonzeroSum
    /// `softmax([-x, x])` of one column, which is how scikit-learn treats a multinomial
    /// model of two classes with one row of scores.
    case softmaxOfSignedPair
    /// `clip((x + 1) / 2, 0, 1)` in each column (modified Huber loss).
    case modifiedHuber
    /// `1` where `x > threshold` and `0` elsewhere, in each column (XGBoost's hinge).
    case step(threshold: Double)
    /// `x / divisor` in each column.
    case divide(by: Double)
    /// `-x` in each column.
    case negate
    /// `max(x, lower)`, then each row divided by its sum.
    case clipBelowAndNormalize(lower: Double)
  }

  /// What is done.
  public var function: Function

  /// Applies `function`.
  public init(_ function: Function) { self.function = function }

  public var kind: String { "link" }
  public var facts: [String] { ["\(function)"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    switch function {
    case .complement, .softmaxOfSignedPair:
      guard table.width == 1 else {
        throw PipelineError(at: kind, "one column of scores was expected, not \(table.width)")
      }
      return TableType(width: 2, dtype: table.asFloats.uniformDType ?? .f64)
    case .differenceOfPair:
      guard table.width == 2 else {
        throw PipelineError(at: kind, "two columns of scores were expected, not \(table.width)")
      }
      return TableType(width: 1, dtype: table.asFloats.uniformDType ?? .f64)
    case .logSumExp:
      return TableType(width: 1, dtype: table.asFloats.uniformDType ?? .f64)
    default:
      return table.asFloats
    }
  }
}

/// The labels of the classes that a classifier knows.
public enum ClassLabels: Hashable, Sendable {
  case integers([Int])
  case doubles([Double])
  case strings([String])
  case bools([Bool])

  /// The number of classes.
  public var count: Int {
    switch self {
    case .integers(let labels): labels.count
    case .doubles(let labels): labels.count
    case .strings(let labels): labels.count
    case .bools(let labels): labels.count
    }
  }

  /// The dtype of the labels.
  public var dtype: DType {
    switch self {
    case .integers: .i64
    case .doubles: .f64
    case .strings: .string
    case .bools: .bool
    }
  }

  /// The labels as Python would print them, for the names of output columns.
  public var names: [String] {
    switch self {
    case .integers(let labels): labels.map(String.init)
    case .doubles(let labels): labels.map(\.description)
    case .strings(let labels): labels
    case .bools(let labels): labels.map { $0 ? "True" : "False" }
    }
  }
}

/// The class that the scores of a row decide for.
public struct DecideClass: PipelineOperator {
  public static let name = "decide"
  public static let meaning = "the class that the scores of a row decide for"

  /// How scores decide.
  public enum Rule: Hashable, Sendable {
    /// The class of the largest score, the first of equals.
    case largest
    /// Of two classes, the second where the one score is `> threshold`.
    case above(Double)
    /// Of two classes, the second where the one score is `>= threshold`.
    case atLeast(Double)
  }

  /// The labels.
  public var labels: ClassLabels
  /// How scores decide.
  public var rule: Rule

  /// Decides for one of `labels`.
  public init(labels: ClassLabels, rule: Rule) {
    self.labels = labels
    self.rule = rule
  }

  public var kind: String { "decide" }
  public var facts: [String] { ["\(labels.count) classes"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    switch rule {
    case .largest where table.width == labels.count && table.width > 0: break
    case .above where table.width == 1 && labels.count == 2: break
    case .atLeast where table.width == 1 && labels.count == 2: break
    default:
      throw PipelineError(
        at: kind, "\(table.width) columns of scores do not decide among \(labels.count) classes")
    }
    return TableType([ColumnType(dtype: labels.dtype)])
  }
}

/// The sum of several tables of equal width, cell by cell, each perhaps multiplied by a weight first.
public struct AddTables: PipelineOperator {
  public static let name = "add"
  public static let meaning = "the sum of several tables, cell by cell, each with a weight"

  /// What each table is multiplied by; `nil` for nothing.
  public var weights: [Double]?

  /// Adds tables.
  public init(weights: [Double]? = nil) { self.weights = weights }

  public var kind: String { "add" }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard let first = inputs.first, inputs.allSatisfy({ $0.width == first.width }) else {
      throw PipelineError(at: kind, "tables of equal width were expected")
    }
    if let weights, weights.count != inputs.count {
      throw PipelineError(at: kind, "\(weights.count) weights for \(inputs.count) tables")
    }
    for table in inputs { _ = try [table].numeric(kind) }
    // Weights are numbers of 64 bits.
    let single = weights == nil && inputs.allSatisfy { $0.uniformDType == .f32 }
    return TableType(width: first.width, dtype: single ? .f32 : .f64)
  }
}

/// The same numbers for every row (a constant predictor, the prior of a boosted model).
public struct ConstantColumns: PipelineOperator {
  public static let name = "constant"
  public static let meaning = "the same numbers for every row"

  /// The numbers, one a column.
  public var values: [Double]

  /// Gives `values` for every row of the input.
  public init(values: [Double]) { self.values = values }

  public var kind: String { "constant" }
  public var facts: [String] { ["\(values.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.only(kind)
    return TableType(width: values.count, dtype: .f64)
  }
}
