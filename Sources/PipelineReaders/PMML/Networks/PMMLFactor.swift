// Functions of a few discrete variables, which Bayesian networks multiply and sum.

import Pipelines

/// A number for each combination of values of some variables.
struct PMMLFactor {
  /// The variables, in ascending order.
  let variables: [Int]
  /// The numbers; the last variable's value changes first.
  var values: [Expression]

  /// The numbers of values of all variables of the network.
  let sizes: [Int]

  /// A factor of a number for each combination, which is told as the value of each variable.
  init(
    _ variables: [Int], sizes: [Int], _ value: ([Int: Int]) throws -> Expression
  ) rethrows {
    self.variables = variables.sorted()
    self.sizes = sizes
    values = []
    var combination = self.variables.map { _ in 0 }
    repeat {
      values.append(try value(Dictionary(uniqueKeysWithValues: zip(self.variables, combination))))
    } while Self.advance(&combination, self.variables.map { sizes[$0] })
  }

  /// The next combination; `false` behind the last one.
  private static func advance(_ combination: inout [Int], _ sizes: [Int]) -> Bool {
    for place in combination.indices.reversed() {
      combination[place] += 1
      if combination[place] < sizes[place] { return true }
      combination[place] = 0
    }
    return false
  }

  /// The number for a combination, which may tell of further variables.
  func value(at combination: [Int: Int]) -> Expression {
    values[variables.reduce(0) { $0 * sizes[$1] + (combination[$1] ?? 0) }]
  }
}

/// Sums the product of factors over all variables but one.
struct PMMLElimination {
  let sizes: [Int]
  let columns: PMMLColumns
  let element: PMMLElement

  /// Beyond this many numbers formulas are no way to do it.
  static let largestSize = 100_000

  /// The sum for each value of the variable that is kept, or one sum where none is.
  func sum(_ factors: [PMMLFactor], keeping kept: [Int]) throws -> PMMLFactor {
    var factors = factors
    var size = factors.reduce(0) { $0 + $1.values.count }
    while let variable = cheapest(factors, kept) {
      let own = factors.filter { $0.variables.contains(variable) }
      factors.removeAll { $0.variables.contains(variable) }
      size += try count(own.flatMap(\.variables))
      guard size <= Self.largestSize else { throw tooLarge }
      let product = multiplied(own)
      let rest = product.variables.filter { $0 != variable }
      factors.append(
        PMMLFactor(rest, sizes: sizes) { combination in
          let terms = (0..<sizes[variable]).map { value in
            product.value(at: combination.merging([variable: value]) { $1 })
          }
          return columns.sharing(.sumOfKnown(terms))
        })
    }
    return multiplied(factors, atLeast: kept)
  }

  /// The variable whose elimination makes the smallest factor.
  private func cheapest(_ factors: [PMMLFactor], _ kept: [Int]) -> Int? {
    var neighbors: [Int: Set<Int>] = [:]
    for factor in factors {
      for variable in factor.variables where !kept.contains(variable) {
        neighbors[variable, default: []].formUnion(factor.variables)
      }
    }
    let costs = neighbors.mapValues { $0.reduce(1) { $0 * Double(sizes[$1]) } }
    return costs.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// How many combinations some variables have.
  private func count(_ variables: [Int]) throws -> Int {
    try Set(variables).reduce(1) { product, variable in
      let (next, overflow) = product.multipliedReportingOverflow(by: sizes[variable])
      guard !overflow, next <= Self.largestSize else { throw tooLarge }
      return next
    }
  }

  private var tooLarge: PipelineError {
    element.unsupported("a network of more than \(Self.largestSize) sums")
  }

  private func multiplied(_ factors: [PMMLFactor], atLeast kept: [Int] = []) -> PMMLFactor {
    PMMLFactor(Array(Set(factors.flatMap(\.variables) + kept)), sizes: sizes) { combination in
      columns.sharing(.productOfKnown(factors.map { $0.value(at: combination) }))
    }
  }
}

extension Expression {
  /// A sum in which what is known is added at once.
  fileprivate static func sumOfKnown(_ terms: [Expression]) -> Expression {
    let (known, rest) = separated(terms)
    let sum = known.reduce(0, +)
    guard !rest.isEmpty else { return .number(sum) }
    return .total(sum == 0 ? rest : [.number(sum)] + rest)
  }

  /// A product in which what is known is multiplied at once.
  fileprivate static func productOfKnown(_ factors: [Expression]) -> Expression {
    let (known, rest) = separated(factors)
    let product = known.reduce(1, *)
    guard !rest.isEmpty else { return .number(product) }
    return .product(product == 1 ? rest : [.number(product)] + rest)
  }

  private static func separated(
    _ expressions: [Expression]
  ) -> (known: [Double], rest: [Expression]) {
    var known: [Double] = []
    var rest: [Expression] = []
    for expression in expressions {
      if case .number(let number) = expression {
        known.append(number)
      } else {
        rest.append(expression)
      }
    }
    return (known, rest)
  }
}
