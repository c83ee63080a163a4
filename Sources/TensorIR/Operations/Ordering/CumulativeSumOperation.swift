// Running sums.

import Tensors

/// `cumulative_sum {axis}`: at each place the sum of the elements up to it along an axis.
struct CumulativeSumOperation: OperationDefinition {
  let name = "cumulative_sum"
  let summary = "At each place the sum of the elements up to and with it along `axis`."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let type = try context.numeric(0)
    _ = try context.axis(rank: type.rank)
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let axis = try context.attributes.int("axis", of: name)
    return try context.inSinglePrecision { context in
      let x = try context.tensor(0)
      return [.tensor(sums(x, AxisView(x.shape, axis: axis), try context.numericElement(0)))]
    }
  }

  private func sums<Element: NumericElement>(
    _ x: Tensor, _ view: AxisView, _ type: Element.Type
  ) -> Tensor {
    var elements = x.elements(of: type)
    for start in view.lines {
      for index in stride(from: 1, to: view.extent, by: 1) {
        let place = start + index * view.inner
        elements[place] = elements[place - view.inner].plus(elements[place])
      }
    }
    return Tensor(elements, shape: x.shape)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    guard let g = context.cotangents[0] else { return [nil] }
    let b = context.builder
    let axis = try context.attributes.int("axis", of: name)
    return [try b.reverse(b.cumulativeSum(b.reverse(g, axes: [axis]), axis: axis), axes: [axis])]
  }
}

extension FunctionBuilder {
  /// At each place the sum of the elements up to and with it along `axis`.
  public func cumulativeSum(_ x: ValueID, axis: Int) throws -> ValueID {
    try append(one: "cumulative_sum", [x], ["axis": .int(axis)])
  }
}
