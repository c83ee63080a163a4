// Reverse-mode differentiation, as a transform from programs to programs.

import Tensors

extension Program {
  /// The program with a function that gives a function's gradient, by reverse-mode differentiation.
  ///
  /// The new function takes the arguments of `function`, and behind them a cotangent for each result
  /// that is a floating-point tensor, of the result's type (for a sparse result, a dense matrix). It
  /// returns the cotangents of the arguments that `parameters` numbers. It is called
  /// `<function>.gradient` if no other name is given; functions called `….pullback` are added for
  /// everything that `function` calls, each once, also where functions call each other in circles.
  ///
  /// A pullback computes the forward values again, so that each level of nested calls adds one more
  /// forward pass of what lies below it.
  /// - Throws: `ProgramError` of kind `differentiation` where an argument is not made of floating-point
  ///   numbers, or a cotangent reaches an operation that has no gradient.
  public func differentiated(
    function: String, withRespectTo parameters: [Int], named name: String? = nil
  ) throws -> Program {
    guard let original = self.function(function) else {
      throw ProgramError(.reference, at: "@\(function)", "there is no such function")
    }
    let differentiable = original.parameters.filter { original.type(of: $0).isDifferentiable }
    let places = try parameters.map { parameter in
      guard let place = differentiable.firstIndex(of: ValueID(parameter)) else {
        throw ProgramError(
          .differentiation, at: "@\(function)",
          "argument \(parameter) is not one of floating-point numbers")
      }
      return place
    }
    let builder = ProgramBuilder(extending: self)
    let pullbacks = Pullbacks(of: self, into: builder)
    let pullback = try pullbacks.name(of: function)
    try pullbacks.finish()
    try builder.define(
      name ?? "\(function).gradient", parameters: original.pullbackParameters,
      resultNames: Set(parameters).count == parameters.count
        ? parameters.map { original.parameterNames[$0] } : nil
    ) { emitter, arguments in
      let cotangents = try emitter.call(pullback, arguments)
      return places.map { cotangents[$0] }
    }
    return builder.build()
  }
}

extension ValueType {
  /// Whether values of the type have cotangents.
  package var isDifferentiable: Bool {
    switch self {
    case .tensor(let type): type.dtype.isFloatingPoint
    case .sparse(let dtype, _, _): dtype.isFloatingPoint
    case .ragged: false
    }
  }

  /// The type of a cotangent of a value of this type.
  package var cotangent: ValueType {
    if case .sparse(let dtype, let rows, let columns) = self {
      .tensor(dtype, [rows, columns])
    } else {
      self
    }
  }
}

extension Function {
  /// The parameters of the function's pullback: its own, and cotangents of the results.
  package var pullbackParameters: [(name: String, type: ValueType)] {
    var parameters = zip(parameterNames, self.parameters).map { (name: $0, type: type(of: $1)) }
    var taken = Set(parameterNames)
    for (name, id) in zip(resultNames, returns) where type(of: id).isDifferentiable {
      var unique = "d_\(name)"
      while !taken.insert(unique).inserted { unique += "_" }
      parameters.append((unique, type(of: id).cotangent))
    }
    return parameters
  }
}
