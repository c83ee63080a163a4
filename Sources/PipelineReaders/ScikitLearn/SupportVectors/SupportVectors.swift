// What all of LIBSVM's models are made of: a kernel and support vectors.

import Pipelines

/// The support vectors of a fitted model and the kernel that rows are compared with them by.
struct SupportVectors {
  /// How rows are compared.
  private enum Comparison {
    case kernel(KernelMatrix.Kernel)
    /// The rows are kernels already: one column a training row, of which these are support vectors.
    case precomputed([Int])
  }

  private let comparison: Comparison
  private let vectors: Matrix
  private let estimator: Estimator
  /// The number of support vectors.
  let count: Int
  /// The coefficients as LIBSVM keeps them: `outputs x count`.
  let coefficients: Matrix
  /// What LIBSVM adds to each decision.
  let intercepts: [Double]

  static let limits = [
    EstimatorLimit("kernel=<function>", "a Python function cannot be read from a file")
  ]

  /// Reads the model.
  init(of estimator: Estimator, features: Features) throws {
    self.estimator = estimator
    intercepts = try estimator.numbers("_intercept_")
    guard let name = try estimator.value("kernel").text else {
      throw estimator.unsupported(
        "kernel is a Python function; use one of scikit-learn's kernels and fit again")
    }
    if name == "precomputed" {
      let places = try estimator.integers("support_")
      comparison = .precomputed(places)
      vectors = Matrix(rows: places.count, columns: 0, values: [])
    } else {
      comparison = .kernel(try Self.kernel(name, of: estimator))
      vectors = try estimator.denseMatrix("support_vectors_", columns: features.count)
    }
    count = vectors.rows
    coefficients = try Self.coefficients(of: estimator, count: count)
  }

  private static func kernel(
    _ name: String, of estimator: Estimator
  ) throws -> KernelMatrix.Kernel {
    let gamma = try estimator.number("_gamma", default: 0)
    let offset = try estimator.number("coef0")
    switch name {
    case "linear": return .linear
    case "rbf": return .rbf(gamma: gamma)
    case "poly":
      return .polynomial(
        gamma: gamma, offset: offset, degree: try estimator.number("degree"))
    case "sigmoid": return .sigmoid(gamma: gamma, offset: offset)
    default:
      throw estimator.malformed(
        "kernel", found: "'\(name)'",
        expected: "'linear', 'poly', 'rbf', 'sigmoid' or 'precomputed'")
    }
  }

  private static func coefficients(of estimator: Estimator, count: Int) throws -> Matrix {
    if case .object(let object) = try estimator.value("_dual_coef_"), count > 0 {
      // Compressed rows without a gap: LIBSVM uses the cells as they stand.
      let cells = try estimator.numbers(
        in: object["data"] ?? .none, at: "_dual_coef_.data")
      guard cells.count % count == 0, !cells.isEmpty else {
        throw estimator.malformed(
          "_dual_coef_.data", found: "\(cells.count) numbers",
          expected: "some for each of \(count) support vectors")
      }
      return Matrix(rows: cells.count / count, columns: count, values: cells)
    }
    return try estimator.matrix("_dual_coef_", columns: count)
  }

  /// For the support vectors of `range`, the sums of kernels times coefficients: one column an output.
  func sums(
    _ range: Range<Int>, on features: Features, intercepts: [Double]? = nil,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let width = coefficients.rows
    let bias = intercepts ?? Array(repeating: 0, count: width)
    guard !range.isEmpty else {
      return try context.apply(
        ConstantColumns(values: bias), to: features.table, from: estimator)
    }
    let kernels: TableReference
    switch comparison {
    case .kernel(let kernel):
      let points = ReferencePoints(
        values: Array(
          vectors.values[range.lowerBound * vectors.columns..<range.upperBound * vectors.columns]),
        featureCount: vectors.columns)
      kernels = try context.apply(
        KernelMatrix(kernel, points: points), to: context.doubles(features, for: estimator),
        from: estimator)
    case .precomputed(let places):
      let selected = try context.select(Array(places[range]), of: features, for: estimator)
      kernels = try context.doubles(selected, for: estimator)
    }
    let weights = (0..<width).flatMap { coefficients.row($0)[range] }
    return try context.apply(
      Linear(weights: weights, featureCount: range.count, bias: bias), to: kernels,
      from: estimator)
  }

  /// The one decision of a regressor or a detector.
  func single(
    on features: Features, in context: inout TranslationContext
  ) throws -> TableReference {
    guard coefficients.rows == 1, intercepts.count == 1 else {
      throw estimator.malformed(
        "_dual_coef_", found: "\(coefficients.rows) outputs", expected: "one")
    }
    return try sums(0..<count, on: features, intercepts: intercepts, in: &context)
  }
}
