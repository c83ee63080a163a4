// Features whose products approximate a kernel.

import Tensors

/// Features whose products approximate the additive chi-squared kernel (`AdditiveChi2Sampler`).
///
/// They are for each column first `sqrt(x · interval)`, then for each further step `j` the columns
/// `sqrt(2 · x · interval / cosh(π · j · interval))` times the cosine, and times the sine, of
/// `j · interval · log(x)`. Of zero they are zero.
public struct AdditiveChiSquared: PipelineOperator {
  public static let name = "additive-chi-squared"
  public static let meaning = "features whose products approximate the additive chi-squared kernel"

  /// The number of steps, the first included.
  public var steps: Int
  /// The distance of the steps.
  public var interval: Double

  /// Samples the kernel.
  public init(steps: Int, interval: Double) {
    self.steps = steps
    self.interval = interval
  }

  public var kind: String { "additive chi-squared" }
  public var facts: [String] { ["\(steps) steps"] }

  /// The most steps: more is no model but a mistake.
  public static let mostSteps = 1 << 10

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind).asFloats
    guard (1...Self.mostSteps).contains(steps), interval > 0 else {
      throw PipelineError(at: kind, "1 to \(Self.mostSteps) steps and a distance were expected")
    }
    return TableType(
      width: table.width * (2 * steps - 1), dtype: table.uniformDType ?? .f64)
  }
}

/// The cyclic convolution of the rows of several tables (`PolynomialCountSketch`): column `k` is the sum
/// of the products of one column of each table whose numbers add up to `k`, less whole turns.
public struct CyclicConvolution: PipelineOperator {
  public static let name = "convolve"
  public static let meaning = "the cyclic convolution of the rows of several tables"

  /// Convolves tables.
  public init() {}

  public var kind: String { "convolve" }

  /// The most columns: their number is squared.
  public static let mostColumns = 1 << 11

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard let first = inputs.first, inputs.allSatisfy({ $0.width == first.width }),
      (1...Self.mostColumns).contains(first.width)
    else {
      throw PipelineError(
        at: kind, "tables of equal width, 1 to \(Self.mostColumns), were expected")
    }
    for table in inputs { _ = try [table].numeric(kind) }
    return TableType(width: first.width, dtype: .f64)
  }
}
