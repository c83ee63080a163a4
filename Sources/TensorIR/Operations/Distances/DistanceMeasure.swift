// What two points differ by, before any root is taken.

import Glibc
import Tensors

/// A measure of the difference of two points that orders pairs as a distance does.
///
/// The terms of the coordinates are added in their order, each rounded, as the loops of the libraries
/// do.
public enum DistanceMeasure: Hashable, Sendable {
  /// `Σ (a - b)²`.
  case squaredEuclidean
  /// `Σ |a - b|`.
  case manhattan
  /// `max |a - b|`.
  case chebyshev
  /// `Σ |a - b|^exponent`.
  case minkowski(exponent: Double)
  /// `Σ |a - b| / (|a| + |b|)`, a coordinate in which both are 0 counting 0.
  case canberra
  /// `Σ |a - b| / Σ (|a| + |b|)`, and 0 where both points are zeros.
  case brayCurtis
  /// The share of coordinates that differ.
  case hamming
  /// `Σ (a - b)² / (a + b)`, a coordinate whose sum is 0 counting 0.
  case chiSquared

  /// The measures without a parameter, by their names in programs.
  private static let plain: [String: DistanceMeasure] = [
    "squared_euclidean": .squaredEuclidean, "manhattan": .manhattan, "chebyshev": .chebyshev,
    "canberra": .canberra, "bray_curtis": .brayCurtis, "hamming": .hamming,
    "chi_squared": .chiSquared,
  ]

  /// Reads the attributes `measure` and `exponent`.
  package init(_ attributes: Attributes, of operation: String) throws {
    let name = try attributes.string("measure", of: operation)
    if name == "minkowski" {
      self = .minkowski(exponent: try attributes.double("exponent", of: operation))
    } else if let measure = Self.plain[name] {
      self = measure
    } else {
      throw ProgramError(.type, at: operation, "there is no measure '\(name)'")
    }
  }

  /// The name in programs.
  package var name: String {
    if case .minkowski = self { return "minkowski" }
    return Self.plain.first { $0.value == self }?.key ?? ""
  }

  /// The attributes that say which measure it is.
  package var attributes: Attributes {
    var attributes: Attributes = ["measure": .string(name)]
    if case .minkowski(let exponent) = self { attributes["exponent"] = .double(exponent) }
    return attributes
  }

  /// The measure of two points of `count` coordinates.
  @inline(__always)
  package func between<Number: BinaryFloatingPoint>(
    _ count: Int, _ a: (Int) -> Number, _ b: (Int) -> Number
  ) -> Number {
    var sum: Number = 0
    switch self {
    case .squaredEuclidean:
      for index in 0..<count {
        let difference = a(index) - b(index)
        sum += difference * difference
      }
    case .manhattan:
      for index in 0..<count { sum += (a(index) - b(index)).magnitude }
    case .chebyshev:
      for index in 0..<count {
        let difference = (a(index) - b(index)).magnitude
        if difference > sum { sum = difference }
      }
    case .minkowski(let exponent):
      for index in 0..<count {
        sum += Number(pow(Double((a(index) - b(index)).magnitude), exponent))
      }
    case .canberra:
      for index in 0..<count {
        let scale = a(index).magnitude + b(index).magnitude
        sum += scale > 0 ? (a(index) - b(index)).magnitude / scale : 0
      }
    case .brayCurtis:
      var scale: Number = 0
      for index in 0..<count {
        sum += (a(index) - b(index)).magnitude
        scale += a(index).magnitude + b(index).magnitude
      }
      return scale > 0 ? sum / scale : 0
    case .hamming:
      for index in 0..<count where a(index) != b(index) { sum += 1 }
      return sum / Number(count)
    case .chiSquared:
      for index in 0..<count {
        let (difference, scale) = (a(index) - b(index), a(index) + b(index))
        sum += scale != 0 ? difference * difference / scale : 0
      }
    }
    return sum
  }
}
