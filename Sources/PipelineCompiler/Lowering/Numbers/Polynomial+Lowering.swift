// Products of powers, built up as scikit-learn does: each monomial is its first column times the
// monomial that is left, so that every rounding is the same.

import Pipelines
import TensorIR
import Tensors

extension Polynomial: LowerableOperator {
  /// One product of two gathered matrices for each degree.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    let limit = Self.largestDegree
    guard powers.allSatisfy({ $0.allSatisfy { $0 <= limit } && $0.reduce(0, +) <= limit }) else {
      throw context.error("a monomial has a degree above \(limit); lower the degree")
    }
    let degrees = monomialsByDegree()
    var parts: [ValueID] = []
    var places: [[Int]: Int] = [:]
    var width = 0
    var previous = x
    for (degree, monomials) in degrees.enumerated() where !monomials.isEmpty {
      let values: ValueID
      switch degree {
      case 0:
        let one = try context.row([1], dtype, named: "one")
        values = try b.broadcast(one, to: [.rows, 1])
      case 1:
        values = try columns(of: x, monomials.map { firstColumn($0) }, width: featureCount, b)
      default:
        let lower = Dictionary(
          uniqueKeysWithValues: degrees[degree - 1].enumerated().map { ($1, $0) })
        let rests = monomials.map { lower[rest(of: $0)] ?? 0 }
        values = try b.multiply(
          columns(of: previous, rests, width: degrees[degree - 1].count, b),
          columns(of: x, monomials.map { firstColumn($0) }, width: featureCount, b))
      }
      for (place, monomial) in monomials.enumerated() { places[monomial] = width + place }
      width += monomials.count
      parts.append(values)
      previous = values
    }
    let all = parts.count == 1 ? parts[0] : try b.concatenate(parts, axis: 1)
    let order = powers.compactMap { places[$0] }
    return LoweredTable(try columns(of: all, order, width: width, b), in: context)
  }

  /// A bound on what a damaged file can ask for: beyond it, doubles hold no products of interest.
  private static let largestDegree = 64

  /// The monomials that are asked for, and those from which they are built, by degree.
  private func monomialsByDegree() -> [[[Int]]] {
    var seen = Set<[Int]>()
    var degrees: [[[Int]]] = []
    func add(_ monomial: [Int]) {
      guard seen.insert(monomial).inserted else { return }
      let degree = monomial.reduce(0, +)
      if degree > 1 { add(rest(of: monomial)) }
      while degrees.count <= degree { degrees.append([]) }
      degrees[degree].append(monomial)
    }
    for monomial in powers { add(monomial) }
    return degrees
  }

  private func firstColumn(_ monomial: [Int]) -> Int { monomial.firstIndex { $0 > 0 } ?? 0 }

  private func rest(of monomial: [Int]) -> [Int] {
    var rest = monomial
    rest[firstColumn(monomial)] -= 1
    return rest
  }

  private func columns(
    of matrix: ValueID, _ places: [Int], width: Int, _ b: FunctionBuilder
  ) throws -> ValueID {
    if places == Array(0..<width) { return matrix }
    let indices = Tensor(places.map(Int64.init))
    return try b.gather(matrix, b.constant(indices, named: "columns"), axis: 1)
  }
}
