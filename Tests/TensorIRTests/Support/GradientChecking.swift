// Comparing gradients with central finite differences.

import TensorIR
import Tensors
import Testing

/// Checks the gradient of a function of doubles against central finite differences.
///
/// The results are weighted by random cotangents to one number, whose derivative by each element of
/// each differentiable argument is compared.
func checkGradient(
  _ arguments: [Tensor], seed: UInt64 = 1, step: Double = 1e-5, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
) throws {
  let builder = ProgramBuilder(name: "gradient")
  let parameters = arguments.enumerated().map {
    (name: "x\($0)", type: ValueType.tensor(TensorType(of: $1)))
  }
  try builder.define("f", parameters: parameters, body)
  try checkGradient(
    of: "f", in: builder.build(), arguments, seed: seed, step: step, tolerance: tolerance,
    sourceLocation: sourceLocation)
}

/// Checks the gradient of a function of a program by all its arguments of doubles.
func checkGradient(
  of function: String, in program: Program, _ arguments: [Tensor], seed: UInt64 = 1,
  step: Double = 1e-5, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let places = arguments.indices.filter { arguments[$0].dtype == .f64 }
  let differentiated = try program.differentiated(function: function, withRespectTo: places)
  try differentiated.verify()
  var random = RandomNumbers(seed: seed)
  let forward = Interpreter(program)
  let results = try forward.run(function, arguments)
  let cotangents = results.map { $0.dtype == .f64 ? random.tensor($0.shape) : nil }
  func weighted(_ arguments: [Tensor]) throws -> Double {
    zip(try forward.run(function, arguments), cotangents).reduce(0) { sum, pair in
      guard let cotangent = pair.1 else { return sum }
      return zip(pair.0.doubles(), cotangent.doubles()).reduce(sum) { $0 + $1.0 * $1.1 }
    }
  }
  let gradients = try Interpreter(differentiated).run(
    "\(function).gradient", arguments + cotangents.compactMap { $0 })
  for (place, gradient) in zip(places, gradients) {
    #expect(gradient.shape == arguments[place].shape, sourceLocation: sourceLocation)
    let elements = arguments[place].doubles()
    for (index, found) in gradient.doubles().enumerated() {
      func moved(_ by: Double) throws -> Double {
        var changed = arguments
        var elements = elements
        elements[index] += by
        changed[place] = Tensor(elements, shape: arguments[place].shape)
        return try weighted(changed)
      }
      let expected = (try moved(step) - moved(-step)) / (2 * step)
      let isNear = abs(found - expected) <= tolerance * max(1, abs(expected))
      #expect(
        isNear, "argument \(place), element \(index): \(found) instead of \(expected)",
        sourceLocation: sourceLocation)
    }
  }
}
