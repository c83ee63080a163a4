// Where the largest or smallest element is.

import Tensors

/// `arg_max`, `arg_min` `{axis}`: the first index of the extreme along an axis, as NumPy: NaN wins.
struct ArgumentExtremeOperation: OperationDefinition {
  let name: String
  let summary: String
  let isMaximum: Bool

  static let all = [
    ArgumentExtremeOperation(
      name: "arg_max", summary: "The first index of the largest element along `axis`; NaN wins.",
      isMaximum: true),
    ArgumentExtremeOperation(
      name: "arg_min", summary: "The first index of the smallest element along `axis`; NaN wins.",
      isMaximum: false),
  ]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    var dimensions = try context.numeric(0).dimensions
    dimensions.remove(at: try context.axis(rank: dimensions.count))
    return [.tensor(.i64, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let axis = try context.attributes.int("axis", of: name)
    return try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      var dimensions = x.shape.dimensions
      dimensions.remove(at: axis)
      guard x.shape[axis] > 0 || dimensions.contains(0) else {
        throw context.error("\(x.shape) has no element along axis \(axis)")
      }
      let indices = search(x, AxisView(x.shape, axis: axis), try context.numericElement(0))
      return [.tensor(Tensor(indices, shape: Shape(dimensions)))]
    }
  }

  private func search<Element: NumericElement>(
    _ x: Tensor, _ view: AxisView, _ type: Element.Type
  ) -> [Int64] {
    let elements = x.elements(of: type)
    return view.lines.map { start in
      var best = 0
      for index in stride(from: 1, to: view.extent, by: 1) {
        let (candidate, held) =
          (elements[start + index * view.inner], elements[start + best * view.inner])
        if held.isNotANumber { break }
        let isBetter = isMaximum ? candidate > held : candidate < held
        if isBetter || candidate.isNotANumber { best = index }
      }
      return Int64(best)
    }
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension FunctionBuilder {
  /// The first index of the largest element along `axis`, which is removed; `i64`; NaN wins.
  public func argMax(_ x: ValueID, axis: Int) throws -> ValueID {
    try append(one: "arg_max", [x], ["axis": .int(axis)])
  }

  /// The first index of the smallest element along `axis`, which is removed; `i64`; NaN wins.
  public func argMin(_ x: ValueID, axis: Int) throws -> ValueID {
    try append(one: "arg_min", [x], ["axis": .int(axis)])
  }
}
