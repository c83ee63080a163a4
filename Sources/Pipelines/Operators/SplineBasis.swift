// Columns expanded in B-splines.

import Tensors

/// The values of the B-splines of each column's knots, side by side (`SplineTransformer`).
public struct SplineBasis: PipelineOperator {
  public static let name = "splines"
  public static let meaning = "the values of B-splines at each cell"

  /// What splines are outside of their knots.
  public enum Extension: Hashable, Sendable, Codable {
    /// The polynomials of the first and the last interval.
    case polynomial
    /// Nothing: scoring fails there.
    case refuse
    /// The splines repeat.
    case periodic
    /// Straight lines, a lower and an upper one for each column.
    case lines(lower: [Line], upper: [Line])
  }

  /// What all splines of a column are beyond a place: `values + (x - start) * slopes`.
  public struct Line: Hashable, Sendable, Codable {
    /// Where the line begins.
    public var start: Double
    /// The value of each spline there.
    public var values: [Double]
    /// The slope of each spline.
    public var slopes: [Double]

    /// Describes a line.
    public init(start: Double, values: [Double], slopes: [Double]) {
      self.start = start
      self.values = values
      self.slopes = slopes
    }
  }

  /// The knots of each column with those that were added at both ends, not descending; as many for
  /// every column.
  public var knots: [[Double]]
  /// The degree of the polynomials.
  public var degree: Int
  /// What happens outside of the knots.
  public var beyond: Extension

  /// Expands columns in splines.
  public init(knots: [[Double]], degree: Int, beyond: Extension) {
    self.knots = knots
    self.degree = degree
    self.beyond = beyond
  }

  public var kind: String { "splines" }
  public var facts: [String] {
    ["\(knots.count) columns", "\(splineCount) splines each", "degree \(degree)"]
  }

  /// The largest degree: more is no model but a mistake.
  public static let largestDegree = 32

  /// The number of basis functions of a column's knots.
  public var basisCount: Int { (knots.first?.count ?? 0) - degree - 1 }

  /// The number of output columns of a column: periodic splines that overlap the end are those that
  /// overlap the beginning.
  public var splineCount: Int { beyond == .periodic ? basisCount - degree : basisCount }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: knots.count)
    guard (0...Self.largestDegree).contains(degree) else {
      throw PipelineError(
        at: kind, "the degree is \(degree); 0 to \(Self.largestDegree) were expected")
    }
    guard let count = knots.first?.count, count >= 2 * degree + 2, splineCount > 0,
      knots.allSatisfy({ $0.count == count && $0.isAscending })
    else {
      throw PipelineError(
        at: kind, "every column needs as many ascending knots, \(2 * degree + 2) or more")
    }
    if case .lines(let lower, let upper) = beyond {
      let all = lower + upper
      guard lower.count == knots.count, upper.count == knots.count,
        all.allSatisfy({ $0.values.count == splineCount && $0.slopes.count == splineCount })
      else {
        throw PipelineError(at: kind, "the lines beyond the knots do not fit the splines")
      }
    }
    let (width, isTooWide) = knots.count.multipliedReportingOverflow(by: splineCount)
    guard !isTooWide else { throw PipelineError(at: kind, "there are too many splines") }
    return TableType(width: width, dtype: table.asFloats.uniformDType ?? .f64)
  }

  /// The values of a column's basis functions at `x`, or their derivatives: those of the interval of the
  /// knots that `x` is in, the first or the last one outside.
  public static func basis(
    _ knots: [Double], degree: Int, at x: Double, derivative: Bool = false
  ) -> [Double] {
    let count = knots.count - degree - 1
    let inner = knots[(degree + 1)..<max(count, degree + 1)]
    let interval = degree + inner.count { $0 <= x }
    var values = [1.0]
    let lower = derivative ? degree - 1 : degree
    if lower >= 1 {
      for order in 1...lower { values = raised(values, order, knots, interval, x) }
    }
    if derivative { values = degree == 0 ? [0] : slopes(values, degree, knots, interval) }
    var result = [Double](repeating: 0, count: count)
    for (offset, value) in values.enumerated() { result[interval - degree + offset] = value }
    return result
  }

  /// The values of order `order` from those of the order below.
  private static func raised(
    _ values: [Double], _ order: Int, _ knots: [Double], _ interval: Int, _ x: Double
  ) -> [Double] {
    var result = [Double](repeating: 0, count: order + 1)
    for place in 1...order {
      let (above, below) = (knots[interval + place], knots[interval + place - order])
      guard above != below else { continue }
      let weight = values[place - 1] / (above - below)
      result[place - 1] += weight * (above - x)
      result[place] = weight * (x - below)
    }
    return result
  }

  /// The derivatives of order `order` from the values of the order below.
  private static func slopes(
    _ values: [Double], _ order: Int, _ knots: [Double], _ interval: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: order + 1)
    for place in 1...order {
      let (above, below) = (knots[interval + place], knots[interval + place - order])
      guard above != below else { continue }
      let weight = values[place - 1] / (above - below)
      result[place - 1] -= Double(order) * weight
      result[place] += Double(order) * weight
    }
    return result
  }
}
