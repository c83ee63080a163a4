// Operators that are one matrix product, and polynomial features.

import Tensors

/// `x · weightsᵀ + bias`: the scores of a linear model.
public struct Linear: PipelineOperator {
  public static let name = "linear"
  public static let meaning = "x · weightsᵀ + bias"

  /// One row of weights an output: `outputCount x featureCount`, row-major.
  public var weights: [Double]
  /// The number of input columns.
  public var featureCount: Int
  /// What is added to each output.
  public var bias: [Double]

  /// Describes a linear model with `bias.count` outputs.
  public init(weights: [Double], featureCount: Int, bias: [Double]) {
    self.weights = weights
    self.featureCount = featureCount
    self.bias = bias
  }

  public var kind: String { "linear" }
  public var facts: [String] { ["\(featureCount) features", "\(bias.count) outputs"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: featureCount)
    guard weights.count == featureCount * bias.count else {
      throw PipelineError(
        at: kind, "\(weights.count) weights for \(featureCount) features and \(bias.count) outputs")
    }
    return TableType(width: bias.count, dtype: table.asFloats.uniformDType ?? .f64)
  }
}

/// `(x - mean) · componentsᵀ / divisor`: a projection (`PCA`).
public struct Project: PipelineOperator {
  public static let name = "project"
  public static let meaning = "(x - mean) · componentsᵀ / divisor"

  /// What is subtracted from each column; `nil` for nothing.
  public var mean: [Double]?
  /// One row a component: `componentCount x featureCount`, row-major.
  public var components: [Double]
  /// The number of input columns.
  public var featureCount: Int
  /// The number of output columns.
  public var componentCount: Int
  /// What each component is divided by (whitening); `nil` for nothing.
  public var divisor: [Double]?

  /// Describes a projection.
  public init(
    mean: [Double]?, components: [Double], featureCount: Int, componentCount: Int,
    divisor: [Double]? = nil
  ) {
    self.mean = mean
    self.components = components
    self.featureCount = featureCount
    self.componentCount = componentCount
    self.divisor = divisor
  }

  public var kind: String { "project" }
  public var facts: [String] { ["\(featureCount) features", "\(componentCount) components"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: featureCount)
    guard components.count == featureCount * componentCount,
      mean.map({ $0.count == featureCount }) ?? true,
      divisor.map({ $0.count == componentCount }) ?? true
    else {
      throw PipelineError(at: kind, "the sizes of mean, components and divisor do not fit")
    }
    return TableType(width: componentCount, dtype: table.asFloats.uniformDType ?? .f64)
  }
}

/// Products of powers of the columns (`PolynomialFeatures`).
public struct Polynomial: PipelineOperator {
  public static let name = "polynomial"
  public static let meaning = "products of powers of the columns"

  /// One row an output, the exponent of each input column: `outputCount x featureCount`.
  public var powers: [[Int]]
  /// The number of input columns.
  public var featureCount: Int

  /// Describes the monomials.
  public init(powers: [[Int]], featureCount: Int) {
    self.powers = powers
    self.featureCount = featureCount
  }

  public var kind: String { "polynomial" }
  public var facts: [String] { ["\(powers.count) monomials"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: featureCount)
    guard powers.allSatisfy({ $0.count == featureCount && $0.allSatisfy { $0 >= 0 } }) else {
      throw PipelineError(at: kind, "a row of powers does not have \(featureCount) exponents")
    }
    return TableType(width: powers.count, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
