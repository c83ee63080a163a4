// SupportVectorMachineModel: kernels of the row and support vectors, weighted and summed.

import Pipelines

/// A model of support vector machines.
struct PMMLSupportVectors {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    let machines = model.children("SupportVectorMachine")
    guard !machines.isEmpty else { throw model.error("there is no machine") }
    let values = try self.values(machines).map(context.columns.sharing)
    guard context.isClassification else { return context.regression(values[0]) }
    if (model["classificationMethod"] ?? "OneAgainstAll") == "OneAgainstOne"
      || model["alternateBinaryTargetCategory"] != nil
    {
      return try votes(machines, values)
    }
    let categories = try machines.map { try $0.required("targetCategory") }
    var result = PMMLResult()
    result.categories = categories
    result.predicted = try context.label(at: context.placeOfSmallest(values), of: categories)
    result.affinities = zip(categories, values).map { (id: $0, value: $1) }
    return result
  }

  // MARK: Sums

  private func values(_ machines: [PMMLElement]) throws -> [Expression] {
    let representation = context.element["svmRepresentation"] ?? "SupportVectors"
    let dictionary = try context.element.requiredChild("VectorDictionary")
    let inputs = try self.inputs(of: dictionary.requiredChild("VectorFields"))
    if representation == "Coefficients" {
      let rows = try machines.map { machine in
        try machine.requiredChild("Coefficients").children("Coefficient").map {
          try $0.double("value") ?? 0
        }
      }
      guard rows.allSatisfy({ $0.count == inputs.count }) else {
        throw context.element.error("the coefficients are not as many as the fields")
      }
      return try context.columns.apply(
        Linear(weights: rows.flatMap(\.self), featureCount: inputs.count, bias: offsets(machines)),
        to: inputs)
    }
    var places: [String: Int] = [:]
    var vectors: [[Double]] = []
    for instance in dictionary.children("VectorInstance") {
      places[try instance.required("id")] = vectors.count
      vectors.append(try instance.arrayNumbers())
    }
    guard !vectors.isEmpty, vectors.allSatisfy({ $0.count == inputs.count }) else {
      throw dictionary.error("the vectors are not as long as there are fields")
    }
    guard vectors.count <= 20_000_000 / max(machines.count, 1) else {
      throw dictionary.unsupported("so many vectors")
    }
    var weights = [Double](repeating: 0, count: vectors.count * machines.count)
    for (row, machine) in machines.enumerated() {
      let coefficients = try machine.requiredChild("Coefficients").children("Coefficient")
      let supports = try machine.requiredChild("SupportVectors").children("SupportVector")
      guard coefficients.count == supports.count else {
        throw machine.error("\(coefficients.count) coefficients for \(supports.count) vectors")
      }
      for (coefficient, support) in zip(coefficients, supports) {
        let id = try support.required("vectorId")
        guard let place = places[id] else {
          throw support.error("the vector '\(id.prefix(40))' does not exist")
        }
        weights[row * vectors.count + place] += try coefficient.double("value") ?? 0
      }
    }
    let kernels = try PMMLKernel(context: context).table(inputs, vectors)
    return try context.columns.apply(
      Linear(weights: weights, featureCount: vectors.count, bias: offsets(machines)), to: kernels)
  }

  private func offsets(_ machines: [PMMLElement]) throws -> [Double] {
    try machines.map { try $0.requiredChild("Coefficients").double("absoluteValue") ?? 0 }
  }

  private func inputs(of fields: PMMLElement) throws -> [Expression] {
    try fields.children.map { field in
      if field.name == "CategoricalPredictor" {
        let value = try context.scope.field(field.required("name"), at: field).value
        return .apply(
          .numberFromTruth,
          .apply(
            .equal, value.expression, try value.type.literal(field.required("value"), at: field)))
      }
      return try context.number(field.required("field"))
    }
  }

  // MARK: Votes

  private func votes(_ machines: [PMMLElement], _ values: [Expression]) throws -> PMMLResult {
    let model = context.element
    let alternate = model["alternateBinaryTargetCategory"]
    let common = try model.double("threshold") ?? 0
    var labels: [String] = []
    var ballots: [(first: String, second: String, isFirst: Expression)] = []
    for (machine, value) in zip(machines, values) {
      let target = try machine.required("targetCategory")
      let other: String
      let isFirst: Expression
      if let alternate {
        other = alternate
        isFirst = .apply(.greaterOrEqual, .apply(.round, value), .number(1))
      } else {
        other = try machine.required("alternateTargetCategory")
        let threshold = try machine.double("threshold") ?? common
        isFirst = .apply(.lessThan, value, .number(threshold))
      }
      ballots.append((target, other, context.columns.sharing(isFirst)))
      for label in [target, other] where !labels.contains(label) { labels.append(label) }
    }
    let counts = labels.map { label in
      Expression.total(
        ballots.compactMap { ballot in
          if ballot.first == label { return .apply(.numberFromTruth, ballot.isFirst) }
          if ballot.second == label {
            return .apply(.numberFromTruth, .apply(.not, ballot.isFirst))
          }
          return nil
        })
    }
    let total = Double(ballots.count)
    return try context.classification(
      labels, counts.map { .apply(.divide, $0, .number(total)) })
  }
}

/// The kernel of a model, for a row and every one of some vectors.
struct PMMLKernel {
  let context: PMMLModelContext

  /// The columns of kernels.
  func table(_ inputs: [Expression], _ vectors: [[Double]]) throws -> TableReference {
    let model = context.element
    let columns = context.columns
    if model.child("LinearKernelType") != nil {
      return try products(inputs, vectors, scale: 1, offset: 0)
    }
    if let kernel = model.child("PolynomialKernelType") {
      let sums = try products(
        inputs, vectors, scale: try kernel.double("gamma") ?? 1,
        offset: try kernel.double("coef0") ?? 1)
      let degree = try kernel.double("degree") ?? 1
      if degree == 1 { return sums }
      let width = columns.pipeline.type(of: sums).width
      let powers = (0..<width).map { place in
        EvaluateExpressions.Definition(
          Expression.apply(.power, .column(index: place), .number(degree)))
      }
      return try columns.append(EvaluateExpressions(powers), to: sums)
    }
    if let kernel = model.child("SigmoidKernelType") {
      let sums = try products(
        inputs, vectors, scale: try kernel.double("gamma") ?? 1,
        offset: try kernel.double("coef0") ?? 1)
      return try columns.append(ElementwiseFunction(.tanh), to: sums)
    }
    if let kernel = model.child("RadialBasisKernelType") {
      return try radial(inputs, vectors, gamma: try kernel.double("gamma") ?? 1)
    }
    throw model.unsupported("the kernel")
  }

  private func products(
    _ inputs: [Expression], _ vectors: [[Double]], scale: Double, offset: Double
  ) throws -> TableReference {
    let weights = vectors.flatMap { vector in vector.map { $0 * scale } }
    return try context.columns.append(
      Linear(
        weights: weights, featureCount: inputs.count,
        bias: Array(repeating: offset, count: vectors.count)),
      to: context.columns.table(of: inputs))
  }

  /// `-γ ‖x - v‖²` is linear in the coordinates of `x` and its squared length; both are counted from
  /// the mean of the vectors, so that little is lost where lengths are large.
  private func radial(
    _ inputs: [Expression], _ vectors: [[Double]], gamma: Double
  ) throws -> TableReference {
    let columns = context.columns
    let means = inputs.indices.map { place in
      vectors.reduce(0) { $0 + $1[place] } / Double(vectors.count)
    }
    let centered = zip(inputs, means).map { input, mean in
      columns.sharing(.apply(.subtract, input, .number(mean)))
    }
    let square = Expression.total(centered.map { .apply(.multiply, $0, $0) })
    var weights: [Double] = []
    var bias: [Double] = []
    for vector in vectors {
      let moved = zip(vector, means).map { $0 - $1 }
      weights += moved.map { 2 * gamma * $0 } + [-gamma]
      bias.append(-gamma * moved.reduce(0) { $0 + $1 * $1 })
    }
    let exponents = try columns.append(
      Linear(weights: weights, featureCount: inputs.count + 1, bias: bias),
      to: columns.table(of: centered + [square]))
    return try columns.append(Link(.exponential), to: exponents)
  }
}
