// GaussianProcessModel: the mean of a Gaussian process, given its training rows.

import Glibc
import Pipelines

/// A Gaussian process, of which the mean is computed.
struct PMMLGaussianProcess {
  let context: PMMLModelContext

  /// The weights of the training rows take the cube of their number of operations.
  private static let mostRows = 2000

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    guard !context.isClassification else {
      throw model.unsupported("classification by a Gaussian process")
    }
    let kernel = try Kernel(model)
    let (names, points, targets) = try trainingRows()
    let scales = try kernel.scales(count: names.count)
    let scaled = points.map { zip($0, scales).map(/) }
    let weights = try kernel.weights(scaled, targets, at: model)
    let inputs = try zip(names, scales).map { name, scale in
      Expression.apply(.divide, try context.number(name), .number(scale))
    }
    let columns = context.columns
    var table = try columns.append(
      DistanceMatrix(
        kernel.metric,
        points: ReferencePoints(values: scaled.flatMap(\.self), featureCount: names.count)),
      to: columns.table(of: inputs))
    table = try columns.append(
      AffineColumns(scale: Array(repeating: kernel.factor, count: points.count), shift: nil),
      to: table)
    let similarities = try columns.append(Link(.exponential), to: table)
    let mean = try columns.apply(
      Linear(weights: weights, featureCount: points.count, bias: [0]), to: similarities)
    return context.regression(mean[0])
  }

  /// The names of the features, and the features and targets of the training rows.
  private func trainingRows() throws -> (names: [String], points: [[Double]], targets: [Double]) {
    let model = context.element
    let training = try model.requiredChild("TrainingInstances")
    guard training.bool("isTransformed") ?? true else {
      throw training.unsupported("isTransformed='false'")
    }
    guard let inline = training.child("InlineTable") else {
      throw training.unsupported("training instances elsewhere")
    }
    let schema = try model.requiredChild("MiningSchema").children("MiningField")
    let targets = schema.filter { ["target", "predicted"].contains($0["usageType"] ?? "") }
    guard targets.count == 1, let target = targets[0]["name"] else {
      throw model.error("\(targets.count) targets", expected: "one")
    }
    let fields = try training.requiredChild("InstanceFields").children("InstanceField").map {
      (
        name: try $0.required("field"),
        column: try $0.columnName($0["column"] == nil ? "field" : "column")
      )
    }
    let features = fields.filter { $0.name != target }
    guard let own = fields.first(where: { $0.name == target }), !features.isEmpty else {
      throw training.error("the target or the features are not among the instance fields")
    }
    let rows = try inline.inlineRows()
    guard (1...Self.mostRows).contains(rows.count) else {
      throw training.unsupported("a process of \(rows.count) training rows")
    }
    func number(_ row: [String: String], _ column: String) throws -> Double {
      guard let number = row[column].flatMap({ Double(pmml: $0) }), number.isFinite else {
        throw inline.error("a row has no number '\(column.prefix(40))'")
      }
      return number
    }
    return (
      features.map(\.name), try rows.map { row in try features.map { try number(row, $0.column) } },
      try rows.map { try number($0, own.column) }
    )
  }

  /// A kernel of points that are divided by length scales, coordinate by coordinate.
  private struct Kernel {
    let element: PMMLElement
    let gamma: Double
    let noise: Double
    let metric: DistanceMetric
    /// The logarithm of the kernel is this times the distance.
    let factor: Double

    init(_ model: PMMLElement) throws {
      let names = ["RadialBasisKernel", "ARDSquaredExponentialKernel", "AbsoluteExponentialKernel"]
      guard let element = model.children.first(where: { names.contains($0.name) }) else {
        throw model.unsupported("the kernel")
      }
      self.element = element
      gamma = try element.double("gamma") ?? 1
      noise = try element.double("noiseVariance") ?? 1
      let isAbsolute = element.name == "AbsoluteExponentialKernel"
      metric = isAbsolute ? .manhattan : .squaredEuclidean
      factor = isAbsolute ? -1 : -0.5
    }

    /// The length scale of each feature.
    func scales(count: Int) throws -> [Double] {
      let scales: [Double]
      if element.name == "RadialBasisKernel" {
        scales = Array(repeating: try element.double("lambda") ?? 1, count: count)
      } else {
        scales = try element.requiredChild("Lambda").arrayNumbers()
      }
      guard scales.count == count, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw element.error("\(scales.count) length scales", expected: "\(count), above 0")
      }
      return scales
    }

    private func value(_ a: [Double], _ b: [Double]) -> Double {
      let distance = zip(a, b).reduce(0) { sum, pair in
        let difference = (pair.0 - pair.1).magnitude
        return sum + (metric == .manhattan ? difference : difference * difference)
      }
      return gamma * exp(factor * distance)
    }

    /// What each training row's similarity counts for the mean: `γ (K + noise · I)⁻¹ y`.
    func weights(
      _ points: [[Double]], _ targets: [Double], at model: PMMLElement
    ) throws -> [Double] {
      let count = points.count
      // The lower triangle of Cholesky's factor, row by row.
      var factor = [[Double]]()
      for row in 0..<count {
        var entries = (0...row).map { value(points[row], points[$0]) }
        entries[row] += noise
        for column in 0...row {
          let other = column == row ? entries : factor[column]
          var sum = entries[column]
          for place in 0..<column { sum -= entries[place] * other[place] }
          if column < row {
            entries[column] = sum / other[column]
          } else {
            guard sum > 0 else { throw model.error("the kernel of the training rows is singular") }
            entries[column] = sum.squareRoot()
          }
        }
        factor.append(entries)
      }
      var solution = targets
      for row in 0..<count {
        for column in 0..<row { solution[row] -= factor[row][column] * solution[column] }
        solution[row] /= factor[row][row]
      }
      for row in (0..<count).reversed() {
        for later in (row + 1)..<max(count, row + 1) {
          solution[row] -= factor[later][row] * solution[later]
        }
        solution[row] /= factor[row][row]
      }
      return solution.map { $0 * gamma }
    }
  }
}
