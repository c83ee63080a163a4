// Class probabilities from those of every pair of classes.

import Tensors

/// `couple_probabilities {classes}`: the class probabilities that agree best with those of pairs of
/// classes (Wu, Lin and Weng's second method), by the iterations of LIBSVM and until its tolerance.
///
/// The columns are the pairs (0, 1), (0, 2), …, (1, 2), …: the probability of the pair's first class.
struct CoupleProbabilitiesOperation: OperationDefinition {
  let name = "couple_probabilities"
  let summary = """
    The probabilities of `classes` classes from those of every pair, the pair's first class against its \
    second, by LIBSVM's iterations.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.tensor(0, of: .f64)
    let classes = try context.attributes.int("classes", of: name)
    guard type.rank == 2, (2...Self.mostClasses).contains(classes),
      type.dimensions[1].isCompatible(with: .fixed(classes * (classes - 1) / 2))
    else { throw context.error("one column for each pair of classes was expected") }
    return [.tensor(.f64, [type.dimensions[0], .fixed(classes)])]
  }

  /// Beyond it the pairs alone would fill the memory.
  private static let mostClasses = 1 << 12

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let classes = try context.attributes.int("classes", of: name)
    let pairs = x.shape[1]
    guard classes >= 2, pairs == classes * (classes - 1) / 2 else {
      throw context.error("\(pairs) columns are not the pairs of \(classes) classes")
    }
    let cells = x.elements(of: Double.self)
    var result: [Double] = []
    result.reserveCapacity(x.shape[0] * classes)
    for row in 0..<x.shape[0] {
      result += Coupling(pairs: cells[row * pairs..<(row + 1) * pairs], classes: classes).solve()
    }
    return [.tensor(Tensor(result, shape: [x.shape[0], classes]))]
  }
}

/// The quadratic problem of one row.
private struct Coupling {
  private let count: Int
  /// Row-major; the probabilities minimise `p · Q · p` and sum to 1.
  private var matrix: [Double]

  init(pairs: ArraySlice<Double>, classes: Int) {
    count = classes
    var odds = [Double](repeating: 0, count: classes * classes)
    var place = pairs.startIndex
    for first in 0..<classes {
      for second in first + 1..<classes {
        odds[first * classes + second] = pairs[place]
        odds[second * classes + first] = 1 - pairs[place]
        place += 1
      }
    }
    matrix = [Double](repeating: 0, count: classes * classes)
    for row in 0..<classes {
      for column in 0..<classes where column != row {
        let reverse = odds[column * classes + row]
        matrix[row * classes + row] += reverse * reverse
        matrix[row * classes + column] =
          column < row ? matrix[column * classes + row] : -reverse * odds[row * classes + column]
      }
    }
  }

  func solve() -> [Double] {
    var p = [Double](repeating: 1 / Double(count), count: count)
    var product = p
    let tolerance = 0.005 / Double(count)
    for _ in 0..<max(100, count) {
      var total = 0.0
      for row in 0..<count {
        product[row] = 0
        for column in 0..<count { product[row] += matrix[row * count + column] * p[column] }
        total += p[row] * product[row]
      }
      if !product.contains(where: { ($0 - total).magnitude >= tolerance }) { break }
      for row in 0..<count {
        let diagonal = matrix[row * count + row]
        let step = (-product[row] + total) / diagonal
        p[row] += step
        total = (total + step * (step * diagonal + 2 * product[row])) / (1 + step) / (1 + step)
        for column in 0..<count {
          product[column] =
            (product[column] + step * matrix[row * count + column]) / (1 + step)
          p[column] /= 1 + step
        }
      }
    }
    return p
  }
}

extension FunctionBuilder {
  /// The probabilities of `classes` classes from those of every pair's first class.
  public func coupleProbabilities(_ pairs: ValueID, classes: Int) throws -> ValueID {
    try append(one: "couple_probabilities", [pairs], ["classes": .int(classes)])
  }
}
