// From probabilities back to the scores that give them.

import Glibc
import Tensors

/// The scores whose link gives the probabilities of a row: what a boosted model begins with when
/// another model's probabilities are its start.
public struct InverseLink: PipelineOperator {
  public static let name = "inverse-link"
  public static let meaning = "the scores whose link gives the probabilities of a row"

  /// What is done with the probabilities of a row, after clipping.
  public enum Function: Hashable, Sendable, Codable {
    /// `scale · log(p / (1 - p))` in each column.
    case logit(scale: Double)
    /// `log(p)` in each column.
    case log
    /// `log(p_k) - mean(log(p_j))` over the row.
    case centeredLog
  }

  /// What is done.
  public var function: Function
  /// The interval that probabilities are first clipped to.
  public var clip: ClosedRange<Double>

  /// Applies `function` to probabilities clipped to `clip`.
  public init(_ function: Function, clip: ClosedRange<Double>) {
    self.function = function
    self.clip = clip
  }

  public var kind: String { "inverse link" }
  public var facts: [String] { ["\(function)"] }

  /// As many columns as come in.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.numeric(kind).asFloats
  }

  /// The scores of one row.
  public func apply(_ probabilities: [Double]) -> [Double] {
    let clipped = probabilities.map { min(max($0, clip.lowerBound), clip.upperBound) }
    switch function {
    case .logit(let scale): return clipped.map { scale * Glibc.log($0 / (1 - $0)) }
    case .log: return clipped.map { Glibc.log($0) }
    case .centeredLog:
      let logarithms = clipped.map { Glibc.log($0) }
      let mean = logarithms.reduce(0, +) / Double(max(logarithms.count, 1))
      return logarithms.map { $0 - mean }
    }
  }
}
