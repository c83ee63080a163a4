// NeuralNetwork: layers of neurons, each a sum and an activation.

import Glibc
import Pipelines

/// A neural network.
struct PMMLNeuralNetwork {
  let context: PMMLModelContext

  /// Translates the model.
  func result() throws -> PMMLResult {
    let model = context.element
    var neurons: [String: Expression] = [:]
    var ids: [String] = []
    let formulas = PMMLFormulas(scope: context.scope)
    for input in try model.requiredChild("NeuralInputs").children("NeuralInput") {
      let field = try input.requiredChild("DerivedField")
      let value = try formulas.value(of: field.formula()).cast(to: .double, at: field)
      let id = try input.required("id")
      neurons[id] = value.expression
      ids.append(id)
    }
    for layer in model.children("NeuralLayer") {
      let outputs = try self.layer(layer, neurons)
      for (id, value) in outputs { neurons[id] = value }
    }
    return try outputs(neurons)
  }

  private func layer(
    _ layer: PMMLElement, _ before: [String: Expression]
  ) throws -> [(String, Expression)] {
    let model = context.element
    let elements = layer.children("Neuron")
    guard !elements.isEmpty else { throw layer.error("there is no neuron") }
    var places: [String: Int] = [:]
    var inputs: [Expression] = []
    var connections: [[(Int, Double)]] = []
    for neuron in elements {
      var row: [(Int, Double)] = []
      for connection in neuron.children("Con") {
        let from = try connection.required("from")
        guard let value = before[from] else {
          throw neuron.error("the neuron '\(from.prefix(40))' does not come before")
        }
        let place = places[from] ?? inputs.count
        if place == inputs.count {
          places[from] = place
          inputs.append(value)
        }
        row.append((place, try connection.requiredDouble("weight")))
      }
      connections.append(row)
    }
    guard !inputs.isEmpty else { throw layer.error("the neurons have no connections") }
    guard elements.count <= 20_000_000 / max(inputs.count, 1) else {
      throw layer.unsupported("a layer of this size")
    }
    var weights = [Double](repeating: 0, count: elements.count * inputs.count)
    for (row, entries) in connections.enumerated() {
      for (place, weight) in entries { weights[row * inputs.count + place] += weight }
    }
    let name = layer["activationFunction"] ?? model["activationFunction"] ?? ""
    let sums: [Expression]
    if name == "radialBasis" {
      sums = try radialSums(elements, connections, inputs)
    } else {
      let bias = try elements.map { try $0.double("bias") ?? 0 }
      sums = try context.columns.apply(
        Linear(weights: weights, featureCount: inputs.count, bias: bias), to: inputs)
    }
    let threshold = try layer.double("threshold") ?? model.double("threshold") ?? 0
    let activated = try sums.enumerated().map { place, sum in
      context.columns.sharing(
        try activation(
          name, sum, threshold, elements[place], layer, inputs: connections[place].count))
    }
    let normalized = normalization(
      layer["normalizationMethod"] ?? model["normalizationMethod"] ?? "none", activated)
    return try zip(elements, normalized).map { (try $0.required("id"), $1) }
  }

  private func radialSums(
    _ elements: [PMMLElement], _ connections: [[(Int, Double)]], _ inputs: [Expression]
  ) throws -> [Expression] {
    connections.map { entries in
      .total(
        entries.map { place, center in
          let difference = Expression.apply(.subtract, inputs[place], .number(center))
          return .apply(.multiply, difference, difference)
        })
    }
  }

  private func activation(
    _ name: String, _ z: Expression, _ threshold: Double, _ neuron: PMMLElement,
    _ layer: PMMLElement, inputs: Int
  ) throws -> Expression {
    func apply(_ function: ExpressionFunction) -> Expression { .apply(function, z) }
    switch name {
    case "threshold":
      return .apply(.numberFromTruth, .apply(.greaterThan, z, .number(threshold)))
    case "logistic": return apply(.logistic)
    case "tanh": return apply(.tanh)
    case "identity": return z
    case "exponential": return apply(.exp)
    case "reciprocal": return .apply(.divide, .number(1), z)
    case "square": return .apply(.multiply, z, z)
    case "Gauss": return .apply(.exp, .apply(.negate, .apply(.multiply, z, z)))
    case "sine": return apply(.sin)
    case "cosine": return apply(.cos)
    case "Elliott":
      return .apply(.divide, z, .apply(.add, .number(1), .apply(.absolute, z)))
    case "arctan":
      return .apply(.divide, .apply(.multiply, .number(2), apply(.atan)), .number(.pi))
    case "rectifier":
      return .choose(.apply(.greaterThan, z, .number(0)), z, .apply(.multiply, z, .number(0)))
    case "radialBasis":
      let model = context.element
      guard let width = try neuron.double("width") ?? layer.double("width") ?? model.double("width")
      else { throw neuron.error("there is no width") }
      let altitude =
        try neuron.double("altitude") ?? layer.double("altitude") ?? model.double("altitude") ?? 1
      let exponent = Expression.apply(.divide, z, .number(-2 * width * width))
      return .apply(.exp, .apply(.add, .number(log(altitude) * Double(inputs)), exponent))
    default: throw layer.unsupported("the activation '\(name.prefix(40))'")
    }
  }

  private func normalization(_ name: String, _ values: [Expression]) -> [Expression] {
    switch name {
    case "softmax": return PMMLRegressionModel.softmax(values, context.columns)
    case "simplemax":
      let total = context.columns.sharing(.total(values))
      return values.map { context.columns.sharing(.apply(.divide, $0, total)) }
    default: return values
    }
  }

  // MARK: Outputs

  private func outputs(_ neurons: [String: Expression]) throws -> PMMLResult {
    let outputs = try context.element.requiredChild("NeuralOutputs").children("NeuralOutput")
    var categories: [String] = []
    var probabilities: [Expression] = []
    for output in outputs {
      let id = try output.required("outputNeuron")
      guard let value = neurons[id] else {
        throw output.error("the neuron '\(id.prefix(40))' does not exist")
      }
      let formula = try target(output.requiredChild("DerivedField").formula())
      switch formula.name {
      case "NormDiscrete":
        categories.append(try formula.required("value"))
        probabilities.append(value)
      case "NormContinuous": return context.regression(try inverse(formula, value))
      case "FieldRef" where !context.isClassification: return context.regression(value)
      default: throw output.unsupported("an output of \(formula.name)")
      }
    }
    guard !categories.isEmpty else { throw context.element.error("there is no output") }
    return try context.classification(categories, probabilities)
  }

  /// The expression of the target that an output is of, through references to derived fields.
  private func target(_ formula: PMMLElement) throws -> PMMLElement {
    guard formula.name == "FieldRef", let name = formula["field"] else { return formula }
    let document = formula.document
    let fields =
      (context.element.child("LocalTransformations")?.children("DerivedField") ?? [])
      + (document.root.child("TransformationDictionary")?.children("DerivedField") ?? [])
    guard let field = fields.first(where: { $0["name"] == name }) else { return formula }
    let inner = try field.formula()
    return inner.name == "FieldRef" ? formula : inner
  }

  /// The number whose normalisation is `value`.
  private func inverse(_ formula: PMMLElement, _ value: Expression) throws -> Expression {
    let line = try formula.linearNorms()
    let points = zip(line.outputs, line.inputs).sorted { $0.0 < $1.0 }
    guard points.count > 1 else { throw formula.error("a line needs two points") }
    return .interpolate(
      line: PiecewiseLinear(
        inputs: points.map(\.0), outputs: points.map(\.1), beyond: .extended),
      value: value)
  }
}
